#include <QTemporaryDir>
#include <algorithm>

#include "core/data/dataset.h"
#include "tests/hdf5/hdf5_writer.h"

using namespace maacc;
using namespace maacc::test;

namespace {

constexpr int64_t kSamples = 70;
constexpr int64_t kValues = int64_t{1} << 20;

double valueOf(int64_t sample, int64_t value) {
  return static_cast<double>((sample + value / 1024) % 250);
}

void putSamples(hid_t file, bool chunked) {
  const Hdf5Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  const std::vector<hsize_t> chunk = {3, 256, 1024};
  if (chunked) {
    H5Pset_chunk(properties, 3, chunk.data());
    H5Pset_deflate(properties, 1);
  }
  const std::vector<hsize_t> shape = {kSamples, 1024, 1024};
  const Hdf5Handle space(H5Screate_simple(3, shape.data(), nullptr), H5Sclose);
  const Hdf5Handle array(
      H5Dcreate2(file, "x", H5T_STD_U8LE, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose);
  std::vector<unsigned char> values(kSamples * kValues);
  for (int64_t i = 0; i < kSamples * kValues; ++i) {
    values[static_cast<size_t>(i)] = static_cast<unsigned char>(valueOf(i / kValues, i % kValues));
  }
  H5Dwrite(array, H5T_NATIVE_UCHAR, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
}

void putLabels(hid_t file) {
  const hsize_t count = kSamples;
  const Hdf5Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose);
  const Hdf5Handle array(
      H5Dcreate2(file, "y", H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
  const std::vector<int> labels(kSamples, 1);
  H5Dwrite(array, H5T_NATIVE_INT, H5S_ALL, H5S_ALL, H5P_DEFAULT, labels.data());
}

}  // namespace

// More than 64 MiB of samples.
class TestHdf5Samples : public QObject {
  Q_OBJECT

 private slots:
  void staysInTheFile_data();
  void staysInTheFile();
};

void TestHdf5Samples::staysInTheFile_data() {
  QTest::addColumn<bool>("chunked");
  QTest::newRow("contiguous") << false;
  QTest::newRow("chunked") << true;
}

void TestHdf5Samples::staysInTheFile() {
  QFETCH(bool, chunked);
  const QTemporaryDir folder;
  const std::string path = folder.filePath("large.h5").toStdString();
  writeHdf5(path, {}, [&](hid_t file) {
    putSamples(file, chunked);
    putLabels(file);
  });
  const Dataset dataset = loadDataset({path, "", "", ""});
  QVERIFY(dataset.samples.stored != nullptr);
  QVERIFY(dataset.samples.bytes.empty());
  QCOMPARE(dataset.size(), kSamples);
  std::vector<double> values(2 * kValues);
  for (const int64_t first : {0, 2, 3, 40, 5, 68}) {
    dataset.samples.copyTo(first * kValues, values);
    for (int64_t i = 0; i < 2 * kValues; i += 997) {
      QVERIFY2(values[static_cast<size_t>(i)] == valueOf(first + i / kValues, i % kValues),
               qPrintable(QString("sample %1, value %2").arg(first).arg(i)));
    }
  }
}

QTEST_APPLESS_MAIN(TestHdf5Samples)
#include "test_hdf5_samples.moc"
