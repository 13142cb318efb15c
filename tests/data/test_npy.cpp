#include "core/data/npy_format.h"
#include "core/data/readers.h"
#include "tests/data/data_files.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

class TestNpy : public QObject {
  Q_OBJECT

 private slots:
  void readsWhatNumpyWrote_data();
  void readsWhatNumpyWrote();
  void readsBool();
  void readsHalfPrecision();
  void readsNumberAndEmptyArray();
  void parsesHeaders_data();
  void parsesHeaders();
  void refusesHeaders_data();
  void refusesHeaders();
  void refusesTypes_data();
  void refusesTypes();
  void refusesDamage_data();
  void refusesDamage();
};

void TestNpy::readsWhatNumpyWrote_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("type");
  QTest::addColumn<double>("step");
  const auto add = [](const char* name, const char* type, double step) {
    QTest::newRow(name) << name << type << step;
  };
  add("counting_u1.npy", "uint8", 1);
  add("counting_i1.npy", "int8", 1);
  add("counting_u2.npy", "uint16", 1);
  add("counting_i2.npy", "int16", 1);
  add("counting_u4.npy", "uint32", 1);
  add("counting_i4.npy", "int32", 1);
  add("counting_u8.npy", "uint64", 1);
  add("counting_i8.npy", "int64", 1);
  add("counting_f2.npy", "float16", 0.5);
  add("counting_f4.npy", "float32", 0.5);
  add("counting_f8.npy", "float64", 0.5);
  add("counting_big_u2.npy", "uint16", 1);
  add("counting_big_i2.npy", "int16", 1);
  add("counting_big_i4.npy", "int32", 1);
  add("counting_big_i8.npy", "int64", 1);
  add("counting_big_f2.npy", "float16", 0.5);
  add("counting_big_f4.npy", "float32", 0.5);
  add("counting_big_f8.npy", "float64", 0.5);
  add("fortran_f4.npy", "float32", 0.5);
  add("fortran_big_i2.npy", "int16", 1);
  add("version2.npy", "float32", 0.5);
  add("version3.npy", "float32", 0.5);
  add("gzip.npy.gz", "float32", 0.5);
}

void TestNpy::readsWhatNumpyWrote() {
  QFETCH(QString, name);
  QFETCH(QString, type);
  QFETCH(double, step);
  const std::string path = dataFixture(name.toStdString());
  QVERIFY(looksLikeNpy(path));
  const RawArray array = readNpy(path);
  QCOMPARE(array.shape, (Shape{3, 2, 4}));
  QCOMPARE(QString::fromStdString(elementTypeName(array.type)), type);
  for (int64_t i = 0; i < 24; ++i) {
    QCOMPARE(array.at(i), static_cast<double>(i) * step);
  }
}

void TestNpy::readsBool() {
  const RawArray array = readNpy(dataFixture("bool.npy"));
  QCOMPARE(elementTypeName(array.type), std::string("bool"));
  QCOMPARE(array.at(0), 0.0);
  QCOMPARE(array.at(1), 1.0);
  const RawArray odd{"memory", {2}, ElementType::Bool, {std::byte{0}, std::byte{7}}};
  QCOMPARE(allValues(odd), (std::vector<double>{0, 1}));
}

void TestNpy::readsHalfPrecision() {
  // IEEE 754 binary16: smallest subnormal, 1/3, -2, largest, infinity.
  const QByteArray bits = QByteArray::fromHex("0100553500c0ff7b007c");
  RawArray array{"memory", {5}, ElementType::Float16, {}};
  for (const char byte : bits) {
    array.bytes.push_back(static_cast<std::byte>(byte));
  }
  QCOMPARE(array.at(0), std::ldexp(1.0, -24));
  QCOMPARE(array.at(1), 0.333251953125);
  QCOMPARE(array.at(2), -2.0);
  QCOMPARE(array.at(3), 65504.0);
  QVERIFY(std::isinf(array.at(4)));
}

void TestNpy::readsNumberAndEmptyArray() {
  QCOMPARE(readNpy(dataFixture("number.npy")).shape, Shape{});
  QCOMPARE(readNpy(dataFixture("number.npy")).at(0), 3.0);
  QCOMPARE(readNpy(dataFixture("empty.npy")).shape, (Shape{0, 2, 4}));
}

