#include <sys/resource.h>

#include <random>

#include "core/base/error.h"
#include "core/data/npy_format.h"
#include "tests/data/data_files.h"

using namespace maacc;
using namespace maacc::test;

// Damaged files give a data set or maacc::Error, never anything else, and never cost much memory.
// Everything else (a crash, another exception, undefined behaviour under the sanitizers) fails the
// test by itself.
class TestDataFuzz : public QObject {
  Q_OBJECT

 private slots:
  void survivesDamage_data();
  void survivesDamage();
  void survivesDamagedHeaders();
};

namespace {

constexpr int kMutantsPerFile = 120;

QByteArray damaged(const QByteArray& sound, std::mt19937& random) {
  QByteArray bytes = sound;
  const auto below = [&](qsizetype bound) {
    return static_cast<qsizetype>(random() % static_cast<unsigned>(bound));
  };
  const int changes = 1 + static_cast<int>(below(4));
  for (int i = 0; i < changes && !bytes.isEmpty(); ++i) {
    // Sizes and headers are at the start; the directory of a ZIP is at the end.
    const qsizetype reach = std::min<qsizetype>(bytes.size(), below(2) == 0 ? 128 : bytes.size());
    const qsizetype at = below(3) == 0 ? bytes.size() - 1 - below(reach) : below(reach);
    switch (below(6)) {
      case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        break;
      case 1:
        bytes[at] = static_cast<char>(0xff);
        break;
      case 2:
        bytes.truncate(at);
        break;
      case 3:
        bytes.insert(at, QByteArray(1 + below(8), static_cast<char>(random())));
        break;
      case 4:
        bytes.replace(at, 4, QByteArray::fromHex("7fffffff"));
        break;
      default:
        bytes.remove(at, 1 + below(8));
    }
  }
  return bytes;
}

long peakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

}  // namespace

void TestDataFuzz::survivesDamage_data() {
  QTest::addColumn<QString>("name");
  for (const char* name :
       {"counting_u1.idx", "counting_f8.idx", "images.idx.gz", "counting_f4.npy", "fortran_f4.npy",
        "version2.npy", "gzip.npy.gz", "structured.npy", "test_and_train.npz", "images.npz",
        "upper.npz", "with_object.npz", "bomb.npz"}) {
    QTest::newRow(name) << name;
  }
}

void TestDataFuzz::survivesDamage() {
  QFETCH(QString, name);
  const QByteArray sound = fileBytes(dataFixture(name.toStdString()));
  QVERIFY(!sound.isEmpty());
  const bool archive = name.endsWith(".npz");
  const std::string labels = archive ? "" : dataFixture("labels_i8.npy");
  const QTemporaryDir folder;
  std::mt19937 random(11);
  const long before = peakMegabytes();
  int refused = 0;
  for (int i = 0; i < kMutantsPerFile; ++i) {
    const std::string path = writeFile(folder, "mutant", damaged(sound, random));
    try {
      const Dataset dataset = loadDataset({path, labels, "", ""});
      QCOMPARE(dataset.size(), static_cast<int64_t>(dataset.labels.size()));
      QCOMPARE(static_cast<int64_t>(allValues(dataset.samples).size()),
               elementCount(dataset.samples.shape));
    } catch (const Error& error) {
      QVERIFY(std::string(error.what()).size() > 20);
      ++refused;
    }
  }
  QVERIFY(refused > kMutantsPerFile / 4);
  QVERIFY2(peakMegabytes() - before < 400,
           qPrintable(QString("%1 MB more").arg(peakMegabytes() - before)));
}

void TestDataFuzz::survivesDamagedHeaders() {
  const QByteArray sound =
      "{'descr': [('x', '<f4', (2, 2)), ('y', '<i8')], 'fortran_order': False, 'shape': (3,), }";
  std::mt19937 random(12);
  for (int i = 0; i < 2000; ++i) {
    try {
      parseNpyHeader(damaged(sound, random).toStdString(), "a.npy");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::BadInput);
    }
  }
}

QTEST_APPLESS_MAIN(TestDataFuzz)
#include "test_data_fuzz.moc"
