#include <sys/resource.h>

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "core/data/readers.h"
#include "tests/support/run_program.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

constexpr int kCopies = 600;  // of the bundled digits

long peakMegabytesOfChildren() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  return usage.ru_maxrss / 1024;
}

void write(const QString& path, const QByteArray& header, const std::vector<std::byte>& once) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(header);
  for (int i = 0; i < kCopies; ++i) {
    file.write(reinterpret_cast<const char*>(once.data()), static_cast<qint64>(once.size()));
  }
}

QByteArray bigEndian(int64_t value) {
  QByteArray bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.append(static_cast<char>(value >> shift));
  }
  return bytes;
}

}  // namespace

// A data set whose inputs are many times the memory that --memory allows.
class TestStreamedData : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    const RawArray images = readIdx(sample("digits-test-images.idx3-ubyte.gz"));
    const RawArray labels = readIdx(sample("digits-test-labels.idx1-ubyte.gz"));
    const int64_t count = kCopies * images.sampleCount();
    inputMegabytes_ = count * elementCount(images.sampleShape()) * 4 / (1 << 20);
    write(path("images.idx"),
          QByteArray::fromHex("00000803") + bigEndian(count) + bigEndian(images.shape[1]) +
              bigEndian(images.shape[2]),
          images.bytes);
    write(path("labels.idx"), QByteArray::fromHex("00000801") + bigEndian(count), labels.bytes);
  }

  // Runs in this order: the peak of the children only grows.
  void inputsBeyondTheBudgetGiveTheSameVerdictsInLessMemory() {
    QVERIFY2(inputMegabytes_ > 60, qPrintable(QString::number(inputMegabytes_)));
    run("few.maacc", {"--limit-inputs", "200", "--memory", "12M"});
    const long few = peakMegabytesOfChildren();
    const QByteArray streamed = run("streamed.maacc", {"--memory", "12M"});
    const long streaming = peakMegabytesOfChildren();
    const QByteArray kept = run("kept.maacc", {"--memory", "4G"});
    const long keeping = peakMegabytesOfChildren();
    QVERIFY(streamed.count('\n') > 50);
    QCOMPARE(streamed, kept);
    const QString peaks =
        QString("%1 MB, %2 MB streamed, %3 MB kept").arg(few).arg(streaming).arg(keeping);
    qInfo("%s", qPrintable(peaks));
    QVERIFY2(streaming - few < inputMegabytes_ / 2, qPrintable(peaks));
    QVERIFY2(keeping - few > inputMegabytes_ * 3 / 4, qPrintable(peaks));
  }

 private:
  QString path(const char* name) const { return folder_.filePath(name); }

  // The records of a run with one operator.
  QByteArray run(const char* name, const QStringList& more) const {
    const QStringList arguments = {
        "run",          QString::fromStdString(sample("digits-mlp.keras")),
        "--data",       path("images.idx"),
        "--labels",     path("labels.idx"),
        "--preprocess", "scale=1/16",
        "--operators",  "NAI",
        "--threads",    "2",
        "--progress",   "none",
        "--out",        path(name)};
    const ProgramResult result = runMaacc(arguments + more);
    if (result.exitCode != 0) {
      QTest::qFail(result.errors.constData(), __FILE__, __LINE__);
    }
    return runMaacc({"show", path(name), "--records"}).output;
  }

  QTemporaryDir folder_;
  int64_t inputMegabytes_ = 0;
};

QTEST_GUILESS_MAIN(TestStreamedData)
#include "test_streamed_data.moc"
