#include "core/data/hdf5_reader.h"

#include <random>

#include "core/data/readers.h"
#include "tests/data/data_files.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

class TestHdf5Data : public QObject {
  Q_OBJECT

 private slots:
  void guessesKeys_data();
  void guessesKeys();
  void namedKeyDecides();
  void readsFromTwoFiles();
  void readsTypes();
  void showsMatlabShapes();
  void movesMatlabSamplesToTheFront();
  void namesArraysWhenUnclear();
  void refuses_data();
  void refuses();
  void takesFieldsOfStructsByDots();
  void survivesDamage_data();
  void survivesDamage();
};

namespace {

const std::vector<int32_t> kLabels = {2, 0, 1, 2, 1, 0};

}  // namespace

void TestHdf5Data::guessesKeys_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("data");
  QTest::addColumn<QString>("labels");
  QTest::addColumn<QString>("shape");
  const auto row = [](const char* name, const char* data, const char* labels, const char* shape) {
    QTest::newRow(name) << name << data << labels << shape;
  };
  row("named.h5", "x_test", "y_test", "[6, 4, 3]");
  row("groups.h5", "test/images", "test/labels", "[6, 4, 3]");
  row("one_group.h5", "all/of/it/features", "all/of/it/labels", "[6, 4]");
  row("lzf.h5", "x", "y", "[6, 400]");
  row("matlab_rows.mat", "X", "y", "[6, 4]");
  row("matlab_struct.mat", "dataset/images", "dataset/labels", "[6, 12]");
}

void TestHdf5Data::guessesKeys() {
  QFETCH(QString, name);
  QFETCH(QString, data);
  QFETCH(QString, labels);
  QFETCH(QString, shape);
  const std::string path = dataFixture(name.toStdString());
  QVERIFY(looksLikeHdf5(path));
  const Dataset dataset = loadDataset({path, "", "", ""});
  QCOMPARE(dataset.samples.source, path + ":" + data.toStdString());
  QCOMPARE(dataset.labelsSource, path + ":" + labels.toStdString());
  QCOMPARE(dataset.labels, kLabels);
  QCOMPARE(shapeText(dataset.samples.shape), shape.toStdString());
  const std::vector<double> values = allValues(dataset.samples);
  for (size_t i = 0; i < values.size(); ++i) {
    QCOMPARE(values[i], static_cast<double>(i % 251));
  }
}

void TestHdf5Data::namedKeyDecides() {
  const std::string path = dataFixture("groups.h5");
  const Dataset train = loadDataset({path, "", "train/images", "train/labels"});
  QCOMPARE(train.size(), int64_t{8});
  const Error error = expectError([&] { loadDataset({path, "", "train/nothing", ""}); });
  QCOMPARE(error.code(), ErrorCode::Usage);
  QVERIFY(contains(error, "no array \"train/nothing\" (--data-key)"));
  QVERIFY(contains(error, "test/images [6, 4, 3] float32"));
  QVERIFY(contains(expectError([&] { readHdf5(path, "nothing"); }), "no array \"nothing\""));
  QVERIFY(contains(expectError([&] { readHdf5(path, "test"); }), "is a group, not an array"));
}

void TestHdf5Data::readsFromTwoFiles() {
  const Dataset dataset =
      loadDataset({dataFixture("one_group.h5"), dataFixture("named.h5"), "", "y_test"});
  QCOMPARE(dataset.labels, kLabels);
  QCOMPARE(dataset.samples.type, ElementType::Float16);
}

void TestHdf5Data::readsTypes() {
  QCOMPARE(readHdf5(dataFixture("groups.h5"), "test/images").type, ElementType::Float32);
  QCOMPARE(readHdf5(dataFixture("one_group.h5"), "all/of/it/labels").type, ElementType::Bool);
  QCOMPARE(readHdf5(dataFixture("named.h5"), "y_test").type, ElementType::Int64);
  QCOMPARE(readHdf5(dataFixture("matlab_rows.mat"), "X").type, ElementType::Float64);
}

