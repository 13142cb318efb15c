#include "core/base/error.h"
#include "core/data/file_records.h"
#include "tests/data/data_files.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

// Layout: https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
class TestCifar : public QObject {
  Q_OBJECT

 private slots:
  void readsPlanesOfCifar10();
  void readsEitherLabelOfCifar100_data();
  void readsEitherLabelOfCifar100();
  void joinsBatchesOfAFolder_data();
  void joinsBatchesOfAFolder();
  void namesClassesOfAFolder();
  void refusesFiles_data();
  void refusesFiles();
  void asksWhichWhereBothFit();
  void refusesOddFolders();
  void takesWholeIdxForIdx();
  void hashIsThatOfTheSameArrayInMemory();
  void noticesFileThatShrinks();
};

namespace {

// Byte i of record r is (r + i) % 251.
QByteArray records(int count, const std::vector<int>& labels, int kindBytes = 1) {
  QByteArray bytes;
  for (int r = 0; r < count; ++r) {
    for (int k = 0; k < kindBytes; ++k) {
      bytes.append(static_cast<char>(labels[static_cast<size_t>(r * kindBytes + k)]));
    }
    for (int i = 0; i < 3072; ++i) {
      bytes.append(static_cast<char>((r + i) % 251));
    }
  }
  return bytes;
}

Error refusal(const std::string& path, const std::string& dataKey = "") {
  return expectError([&] { loadDataset({path, "", dataKey, ""}); });
}

}  // namespace

void TestCifar::readsPlanesOfCifar10() {
  const QTemporaryDir folder;
  const std::string path = writeFile(folder, "anything.xyz", records(3, {9, 0, 4}));
  const Dataset data = loadDataset({path, "", "", ""});
  QCOMPARE(data.samples.shape, (Shape{3, 3, 32, 32}));
  QCOMPARE(data.labels, (std::vector<int32_t>{9, 0, 4}));
  QVERIFY(data.samples.bytes.empty());
  const std::vector<double> image = data.samples.valuesOf(2);
  for (size_t i = 0; i < image.size(); ++i) {
    QCOMPARE(image[i], static_cast<double>((2 + i) % 251));
  }
  QCOMPARE(allValues(data.samples)[3072 + 5], 6.0);
  // Green of the third pixel goes to the second plane of the network's input.
  const Network network = makeNetwork({3, 32, 32});
  const InputPipeline pipeline(data, {}, network);
  std::vector<float> input(3072);
  pipeline.read(0, input.data());
  QCOMPARE(input[1024 + 2], static_cast<float>((1024 + 2) % 251));
}

void TestCifar::readsEitherLabelOfCifar100_data() {
  QTest::addColumn<QString>("key");
  QTest::addColumn<int>("first");
  QTest::addColumn<int>("second");
  QTest::newRow("default") << "" << 99 << 7;
  QTest::newRow("fine") << "fine" << 99 << 7;
  QTest::newRow("coarse") << "coarse" << 19 << 3;
}

void TestCifar::readsEitherLabelOfCifar100() {
  QFETCH(QString, key);
  QFETCH(int, first);
  QFETCH(int, second);
  const QTemporaryDir folder;
  const std::string path = writeFile(folder, "test.bin", records(2, {19, 99, 3, 7}, 2));
  const Dataset data = loadDataset({path, "", "", key.toStdString()});
  QCOMPARE(data.labels, (std::vector<int32_t>{first, second}));
  QCOMPARE(data.samples.valuesOf(1)[0], 1.0);
}

void TestCifar::joinsBatchesOfAFolder_data() {
  QTest::addColumn<QString>("key");
  QTest::addColumn<QList<int>>("labels");
  QTest::newRow("default") << "" << QList<int>{5, 6, 7};
  QTest::newRow("test") << "test" << QList<int>{5, 6, 7};
  QTest::newRow("train") << "train" << QList<int>{1, 2, 3};
  QTest::newRow("all") << "all" << QList<int>{1, 2, 3, 5, 6, 7};
}

void TestCifar::joinsBatchesOfAFolder() {
  QFETCH(QString, key);
  QFETCH(QList<int>, labels);
  const QTemporaryDir folder;
  writeFile(folder, "data_batch_2.bin", records(1, {3}));
  writeFile(folder, "data_batch_1.bin", records(2, {1, 2}));
  writeFile(folder, "test_batch.bin", records(3, {5, 6, 7}));
  const Dataset data = loadDataset({folder.path().toStdString(), "", key.toStdString(), ""});
  QCOMPARE(data.labels, std::vector<int32_t>(labels.begin(), labels.end()));
  QCOMPARE(data.size(), labels.size());
  for (int64_t i = 0; i < data.size(); ++i) {  // the record's place in its batch
    const int place = std::vector<int>{0, 1, 0, 0, 1, 2}[static_cast<size_t>(
        i + (key == "train" || key == "all" ? 0 : 3))];
    QCOMPARE(data.samples.valuesOf(i)[0], static_cast<double>(place));
  }
  QVERIFY(!data.notes.empty());
}

