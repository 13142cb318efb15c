#include <QTemporaryDir>
#include <algorithm>
#include <cmath>

#include "core/base/random_stream.h"
#include "core/hdf5/hdf5_numbers.h"
#include "tests/hdf5/hdf5_writer.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

Q_DECLARE_METATYPE(Hdf5Form)
using Sizes = std::vector<hsize_t>;
Q_DECLARE_METATYPE(Sizes)

namespace {

constexpr int kDeflate = 1;
constexpr int kShuffle = 2;
constexpr int kFletcher = 4;

struct Layout {
  Sizes chunk;  // empty: contiguous, or compact
  bool compact = false;
  int filters = 0;
};

// Values 0, 1, 2, ... of any type.
void putArray(
    hid_t file, const std::string& name, hid_t type, const Sizes& shape, const Layout& layout) {
  const Hdf5Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  if (layout.compact) {
    H5Pset_layout(properties, H5D_COMPACT);
  }
  if (!layout.chunk.empty()) {
    H5Pset_chunk(properties, static_cast<int>(layout.chunk.size()), layout.chunk.data());
  }
  if ((layout.filters & kShuffle) != 0) {
    H5Pset_shuffle(properties);
  }
  if ((layout.filters & kDeflate) != 0) {
    H5Pset_deflate(properties, 6);
  }
  if ((layout.filters & kFletcher) != 0) {
    H5Pset_fletcher32(properties);
  }
  const Hdf5Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
                         H5Sclose);
  const Hdf5Handle array(
      H5Dcreate2(file, name.c_str(), type, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose);
  std::vector<double> values(static_cast<size_t>(H5Sget_simple_extent_npoints(space)));
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<double>(i % 100);
  }
  H5Dwrite(array, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
}

Hdf5Dataset located(const Hdf5File& file, const std::string& name) {
  auto dataset = file.dataset(*file.find(name, name), name);
  if (!dataset) {
    qFatal("%s is not an array", name.c_str());
  }
  dataset->locate({name, file.wording()});
  return std::move(*dataset);
}

std::vector<double> numbers(const Hdf5Block& bytes, const Hdf5Type& type) {
  std::vector<double> values;
  for (size_t at = 0; at < bytes.size(); at += type.bytes) {
    values.push_back(hdf5Value(Hdf5Bytes(bytes).subspan(at, type.bytes), type));
  }
  return values;
}

const std::string kName = "x";

}  // namespace

// Arrays as libhdf5 writes them, in every form that is read.
class TestHdf5Dataset : public QObject {
  Q_OBJECT

 private slots:
  void readsTypes_data();
  void readsTypes();
  void readsLayouts_data();
  void readsLayouts();
  void readsAnyRows();
  void fillsWhatWasNeverWritten();
  void readsArraysThatShrank();
  void namesOtherTypes_data();
  void namesOtherTypes();
  void refuses_data();
  void refuses();
  void checksTheSum();
  void refusesFalseSizes();
  void survivesDamage_data();
  void survivesDamage();

 private:
  std::string path() const { return folder_.filePath("file.h5").toStdString(); }

  QTemporaryDir folder_;
};

void TestHdf5Dataset::readsTypes_data() {
  QTest::addColumn<qint64>("type");
  QTest::addColumn<QString>("name");
  const auto row = [](const char* name, hid_t type, const char* label) {
    QTest::newRow(label) << static_cast<qint64>(type) << name;
  };
  H5open();
  row("uint8", H5T_STD_U8LE, "uint8");
  row("int8", H5T_STD_I8LE, "int8");
  row("uint16", H5T_STD_U16LE, "uint16");
  row("int16", H5T_STD_I16BE, "int16 big-endian");
  row("uint32", H5T_STD_U32BE, "uint32 big-endian");
  row("int32", H5T_STD_I32LE, "int32");
  row("uint64", H5T_STD_U64LE, "uint64");
  row("int64", H5T_STD_I64BE, "int64 big-endian");
  row("float32", H5T_IEEE_F32LE, "float32");
  row("float32", H5T_IEEE_F32BE, "float32 big-endian");
  row("float64", H5T_IEEE_F64LE, "float64");
}

void TestHdf5Dataset::readsTypes() {
  QFETCH(qint64, type);
  QFETCH(QString, name);
  writeHdf5(path(), {}, [&](hid_t file) { putArray(file, kName, type, {4, 5}, {}); });
  const Hdf5File file = openInFile(path());
  const Hdf5Dataset dataset = located(file, kName);
  QCOMPARE(dataset.type().name, name.toStdString());
  QCOMPARE(dataset.shape(), (Shape{4, 5}));
  const auto values = numbers(dataset.readAll({kName, file.wording()}), dataset.type());
  QCOMPARE(values.size(), size_t{20});
  QCOMPARE(values[7], 7.0);
  QCOMPARE(values[19], 19.0);
}