// HDF5 keeps the axes of MATLAB in reverse.
void TestHdf5Data::showsMatlabShapes() {
  const auto entries = hdf5Entries(dataFixture("matlab_stack.mat"));
  QCOMPARE(npzListing(entries), std::string("images [4, 3, 2, 6] uint8, labels [1, 6] uint8, note "
                                            "[4, 1] of a type that is not read"));
  const RawArray images = readHdf5(dataFixture("matlab_stack.mat"), "images");
  QCOMPARE(images.shape, (Shape{4, 3, 2, 6}));
  QCOMPARE(images.at(17), 17.0);
}

void TestHdf5Data::movesMatlabSamplesToTheFront() {
  const Dataset dataset = loadDataset({dataFixture("matlab_stack.mat"), "", "", ""});
  QCOMPARE(dataset.labels, kLabels);
  QCOMPARE(dataset.samples.shape, (Shape{6, 4, 3, 2}));
  for (int64_t sample = 0; sample < 6; ++sample) {
    for (int64_t value = 0; value < 24; ++value) {
      QCOMPARE(dataset.samples.at(sample * 24 + value), static_cast<double>(value * 6 + sample));
    }
  }
}

void TestHdf5Data::namesArraysWhenUnclear() {
  const Error error = expectError([] { loadDataset({dataFixture("unclear.h5"), "", "", ""}); });
  QCOMPARE(error.code(), ErrorCode::Usage);
  QVERIFY(contains(error, "one [6, 4] uint8, three [6] int64, two [6, 4] uint8"));
  QVERIFY(contains(error, "--data-key"));
}

void TestHdf5Data::refuses_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("key");
  QTest::addColumn<QString>("sentence");
  QTest::newRow("texts") << "texts.h5"
                         << "x"
                         << "of a type that is not read (text)";
  QTest::newRow("texts of MATLAB") << "matlab_stack.mat"
                                   << "note"
                                   << "of a type that is not read";
  QTest::newRow("no arrays") << "no_arrays.h5"
                             << ""
                             << "HDF5 file without arrays";
}

void TestHdf5Data::refuses() {
  QFETCH(QString, name);
  QFETCH(QString, key);
  QFETCH(QString, sentence);
  const std::string path = dataFixture(name.toStdString());
  const Error error = expectError([&] { loadDataset({path, "", key.toStdString(), ""}); });
  QVERIFY(contains(error, path));
  QVERIFY(contains(error, sentence.toStdString()));
}

void TestHdf5Data::takesFieldsOfStructsByDots() {
  const std::string path = dataFixture("matlab_struct.mat");
  const Dataset dots = loadDataset({path, "", "dataset.images", "dataset.labels"});
  const Dataset slashes = loadDataset({path, "", "dataset/images", "dataset/labels"});
  QVERIFY(dots.samples.bytes == slashes.samples.bytes);
  QVERIFY(dots.labels == slashes.labels);
}

void TestHdf5Data::survivesDamage_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"named.h5", "groups.h5", "matlab_stack.mat", "matlab_struct.mat"}) {
    QTest::newRow(name) << name;
  }
}

void TestHdf5Data::survivesDamage() {
  QFETCH(QString, name);
  const QByteArray sound = fileBytes(dataFixture(name.toStdString()));
  QVERIFY(!sound.isEmpty());
  const QTemporaryDir folder;
  std::mt19937 random(11);
  int refused = 0;
  for (int round = 0; round < 200; ++round) {
    QByteArray bytes = sound;
    for (unsigned change = 0; change < 1 + random() % 3; ++change) {
      bytes[static_cast<qsizetype>(random() % static_cast<unsigned>(bytes.size()))] =
          static_cast<char>(random() % 2 == 0 ? 0xff : random());
    }
    const std::string path = writeFile(folder, "mutant", bytes);
    try {
      const Dataset dataset = loadDataset({path, "", "", ""});
      QCOMPARE(dataset.size(), static_cast<int64_t>(dataset.labels.size()));
    } catch (const Error& error) {
      QVERIFY(contains(error, path));
      ++refused;
    }
  }
  QVERIFY(refused > 0);
}

QTEST_APPLESS_MAIN(TestHdf5Data)
#include "test_hdf5_data.moc"
