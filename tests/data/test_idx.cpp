#include <array>

#include "core/data/readers.h"
#include "tests/data/data_files.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

class TestIdx : public QObject {
  Q_OBJECT

 private slots:
  void readsEveryType_data();
  void readsEveryType();
  void readsGzip();
  void refusesDamage_data();
  void refusesDamage();
  void refusesDamagedGzip_data();
  void refusesDamagedGzip();
  void refusesFolderAndMissingFile();
  void readsReferenceImages();
};

void TestIdx::readsEveryType_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<int>("type");
  QTest::addColumn<double>("step");
  QTest::newRow("u1") << "counting_u1.idx" << static_cast<int>(ElementType::UInt8) << 1.0;
  QTest::newRow("i1") << "counting_i1.idx" << static_cast<int>(ElementType::Int8) << 1.0;
  QTest::newRow("i2") << "counting_i2.idx" << static_cast<int>(ElementType::Int16) << 1.0;
  QTest::newRow("i4") << "counting_i4.idx" << static_cast<int>(ElementType::Int32) << 1.0;
  QTest::newRow("f4") << "counting_f4.idx" << static_cast<int>(ElementType::Float32) << 0.5;
  QTest::newRow("f8") << "counting_f8.idx" << static_cast<int>(ElementType::Float64) << 0.5;
}

void TestIdx::readsEveryType() {
  QFETCH(QString, name);
  QFETCH(int, type);
  QFETCH(double, step);
  const std::string path = dataFixture(name.toStdString());
  QVERIFY(looksLikeIdx(path));
  const RawArray array = readIdx(path);
  QCOMPARE(array.shape, (Shape{3, 2, 4}));
  QCOMPARE(static_cast<int>(array.type), type);
  QCOMPARE(array.source, path);
  const auto values = allValues(array);
  for (std::size_t i = 0; i < values.size(); ++i) {
    QCOMPARE(values[i], static_cast<double>(i) * step);
  }
}

void TestIdx::readsGzip() {
  const RawArray plain = readIdx(dataFixture("counting_u1.idx"));
  const RawArray packed = readIdx(dataFixture("images.idx.gz"));
  QCOMPARE(packed.shape, plain.shape);
  QCOMPARE(allValues(packed), allValues(plain));
  QCOMPARE(readIdx(dataFixture("labels.idx.gz")).shape, (Shape{3}));
}

void TestIdx::refusesDamage_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("part");
  const QByteArray sound = fileBytes(dataFixture("counting_u1.idx"));
  QTest::newRow("empty") << QByteArray() << "ends inside its IDX header";
  QTest::newRow("sizes cut") << sound.left(9) << "ends inside its IDX header";
  QTest::newRow("values cut") << sound.left(sound.size() - 1) << "is cut short";
  QTest::newRow("trailing byte") << sound + 'x'
                                 << "more bytes than uint8 values of shape [3, 2, 4]";
  QTest::newRow("type 0A") << QByteArray::fromHex("00000a0100000000") << "type code 0x0A";
  QTest::newRow("rank 0") << QByteArray::fromHex("00000800") << "not an IDX file";
  QTest::newRow("magic") << QByteArray::fromHex("01000801000000010000") << "not an IDX file";
  QTest::newRow("too large") << QByteArray::fromHex("00000801ffffffff00") << "is cut short";
  QTest::newRow("overflow") << QByteArray::fromHex("00000e04ffffffffffffffffffffffffffffffff00")
                            << "64 GiB";
}

void TestIdx::refusesDamage() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, part);
  const QTemporaryDir folder;
  const std::string path = writeFile(folder, "damaged", bytes);
  const Error error = expectError([&] { readIdx(path); });
  QCOMPARE(error.code(), ErrorCode::BadInput);
  QVERIFY(contains(error, path));
  QVERIFY(contains(error, part.toStdString()));
}

void TestIdx::refusesDamagedGzip_data() {
  QTest::addColumn<QByteArray>("bytes");
  const QByteArray sound = fileBytes(dataFixture("images.idx.gz"));
  QTest::newRow("half") << sound.left(sound.size() / 2);
  QTest::newRow("checksum cut") << sound.left(sound.size() - 8);
  QTest::newRow("length cut") << sound.left(sound.size() - 1);
  QByteArray wrongSum = sound;
  wrongSum[wrongSum.size() - 6] = static_cast<char>(wrongSum[wrongSum.size() - 6] ^ 1);
  QTest::newRow("checksum wrong") << wrongSum;
}

void TestIdx::refusesDamagedGzip() {
  QFETCH(QByteArray, bytes);
  const QTemporaryDir folder;
  const std::string path = writeFile(folder, "damaged.gz", bytes);
  const Error error = expectError([&] { readIdx(path); });
  QVERIFY(contains(error, "damaged or incomplete gzip"));
}

void TestIdx::refusesFolderAndMissingFile() {
  const QTemporaryDir folder;
  QVERIFY(contains(expectError([&] { readIdx(folder.path().toStdString()); }), "is not a file"));
  QVERIFY(contains(expectError([&] { readIdx(folder.filePath("none").toStdString()); }),
                   "cannot be found"));
}

void TestIdx::readsReferenceImages() {
  MAACC_REQUIRE_REFERENCE();
  const RawArray images = readIdx(referenceDir() + "/data/mnist-t10k-images-idx3-ubyte.gz");
  QCOMPARE(images.shape, (Shape{10000, 28, 28}));
  const Dataset dataset =
      loadDataset({referenceDir() + "/data/mnist-t10k-images-idx3-ubyte.gz",
                   referenceDir() + "/data/mnist-t10k-labels-idx1-ubyte.gz", "", ""});
  std::array<int, 10> counts{};
  for (const int32_t label : dataset.labels) {
    ++counts.at(static_cast<std::size_t>(label));
  }
  // Published class counts of the MNIST test set.
  QCOMPARE(counts, (std::array<int, 10>{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}));
}

QTEST_APPLESS_MAIN(TestIdx)
#include "test_idx.moc"