void TestHdf5Dataset::readsLayouts_data() {
  QTest::addColumn<Sizes>("shape");
  QTest::addColumn<Sizes>("chunk");
  QTest::addColumn<bool>("compact");
  QTest::addColumn<int>("filters");
  QTest::addColumn<Hdf5Form>("form");
  const Hdf5Form userBlock{false, 512};
  const Hdf5Form latest{true, 0};
  QTest::newRow("contiguous") << Sizes{7, 5} << Sizes{} << false << 0 << Hdf5Form{};
  QTest::newRow("contiguous, latest") << Sizes{7, 5} << Sizes{} << false << 0 << latest;
  QTest::newRow("compact") << Sizes{7, 5} << Sizes{} << true << 0 << Hdf5Form{};
  QTest::newRow("compact, latest") << Sizes{7, 5} << Sizes{} << true << 0 << latest;
  QTest::newRow("scalar") << Sizes{} << Sizes{} << false << 0 << Hdf5Form{};
  QTest::newRow("nothing") << Sizes{0, 4} << Sizes{2, 2} << false << 0 << Hdf5Form{};
  QTest::newRow("one axis") << Sizes{1000} << Sizes{64} << false << 0 << Hdf5Form{};
  QTest::newRow("one chunk") << Sizes{6, 4} << Sizes{6, 4} << false << 0 << Hdf5Form{};
  QTest::newRow("edges") << Sizes{7, 5, 3} << Sizes{2, 3, 2} << false << 0 << Hdf5Form{};
  QTest::newRow("larger chunk") << Sizes{3, 3} << Sizes{3, 3} << false << kDeflate << Hdf5Form{};
  QTest::newRow("deflate") << Sizes{7, 50} << Sizes{2, 16} << false << kDeflate << Hdf5Form{};
  QTest::newRow("shuffle") << Sizes{7, 50} << Sizes{2, 16} << false << kShuffle << Hdf5Form{};
  QTest::newRow("checksum") << Sizes{7, 51} << Sizes{2, 15} << false << kFletcher << Hdf5Form{};
  QTest::newRow("all filters") << Sizes{40, 9, 9} << Sizes{8, 4, 9} << false
                               << (kDeflate | kShuffle | kFletcher) << Hdf5Form{};
  QTest::newRow("deep index") << Sizes{3000, 8} << Sizes{1, 4} << false << 0 << Hdf5Form{};
  QTest::newRow("user block") << Sizes{7, 50} << Sizes{2, 16} << false << kDeflate << userBlock;
}

void TestHdf5Dataset::readsLayouts() {
  QFETCH(Sizes, shape);
  QFETCH(Sizes, chunk);
  QFETCH(bool, compact);
  QFETCH(int, filters);
  QFETCH(Hdf5Form, form);
  writeHdf5(path(), form, [&](hid_t file) {
    putArray(file, kName, H5T_STD_I16LE, shape, {chunk, compact, filters});
  });
  const Hdf5File file = openInFile(path());
  const Hdf5Dataset dataset = located(file, kName);
  QCOMPARE(dataset.shape(), Shape(shape.begin(), shape.end()));
  const Hdf5Block bytes = dataset.readAll({kName, file.wording()});
  const auto values = numbers(bytes, dataset.type());
  QCOMPARE(static_cast<int64_t>(values.size()), elementCount(dataset.shape()));
  for (size_t i = 0; i < values.size(); ++i) {
    QVERIFY2(values[i] == static_cast<double>(i % 100), qPrintable(QString::number(i)));
  }
  const Hdf5File inMemory = openInMemory(path());
  QVERIFY(located(inMemory, kName).readAll({kName, file.wording()}) == bytes);
}

void TestHdf5Dataset::readsAnyRows() {
  writeHdf5(path(), {}, [&](hid_t file) {
    putArray(file, kName, H5T_STD_U8LE, {23, 11}, {{5, 4}, false, kDeflate});
  });
  const Hdf5File file = openInFile(path());
  const Hdf5Dataset dataset = located(file, kName);
  const Hdf5Place place{kName, file.wording()};
  QCOMPARE(dataset.rowCount(), int64_t{23});
  QCOMPARE(dataset.rowsPerBlock(), int64_t{5});
  const Hdf5Block all = dataset.readAll(place);
  for (int64_t first = 0; first < 23; ++first) {
    for (int64_t count = 0; count <= 23 - first; ++count) {
      Hdf5Block rows(static_cast<size_t>(count) * 11);
      dataset.readRows(first, count, rows, place);
      QVERIFY(std::equal(rows.begin(), rows.end(), all.begin() + first * 11));
    }
  }
}

