#include <QDir>

#include "core/base/error.h"
#include "core/data/labels.h"
#include "core/data/readers.h"
#include "tests/data/data_files.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

// Pictures, their order and their classes as Pillow and torchvision's ImageFolder give them
// (make_picture_fixtures.py).
class TestImageFolder : public QObject {
  Q_OBJECT

 private slots:
  void decodesAsPillowInTheOrderOfImageFolder();
  void saysWhatItLeavesOut();
  void keepsGreyPicturesInOneChannel();
  void resizesPicturesOfDifferentSizes();
  void asksForResizeWhereSizesDiffer();
  void refusesPictures_data();
  void refusesPictures();
  void refusesFolders();
  void refusesKeys();
  void hashFollowsContent();
  void noticesPictureThatChanges();
};

namespace {

std::string odd(const char* name) {
  return dataFixture(std::string("pictures_odd/") + name);
}

Dataset load(const std::string& folder) { return loadDataset({folder, "", "", ""}); }

void copyFolder(const QString& from, const QString& to) {
  QDir().mkpath(to);
  for (const QFileInfo& entry : QDir(from).entryInfoList(QDir::Files)) {
    QFile::copy(entry.filePath(), to + '/' + entry.fileName());
  }
}

}  // namespace

void TestImageFolder::decodesAsPillowInTheOrderOfImageFolder() {
  const Dataset data = load(dataFixture("pictures"));
  const RawArray expected = readNpz(dataFixture("pictures.npz"), "images");
  QCOMPARE(data.samples.shape, expected.shape);
  QCOMPARE(data.labels, readLabels(readNpz(dataFixture("pictures.npz"), "labels")));
  QCOMPARE(data.classNames, (std::vector<std::string>{"Dog", "bird", "cat"}));
  for (int64_t i = 0; i < data.size(); ++i) {
    const std::vector<double> found = data.samples.valuesOf(i);
    const std::vector<double> wanted = expected.valuesOf(i);
    double worst = 0;
    for (size_t k = 0; k < found.size(); ++k) {
      worst = std::max(worst, std::abs(found[k] - wanted[k]));
    }
    QVERIFY2(worst == 0, qPrintable(QString("%1: %2").arg(
                             QString::fromStdString(data.samples.stored->nameOf(i)),
                             QString::number(worst))));
  }
}

void TestImageFolder::saysWhatItLeavesOut() {
  const Dataset data = load(dataFixture("pictures"));
  std::string notes;
  for (const std::string& note : data.notes) {
    notes += note + "\n";
  }
  for (const char* part : {"1 files that are neither PNG nor JPEG are left out", "notes.txt",
                           "4 of 13 pictures are grey", "the transparency of 3 pictures",
                           "the classes are 0 Dog, 1 bird, 2 cat"}) {
    QVERIFY2(notes.find(part) != std::string::npos, (part + (" in\n" + notes)).c_str());
  }
}

void TestImageFolder::keepsGreyPicturesInOneChannel() {
  const Dataset data = load(odd("sizes"));
  QCOMPARE(data.samples.shapeOf(0), (Shape{8, 8, 1}));
  QCOMPARE(data.samples.shapeOf(2), (Shape{6, 9, 1}));
  for (const int i : {0, 1, 2}) {
    const RawArray expected = readNpz(dataFixture("pictures.npz"), "size" + std::to_string(i));
    QCOMPARE(data.samples.valuesOf(i), allValues(expected));
  }
}

void TestImageFolder::resizesPicturesOfDifferentSizes() {
  const Dataset data = load(odd("sizes"));
  const Network network = makeNetwork({1, 4, 4});
  const PreprocessingRecipe recipe = parseRecipe("resize=4x4");
  const InputPipeline pipeline(data, recipe, network);
  std::vector<float> found(16);
  for (int64_t i = 0; i < data.size(); ++i) {
    const Shape shape = data.samples.shapeOf(i);
    const auto wanted = applyRecipe(recipe, {1, shape[0], shape[1]}, data.samples.valuesOf(i));
    pipeline.read(i, found.data());
    QCOMPARE(found, std::vector<float>(wanted.begin(), wanted.end()));
  }
}

