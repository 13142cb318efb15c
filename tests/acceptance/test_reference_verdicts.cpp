#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <map>

#include "tests/support/run_program.h"
#include "tests/support/test_paths.h"

using namespace maacc::test;

namespace {

struct Verdict {
  QString flippedInputs;
  QString killedTrueClass;
  QString killedPredictedClass;
  bool operator==(const Verdict&) const = default;
};

// "weighted layer/unit/operator" -> verdict
using Verdicts = std::map<QString, Verdict>;

Verdicts readVerdicts(const QByteArray& csv, const QString& unitColumn) {
  QStringList lines = QString::fromUtf8(csv).split('\n', Qt::SkipEmptyParts);
  const QStringList header = lines.takeFirst().split(',');
  Verdicts verdicts;
  for (const QString& line : lines) {
    const QStringList cells = line.split(',');
    auto cell = [&](const QString& name) {
      return cells.value(static_cast<int>(header.indexOf(name)));
    };
    verdicts[cell("weighted_layer") + "/" + cell(unitColumn) + "/" + cell("operator")] = {
        cell("flipped_inputs"), cell("killed_true_class"), cell("killed_predicted_class")};
  }
  return verdicts;
}

Verdicts expectedVerdicts(const std::string& model) {
  QFile file(QString::fromStdString(referenceDir() + "/expected/" + model + ".exhaustive.csv"));
  if (!file.open(QIODevice::ReadOnly)) {
    return {};
  }
  return readVerdicts(file.readAll(), "unit");
}

// Every verdict of the run equals the expected one; `mutants` of them.
void compareWithExpected(const QString& run, const std::string& model, std::size_t mutants) {
  const ProgramResult records = runMaacc({"show", run, "--records"});
  QCOMPARE(records.exitCode, 0);
  const Verdicts found = readVerdicts(records.output, "units");
  const Verdicts expected = expectedVerdicts(model);
  QCOMPARE(found.size(), mutants);
  for (const auto& [mutant, verdict] : found) {
    QVERIFY2(expected.count(mutant) == 1, qPrintable("not expected: " + mutant));
    const Verdict& right = expected.at(mutant);
    QVERIFY2(verdict == right,
             qPrintable(mutant + ": " + verdict.flippedInputs + " " + verdict.killedTrueClass +
                        " " + verdict.killedPredictedClass + ", expected " + right.flippedInputs +
                        " " + right.killedTrueClass + " " + right.killedPredictedClass));
  }
}

double score(const QString& run, const char* criterion) {
  const ProgramResult shown = runMaacc({"show", run, "--json"});
  return QJsonDocument::fromJson(shown.output).object()["score"].toObject()[criterion].toDouble(-1);
}

bool hasCuda() { return runMaacc({"environment", "--json"}).output.contains("cuda:0"); }

}  // namespace

// The paper's MNIST models against exhaustive verdicts in float64.
class TestReferenceVerdicts : public QObject {
  Q_OBJECT

 private slots:
  void init() { QVERIFY(folder_.isValid()); }

  void fcnn_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("one thread") << QStringList{"--threads", "1"};
    QTest::newRow("two threads, every input kept")
        << QStringList{"--threads", "2", "--evidence", "inputs"};
    QTest::newRow("batches of 100") << QStringList{"--batch-size", "100"};
    QTest::newRow("batches of 2000") << QStringList{"--batch-size", "2000"};
    QTest::newRow("CUDA") << QStringList{"--device", "cuda:0"};
  }

  void fcnn() {
    MAACC_REQUIRE_REFERENCE();
    QFETCH(QStringList, options);
    if (options.contains("cuda:0") && !hasCuda()) {
      QSKIP("no CUDA device on this machine");
    }
    const QString run = newRun();
    const ProgramResult result =
        runMaacc(QStringList{"run"} + referenceCase("fcnn-mnist") +
                 QStringList{"--progress", "none", "--out", run} + options);
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    compareWithExpected(run, "fcnn-mnist", 480);
    QVERIFY(std::abs(score(run, "true-class") - 0.498958) < 1e-6);
    QVERIFY(std::abs(score(run, "predicted-class") - 0.529792) < 1e-6);
  }

  void fcnnAfterStopAndResume() {
    MAACC_REQUIRE_REFERENCE();
    const QString run = newRun();
    const QStringList arguments = QStringList{"run"} + referenceCase("fcnn-mnist") +
                                  QStringList{"--progress", "json", "--out", run};
    QProcess process;
    process.start(QString::fromStdString(program("maacc")), arguments);
    QByteArray seen;
    while (!seen.contains("\"stage\":\"mutants\",\"done\":") && process.waitForReadyRead(60000)) {
      seen += process.readAllStandardOutput();
    }
    process.write("stop\n");
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitCode(), 3);
    const ProgramResult rest = runMaacc(arguments + QStringList{"--resume"});
    QCOMPARE(rest.exitCode, 0);
    compareWithExpected(run, "fcnn-mnist", 480);
  }

  void lenet5() {
    MAACC_REQUIRE_REFERENCE();
    const QString run = newRun();
    const ProgramResult result = runMaacc(QStringList{"run"} + referenceCase("lenet5-mnist") +
                                              QStringList{"--progress", "none", "--out", run},
                                          3000);
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    compareWithExpected(run, "lenet5-mnist", 708);
    QVERIFY(std::abs(score(run, "true-class") - 0.281921) < 1e-6);
    QVERIFY(std::abs(score(run, "predicted-class") - 0.267655) < 1e-6);
  }

  void lenet5Layers_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("one thread") << QStringList{"--threads", "1"};
    QTest::newRow("batches of 100") << QStringList{"--batch-size", "100"};
    QTest::newRow("batches of 2000") << QStringList{"--batch-size", "2000"};
    QTest::newRow("CUDA") << QStringList{"--device", "cuda:0"};
  }

  // First and last layer only: the other settings without another ten minutes.
  void lenet5Layers() {
    MAACC_REQUIRE_REFERENCE();
    QFETCH(QStringList, options);
    if (options.contains("cuda:0") && !hasCuda()) {
      QSKIP("no CUDA device on this machine");
    }
    const QString run = newRun();
    const QStringList arguments =
        QStringList{"run"} + referenceCase("lenet5-mnist") +
        QStringList{"--progress", "none", "--layers", "0,4", "--out", run} + options;
    const ProgramResult result = runMaacc(arguments);
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    compareWithExpected(run, "lenet5-mnist", 48);
  }

 private:
  QString newRun() { return folder_.filePath(QString("run-%1.maacc").arg(counter_++)); }

  QTemporaryDir folder_;
  int counter_ = 0;
};

QTEST_GUILESS_MAIN(TestReferenceVerdicts)
#include "test_reference_verdicts.moc"