void TestHdf5Dataset::fillsWhatWasNeverWritten() {
  writeHdf5(path(), {}, [&](hid_t file) {
    const Hdf5Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const Sizes chunk = {2, 2};
    H5Pset_chunk(properties, 2, chunk.data());
    const int fill = 9;
    H5Pset_fill_value(properties, H5T_NATIVE_INT, &fill);
    const Sizes shape = {4, 4};
    const Hdf5Handle space(H5Screate_simple(2, shape.data(), nullptr), H5Sclose);
    const Hdf5Handle array(
        H5Dcreate2(file, "x", H5T_STD_I32LE, space, H5P_DEFAULT, properties, H5P_DEFAULT),
        H5Dclose);
    const Sizes start = {2, 2};
    const Sizes count = {1, 1};
    H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
    const Hdf5Handle one(H5Screate(H5S_SCALAR), H5Sclose);
    const int value = 5;
    H5Dwrite(array, H5T_NATIVE_INT, one, space, H5P_DEFAULT, &value);
  });
  const Hdf5File file = openInFile(path());
  const Hdf5Dataset dataset = located(file, kName);
  auto values = numbers(dataset.readAll({kName, file.wording()}), dataset.type());
  QCOMPARE(values[10], 5.0);
  values.erase(values.begin() + 10);
  QVERIFY(std::all_of(values.begin(), values.end(), [](double value) { return value == 9; }));
}