void TestImageFolder::asksForResizeWhereSizesDiffer() {
  const Dataset data = load(odd("sizes"));
  const Network network = makeNetwork({1, 8, 8});
  const Error error = expectError([&] { InputPipeline(data, {}, network); });
  for (const char* part : {"a/1.png (8x8)", "b/3.jpg (6x9)", "resize=HxW"}) {
    QVERIFY(contains(error, part));
  }
  const Error misfit =
      expectError([&] { InputPipeline(data, parseRecipe("resize=9x9"), network); });
  QVERIFY(contains(misfit, "1.png"));
}

void TestImageFolder::refusesPictures_data() {
  QTest::addColumn<QString>("folder");
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("part");
  QTest::newRow("16 bits") << "deep" << "16.png" << "16 bits per channel";
  QTest::newRow("CMYK") << "cmyk" << "1.jpg" << "CMYK";
  QTest::newRow("cut PNG") << "cut_png" << "1.png" << "damaged picture";
  QTest::newRow("cut JPEG") << "cut_jpeg" << "1.jpg" << "damaged picture";
  QTest::newRow("claims") << "claims" << "1.png" << "too short for its size";
}

void TestImageFolder::refusesPictures() {
  QFETCH(QString, folder);
  QFETCH(QString, file);
  QFETCH(QString, part);
  const Error error = expectError([&] {
    const Dataset data = load(odd(folder.toLatin1().constData()));
    data.samples.valuesOf(0);
  });
  QVERIFY(contains(error, file.toStdString()));
  QVERIFY(contains(error, part.toStdString()));
}

void TestImageFolder::refusesFolders() {
  // Without one picture that is a picture, the folder is none of pictures.
  for (const char* folder : {"empty", "renamed"}) {
    QVERIFY(contains(expectError([&] { load(odd(folder)); }), "is a folder, but not one"));
  }
  const QTemporaryDir folder;
  copyFolder(QString::fromStdString(dataFixture("pictures/cat")), folder.filePath("test"));
  copyFolder(QString::fromStdString(dataFixture("pictures/bird")), folder.filePath("train"));
  const std::string path = folder.path().toStdString();
  QVERIFY(contains(expectError([&] { load(path); }), "name one of its sub-folders"));
  QVERIFY(QDir(folder.path()).rename("test", "cat"));
  QCOMPARE(load(path).labels, (std::vector<int32_t>{0, 0, 0, 0, 1, 1, 1, 1}));
  writeFile(folder, "train/broken.png", "no picture");
  QVERIFY(contains(expectError([&] { load(path); }), "broken.png is a damaged picture"));
}

void TestImageFolder::refusesKeys() {
  const Error error =
      expectError([&] { loadDataset({dataFixture("pictures"), "", "x_test", ""}); });
  QVERIFY(contains(error, "leave --data-key and --labels-key out"));
}

void TestImageFolder::hashFollowsContent() {
  const QTemporaryDir folder;
  for (const char* name : {"cat", "bird"}) {
    copyFolder(QString::fromStdString(dataFixture(std::string("pictures/") + name)),
               folder.filePath(name));
  }
  const std::string path = folder.path().toStdString();
  const std::string hash = load(path).contentHash;
  QCOMPARE(load(path).contentHash, hash);
  QVERIFY(QFile::remove(folder.filePath("cat/2.png")));
  QVERIFY(load(path).contentHash != hash);
}

void TestImageFolder::noticesPictureThatChanges() {
  const QTemporaryDir folder;
  copyFolder(QString::fromStdString(odd("sizes/a")), folder.filePath("a"));
  const Dataset data = load(folder.path().toStdString());
  writeFile(folder, "a/1.png", fileBytes(dataFixture("pictures/Dog/grey.png")));
  const Error error = expectError([&] { data.samples.valuesOf(0); });
  QVERIFY(contains(error, "1.png was changed while"));
  writeFile(folder, "a/2.png", "");
  QCOMPARE(expectError([&] { data.samples.valuesOf(1); }).code(), ErrorCode::Unsupported);
}

QTEST_APPLESS_MAIN(TestImageFolder)
#include "test_image_folder.moc"
