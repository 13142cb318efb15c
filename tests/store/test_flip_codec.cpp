#include <QtTest>

#include "core/base/random_stream.h"
#include "core/store/flip_codec.h"

using namespace maacc;

class TestFlipCodec : public QObject {
  Q_OBJECT

 private slots:
  void readsBack_data();
  void readsBack();
  void isAsDocumented();
  void rejectsOtherBytes_data();
  void rejectsOtherBytes();
};

void TestFlipCodec::readsBack_data() {
  QTest::addColumn<int>("inputs");
  QTest::addColumn<int>("classes");
  for (int inputs : {0, 1, 7, 8, 9, 1000}) {
    for (int classes : {1, 2, 256, 257, 65536, 70000}) {
      QTest::addRow("%d inputs, %d classes", inputs, classes) << inputs << classes;
    }
  }
}

void TestFlipCodec::readsBack() {
  QFETCH(int, inputs);
  QFETCH(int, classes);
  RandomStream stream(1, "flips");
  std::vector<Flip> flips;
  for (int input = 0; input < inputs; ++input) {
    if (stream.below(3) == 0) {
      flips.push_back({input, static_cast<int32_t>(stream.below(static_cast<uint64_t>(classes)))});
    }
  }
  const auto read = decodeFlips(encodeFlips(flips, inputs, classes), inputs, classes);
  QVERIFY(read.has_value());
  QVERIFY(*read == flips);
}

void TestFlipCodec::isAsDocumented() {
  const std::vector<Flip> flips = {{0, 3}, {9, 258}};
  const std::vector<std::byte> expected = {std::byte{1}, std::byte{2}, std::byte{3},
                                           std::byte{0}, std::byte{2}, std::byte{1}};
  QVERIFY(encodeFlips(flips, 10, 300) == expected);
}

void TestFlipCodec::rejectsOtherBytes_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::newRow("empty") << QByteArray();
  QTest::newRow("no classes") << QByteArray("\x01\x00", 2);
  QTest::newRow("too many classes") << QByteArray("\x01\x00\x01\x01", 4);
  QTest::newRow("input beyond the end") << QByteArray("\x00\x80\x01", 3);
  QTest::newRow("class beyond the end") << QByteArray("\x01\x00\x04", 3);
}

void TestFlipCodec::rejectsOtherBytes() {
  QFETCH(QByteArray, bytes);
  const std::span<const char> data(bytes.constData(), static_cast<std::size_t>(bytes.size()));
  QVERIFY(!decodeFlips(std::as_bytes(data), 10, 4).has_value());
}

QTEST_APPLESS_MAIN(TestFlipCodec)
#include "test_flip_codec.moc"