void TestHdf5Dataset::readsArraysThatShrank() {
  writeHdf5(path(), {}, [&](hid_t file) {
    const Sizes chunk = {2};
    const Sizes shape = {9};
    const Sizes most = {H5S_UNLIMITED};
    const Hdf5Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_chunk(properties, 1, chunk.data());
    const Hdf5Handle space(H5Screate_simple(1, shape.data(), most.data()), H5Sclose);
    const Hdf5Handle array(
        H5Dcreate2(file, "x", H5T_STD_U8LE, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose);
    const std::vector<double> values = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    H5Dwrite(array, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    const Sizes fewer = {3};
    H5Dset_extent(array, fewer.data());
  });
  const Hdf5File file = openInFile(path());
  const Hdf5Dataset dataset = located(file, kName);
  QCOMPARE(numbers(dataset.readAll({kName, file.wording()}), dataset.type()),
           (std::vector<double>{0, 1, 2}));
}

void TestHdf5Dataset::namesOtherTypes_data() {
  QTest::addColumn<qint64>("type");
  QTest::addColumn<QString>("name");
  H5open();
  const hid_t text = H5Tcopy(H5T_C_S1);
  H5Tset_size(text, 8);
  const hid_t compound = H5Tcreate(H5T_COMPOUND, 8);
  H5Tinsert(compound, "a", 0, H5T_NATIVE_FLOAT);
  const hid_t odd = H5Tcopy(H5T_STD_U16LE);
  H5Tset_precision(odd, 12);
  QTest::newRow("text") << static_cast<qint64>(text) << "text";
  QTest::newRow("compound") << static_cast<qint64>(compound) << "a compound";
  QTest::newRow("reference") << static_cast<qint64>(H5T_STD_REF_OBJ) << "a reference";
  QTest::newRow("12 bits") << static_cast<qint64>(odd) << "an integer";
}

void TestHdf5Dataset::namesOtherTypes() {
  QFETCH(qint64, type);
  QFETCH(QString, name);
  writeHdf5(path(), {}, [&](hid_t file) {
    const Sizes shape = {3};
    const Hdf5Handle space(H5Screate_simple(1, shape.data(), nullptr), H5Sclose);
    Hdf5Handle(H5Dcreate2(file, "x", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
  });
  const Hdf5File file = openInFile(path());
  const auto dataset = file.dataset(*file.find(kName, kName), kName);
  QVERIFY(dataset);
  QCOMPARE(dataset->type().name, name.toStdString());
  QVERIFY(dataset->type().kind == (name == "text" ? Hdf5Kind::FixedText : Hdf5Kind::Other));
}

void TestHdf5Dataset::refuses_data() {
  QTest::addColumn<QString>("how");
  QTest::addColumn<QString>("sentence");
  QTest::newRow("scale-offset") << "scaleoffset"
                                << "packs an array with scale-offset packing";
  QTest::newRow("nbit") << "nbit"
                        << "packs an array with N-bit packing";
  QTest::newRow("external") << "external"
                            << "kept in other files";
  QTest::newRow("unwritten") << "unwritten"
                             << "stores 0";
}

void TestHdf5Dataset::refuses() {
  QFETCH(QString, how);
  QFETCH(QString, sentence);
  writeHdf5(path(), {}, [&](hid_t file) {
    const Hdf5Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const Sizes shape = {8};
    if (how == "external") {
      H5Pset_external(properties, "/etc/passwd", 0, 32);
    } else if (how != "unwritten") {
      H5Pset_chunk(properties, 1, shape.data());
    }
    if (how == "scaleoffset") {
      H5Pset_scaleoffset(properties, H5Z_SO_INT, 4);
    } else if (how == "nbit") {
      H5Pset_nbit(properties);
    }
    const Hdf5Handle space(H5Screate_simple(1, shape.data(), nullptr), H5Sclose);
    const Hdf5Handle array(
        H5Dcreate2(file, "x", H5T_STD_I32LE, space, H5P_DEFAULT, properties, H5P_DEFAULT),
        H5Dclose);
  });
  const Hdf5File file = openInFile(path());
  const Error error = expectError([&] { located(file, kName); });
  QVERIFY(contains(error, "x: "));
  QVERIFY(contains(error, sentence.toStdString()));
}

void TestHdf5Dataset::checksTheSum() {
  writeHdf5(path(), {}, [&](hid_t file) {
    putArray(file, kName, H5T_STD_U8LE, {64}, {{64}, false, kFletcher});
  });
  Hdf5Block bytes = fileContent(path());
  const std::vector<unsigned char> part = {40, 41, 42, 43, 44};
  const auto place = std::search(bytes.begin(), bytes.end(), part.begin(), part.end());
  QVERIFY(place != bytes.end());
  *place ^= 1;
  const Hdf5File file(Hdf5Source::inMemory(bytes), {}, kName);
  const Hdf5Dataset dataset = located(file, kName);
  QVERIFY(contains(expectError([&] {
                     dataset.readAll({kName, file.wording()});
                   }),
                   "a piece of an array cannot be unpacked"));
}

// A small file that says it holds a terabyte.
void TestHdf5Dataset::refusesFalseSizes() {
  writeHdf5(path(), {}, [&](hid_t file) {
    const Sizes shape = {1000000, 1000000};
    const Sizes chunk = {1000, 1000};
    const Hdf5Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_chunk(properties, 2, chunk.data());
    H5Pset_deflate(properties, 9);
    const Hdf5Handle space(H5Screate_simple(2, shape.data(), nullptr), H5Sclose);
    const Hdf5Handle array(
        H5Dcreate2(file, "x", H5T_STD_U8LE, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose);
  });
  const Hdf5File file = openInFile(path());
  QVERIFY(contains(expectError([&] { located(file, kName); }), "is larger than the file"));
}

void TestHdf5Dataset::survivesDamage_data() {
  QTest::addColumn<bool>("latest");
  QTest::addColumn<Sizes>("chunk");
  QTest::newRow("contiguous") << false << Sizes{};
  QTest::newRow("contiguous, latest") << true << Sizes{};
  QTest::newRow("chunks") << false << Sizes{3, 4};
}

void TestHdf5Dataset::survivesDamage() {
  QFETCH(bool, latest);
  QFETCH(Sizes, chunk);
  writeHdf5(path(), {latest, 0}, [&](hid_t file) {
    putArray(file, kName, H5T_STD_I32LE, {20, 10},
             {chunk, false, chunk.empty() ? 0 : kDeflate | kShuffle | kFletcher});
  });
  const Hdf5Block sound = fileContent(path());
  RandomStream random(5, "damage");
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    Hdf5Block bytes = sound;
    for (uint64_t change = 0; change < 1 + random.below(3); ++change) {
      bytes[random.below(bytes.size())] =
          static_cast<unsigned char>(random.below(2) == 0 ? 0xff : random.below(256));
    }
    try {
      const Hdf5File file(Hdf5Source::inMemory(std::move(bytes)), {}, kName);
      const auto object = file.find(kName, kName);
      auto dataset = object ? file.dataset(*object, kName) : std::nullopt;
      if (dataset) {
        dataset->locate({kName, file.wording()});
        const Hdf5Block all = dataset->readAll({kName, file.wording()});
        QVERIFY(all.size() <= 2000 * sound.size());
      }
    } catch (const Error& error) {
      QVERIFY(contains(error, "x: "));
      ++refused;
    }
  }
  QVERIFY(refused > 0);
}

QTEST_APPLESS_MAIN(TestHdf5Dataset)
#include "test_hdf5_dataset.moc"