void TestNpy::parsesHeaders_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<Shape>("shape");
  QTest::newRow("numpy") << "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }   \n"
                         << Shape{3, 4};
  QTest::newRow("one axis") << "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}"
                            << Shape{3};
  QTest::newRow("no axes") << "{'descr': '<f4', 'fortran_order': False, 'shape': ()}" << Shape{};
  QTest::newRow("other order") << "{\"shape\":(3,4),\"fortran_order\":False,\"descr\":\"<f4\"}"
                               << Shape{3, 4};
  QTest::newRow("Python 2") << "{'descr': '<f4', 'fortran_order': False, 'shape': (3L, 4L), }"
                            << Shape{3, 4};
  QTest::newRow("native order") << "{'descr': '=f4', 'fortran_order': False, 'shape': (3, 4), }"
                                << Shape{3, 4};
  QTest::newRow("no order") << "{'descr': 'f4', 'fortran_order': False, 'shape': (3, 4), }"
                            << Shape{3, 4};
}

void TestNpy::parsesHeaders() {
  QFETCH(QString, text);
  QFETCH(Shape, shape);
  const NpyHeader header = parseNpyHeader(text.toStdString(), "a.npy");
  QCOMPARE(header.shape, shape);
  QVERIFY(header.type == ElementType::Float32);
  QVERIFY(!header.bigEndian);
}

void TestNpy::refusesHeaders_data() {
  QTest::addColumn<QString>("text");
  QTest::newRow("empty") << "";
  QTest::newRow("no dictionary") << "[]";
  QTest::newRow("open") << "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)";
  QTest::newRow("open text") << "{'descr': '<f4";
  QTest::newRow("no shape") << "{'descr': '<f4', 'fortran_order': False}";
  QTest::newRow("twice")
      << "{'shape': (1,), 'shape': (1,), 'descr': '<f4', 'fortran_order': False}";
  QTest::newRow("other key")
      << "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), 'more': 1}";
  QTest::newRow("negative") << "{'descr': '<f4', 'fortran_order': False, 'shape': (-3, 4)}";
  QTest::newRow("fraction") << "{'descr': '<f4', 'fortran_order': False, 'shape': (3.5, 4)}";
  QTest::newRow("huge")
      << "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 4)}";
  QTest::newRow("order") << "{'descr': '<f4', 'fortran_order': 0, 'shape': (3, 4)}";
  QTest::newRow("trailing") << "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)} import";
  QTest::newRow("open fields")
      << "{'descr': [('x', '<f4'), 'fortran_order': False, 'shape': (3, 4)}";
  QTest::newRow("many axes") << "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                                    QString("1,").repeated(65) + ")}";
}

void TestNpy::refusesHeaders() {
  QFETCH(QString, text);
  const Error error = expectError([&] { parseNpyHeader(text.toStdString(), "a.npy"); });
  QVERIFY(contains(error, "a.npy has an NPY header that cannot be read"));
}

void TestNpy::refusesTypes_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("part");
  QTest::newRow("object") << "object.npy"
                          << "Python objects";
  QTest::newRow("text") << "text.npy"
                        << "text";
  QTest::newRow("complex") << "complex.npy"
                           << "values of type <c8";
  QTest::newRow("structured") << "structured.npy"
                              << "a structured type";
}

void TestNpy::refusesTypes() {
  QFETCH(QString, name);
  QFETCH(QString, part);
  const Error error = expectError([&] { readNpy(dataFixture(name.toStdString())); });
  QCOMPARE(error.code(), ErrorCode::Unsupported);
  QVERIFY(contains(error, part.toStdString()));
  QVERIFY(contains(error, "numpy.save("));
}

void TestNpy::refusesDamage_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("part");
  const QByteArray sound = fileBytes(dataFixture("counting_u1.npy"));
  QTest::newRow("magic cut") << sound.left(5) << "ends inside its NPY header";
  QTest::newRow("header cut") << sound.left(60) << "ends inside its NPY header";
  QTest::newRow("values cut") << sound.left(sound.size() - 3) << "is cut short";
  QTest::newRow("two arrays") << sound + sound << "more bytes";
  QByteArray version = sound;
  version[6] = 4;
  QTest::newRow("version 4") << version << "version 1, 2 or 3";
  QByteArray longHeader = fileBytes(dataFixture("version2.npy"));
  longHeader[11] = 0x7f;
  QTest::newRow("header of 2 GB") << longHeader << "claims an NPY header";
  QByteArray huge = sound;
  huge.replace("(3, 2, 4), }          ", "(3, 2, 4000000000), } ");
  QTest::newRow("false size") << huge << "is cut short";
  QByteArray overflow = sound;
  overflow.replace("(3, 2, 4), }                    ", "(3, 2, 9000000000000000000), }  ");
  QTest::newRow("overflow") << overflow << "64 GiB";
}

void TestNpy::refusesDamage() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, part);
  const QTemporaryDir folder;
  const std::string path = writeFile(folder, "damaged.npy", bytes);
  const Error error = expectError([&] { readNpy(path); });
  QVERIFY(contains(error, path));
  QVERIFY(contains(error, part.toStdString()));
}

QTEST_APPLESS_MAIN(TestNpy)
#include "test_npy.moc"
