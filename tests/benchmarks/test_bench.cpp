#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/test_paths.h"

using namespace maacc::test;

namespace {

struct BenchRun {
  int exitCode = -1;
  QByteArray output;
  QByteArray errors;
  QJsonObject report;
};

BenchRun runBench(const QStringList& arguments) {
  QTemporaryDir folder;
  const QString path = folder.filePath("bench.json");
  QProcess process;
  process.start(QString::fromStdString(program("maacc_bench")),
                arguments + QStringList{"--json", path});
  process.waitForFinished(300000);
  BenchRun run;
  run.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  run.output = process.readAllStandardOutput();
  run.errors = process.readAllStandardError();
  QFile file(path);
  if (file.open(QIODevice::ReadOnly)) {
    run.report = QJsonDocument::fromJson(file.readAll()).object();
  }
  return run;
}

}  // namespace

// That the benchmark works and finds no differences; no time is asserted.
class TestBench : public QObject {
  Q_OBJECT

 private slots:
  void smallCase_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<bool>("isExtrapolated");
    QTest::newRow("every mutant") << QStringList{} << false;
    QTest::newRow("samples") << QStringList{"--seconds", "0.0001"} << true;
  }

  void smallCase() {
    QFETCH(QStringList, options);
    QFETCH(bool, isExtrapolated);
    const BenchRun run = runBench(QStringList{"--cases", "small"} + options);
    QVERIFY2(run.exitCode == 0, run.errors + run.output);
    QVERIFY2(run.output.contains("true-class"), run.output);
    QCOMPARE(run.report["differences"].toInt(-1), 0);
    QCOMPARE(run.report["cases"].toArray().size(), 1);
    const QJsonObject small = run.report["cases"].toArray().first().toObject();
    QCOMPARE(small["plain"].toObject()["extrapolated"].toBool(), isExtrapolated);
    const QJsonArray modes = small["modes"].toArray();
    QCOMPARE(modes.size(), 3);
    for (const auto& value : modes) {
      const QJsonObject mode = value.toObject();
      const QJsonObject incremental = mode["incremental"].toObject();
      QVERIFY(mode["compared"].toInt() > 0);
      QCOMPARE(mode["differences"].toInt(-1), 0);
      QCOMPARE(incremental["extrapolated"].toBool(), isExtrapolated);
      if (!isExtrapolated) {
        QCOMPARE(
            incremental["pairsEvaluated"].toInt() + incremental["pairsSettledByBound"].toInt() +
                incremental["pairsUnchanged"].toInt() + incremental["pairsLeftByEarlyExit"].toInt(),
            small["mutants"].toInt() * small["inputs"].toInt());
      }
    }
  }

  void scalingHasThreeSizesEach() {
    const BenchRun run = runBench({"--cases", "small", "--scaling"});
    QVERIFY2(run.exitCode == 0, run.errors + run.output);
    QCOMPARE(run.report["scaling"].toArray().size(), 6);
  }

  void refusesUnknownNames() {
    QCOMPARE(runBench({"--cases", "nothing"}).exitCode, 2);
    QCOMPARE(runBench({"--cases", "small", "--modes", "nothing"}).exitCode, 2);
  }
};

QTEST_GUILESS_MAIN(TestBench)
#include "test_bench.moc"