void TestCifar::namesClassesOfAFolder() {
  const QTemporaryDir folder;
  writeFile(folder, "test_batch.bin", records(1, {3}));
  writeFile(folder, "batches.meta.txt", "a\nb\r\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
  const Dataset data = loadDataset({folder.path().toStdString(), "", "", ""});
  QCOMPARE(data.classNames.size(), size_t{10});
  QCOMPARE(data.classNames[1], std::string("b"));
}

void TestCifar::refusesFiles_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("dataKey");
  QTest::addColumn<QString>("part");
  QTest::newRow("label") << records(2, {1, 10}) << "" << "in none of the formats";
  QTest::newRow("a byte short") << records(2, {1, 9}).chopped(1) << "" << "in none of the formats";
  QTest::newRow("coarse label") << records(2, {20, 1, 1, 1}, 2) << "" << "in none of the formats";
  QTest::newRow("fine label") << records(2, {1, 100, 1, 1}, 2) << "" << "in none of the formats";
  QTest::newRow("other kind") << records(2, {1, 9}) << "cifar100" << "cannot be read as \"cifar100\"";
}

void TestCifar::refusesFiles() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, dataKey);
  QFETCH(QString, part);
  const QTemporaryDir folder;
  const Error error = refusal(writeFile(folder, "x.bin", bytes), dataKey.toStdString());
  QVERIFY2(contains(error, part.toStdString()), error.what());
  QVERIFY(contains(error, "x.bin"));
}

void TestCifar::asksWhichWhereBothFit() {
  const QTemporaryDir folder;
  const std::string path = writeFile(folder, "x.bin", QByteArray(3073 * 3074, '\0'));
  const Error error = refusal(path);
  QCOMPARE(error.code(), ErrorCode::Usage);
  QVERIFY(contains(error, "--data-key cifar10 or --data-key cifar100"));
  QCOMPARE(loadDataset({path, "", "cifar10", ""}).size(), 3074);
  QCOMPARE(loadDataset({path, "", "cifar100", ""}).size(), 3073);
}

void TestCifar::refusesOddFolders() {
  const QTemporaryDir folder;
  const std::string path = folder.path().toStdString();
  QVERIFY(contains(refusal(path), "is a folder, but not one that is read"));
  writeFile(folder, "test_batch.bin", records(1, {3}).chopped(2));
  QVERIFY(contains(refusal(path), "is not a batch of cifar10"));
  writeFile(folder, "test_batch.bin", records(1, {3}));
  QVERIFY(contains(refusal(path, "train"), "has no part \"train\""));
  QVERIFY(contains(expectError([&] { loadDataset({path, "", "", "fine"}); }), "one kind of label"));
}

void TestCifar::takesWholeIdxForIdx() {
  const QTemporaryDir folder;
  // 3073 bytes: an IDX array of 3065 zeros, or a black airplane.
  const QByteArray bytes = QByteArray::fromHex("0000080100000bf9") + QByteArray(3065, '\0');
  const std::string labels = writeFile(folder, "labels.idx", bytes);
  QVERIFY(contains(refusal(labels), "holds one array"));
}

void TestCifar::hashIsThatOfTheSameArrayInMemory() {
  const QTemporaryDir folder;
  const QByteArray bytes = records(2, {1, 2});
  const Dataset data = loadDataset({writeFile(folder, "c.bin", bytes), "", "", ""});
  Sha256 stored;
  data.samples.addTo(stored);
  Sha256 kept;
  const QByteArray images = bytes.mid(1, 3072) + bytes.mid(3074, 3072);
  kept.bytes(std::as_bytes(std::span(images.data(), static_cast<size_t>(images.size()))));
  QCOMPARE(stored.hex(), kept.hex());
}

void TestCifar::noticesFileThatShrinks() {
  const QTemporaryDir folder;
  const std::string path = writeFile(folder, "c.bin", records(3, {1, 2, 3}));
  const Dataset data = loadDataset({path, "", "", ""});
  QFile file(QString::fromStdString(path));
  QVERIFY(file.resize(4000));
  const Error error = expectError([&] { data.samples.valuesOf(2); });
  QVERIFY(contains(error, "was changed while it was being read"));
  QCOMPARE(error.code(), ErrorCode::BadInput);
  QVERIFY(contains(expectError([&] { data.samples.valuesOf(0); }), "was changed"));
}

QTEST_APPLESS_MAIN(TestCifar)
#include "test_cifar.moc"
