#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <map>

#include "tests/support/run_program.h"
#include "tests/support/test_paths.h"

using namespace maacc::test;

namespace {

const QStringList kAllColumns = {"flipped_inputs", "killed_true_class", "killed_predicted_class"};

// Column -> cell.
using Verdict = QMap<QString, QString>;

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
    Verdict& verdict =
        verdicts[cell("weighted_layer") + "/" + cell(unitColumn) + "/" + cell("operator")];
    for (const QString& name : kAllColumns) {
      verdict[name] = cell(name);
    }
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

// Every verdict of the run equals the expected one; `mutants` of them. A cell that the run did not
// evaluate is empty; `certain` names the columns that must not be.
void compareWithExpected(const QString& run,
                         const std::string& model,
                         std::size_t mutants,
                         const QStringList& certain) {
  const ProgramResult records = runMaacc({"show", run, "--records"});
  QCOMPARE(records.exitCode, 0);
  const Verdicts found = readVerdicts(records.output, "units");
  const Verdicts expected = expectedVerdicts(model);
  QCOMPARE(found.size(), mutants);
  for (const auto& [mutant, verdict] : found) {
    QVERIFY2(expected.count(mutant) == 1, qPrintable("not expected: " + mutant));
    const Verdict& right = expected.at(mutant);
    for (const QString& column : verdict.keys()) {
      const QString& cell = verdict[column];
      const bool same = cell == right[column] || (cell.isEmpty() && !certain.contains(column));
      QVERIFY2(same,
               qPrintable(mutant + " " + column + ": " + cell + ", expected " + right[column]));
    }
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

  void fcnn_data() { addWays(); }
  void fcnn() { checkModel("fcnn-mnist", 480, {0.498958, 0.529792}); }

  void lenet5_data() { addWays(); }
  void lenet5() { checkModel("lenet5-mnist", 708, {0.281921, 0.267655}); }

  void plainFcnn_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("two threads, every input kept")
        << QStringList{"--threads", "2", "--evidence", "inputs"};
    QTest::newRow("one thread, batches of 100")
        << QStringList{"--threads", "1", "--batch-size", "100"};
    QTest::newRow("CUDA") << QStringList{"--device", "cuda:0"};
  }

  void plainFcnn() {
    MAACC_REQUIRE_REFERENCE();
    QFETCH(QStringList, options);
    const QString run = runReference("fcnn-mnist", QStringList{"--evaluator", "plain"} + options);
    if (!run.isEmpty()) {
      compareWithExpected(run, "fcnn-mnist", 480, kAllColumns);
    }
  }

  // First and last layer only: the whole network takes minutes.
  void plainLenet5() {
    MAACC_REQUIRE_REFERENCE();
    const QString run = runReference("lenet5-mnist", {"--evaluator", "plain", "--layers", "0,4"});
    compareWithExpected(run, "lenet5-mnist", 48, kAllColumns);
  }

  void fcnnAfterStopAndResume() {
    MAACC_REQUIRE_REFERENCE();
    const QString run = newRun();
    const QStringList arguments =
        QStringList{"run"} + referenceCase("fcnn-mnist") +
        QStringList{"--evaluator", "plain", "--progress", "json", "--out", run};
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
    compareWithExpected(run, "fcnn-mnist", 480, kAllColumns);
  }

 private:
  // Ways of running the incremental evaluator; none may change a verdict.
  static void addWays() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<bool>("trueClass");
    QTest::addColumn<bool>("predictedClass");
    auto row = [](const char* name, const QStringList& options, bool trueClass, bool predicted) {
      QTest::newRow(name) << options << trueClass << predicted;
    };
    row("true class", {}, true, false);
    row("true class, one thread", {"--threads", "1"}, true, false);
    row("true class, blocks of 100", {"--batch-size", "100"}, true, false);
    row("true class, little memory", {"--memory", "24M"}, true, false);
    row("predicted class", {"--kill", "predicted-class"}, false, true);
    row("predicted class, three threads", {"--kill", "predicted-class", "--threads", "3"}, false,
        true);
    row("every input", {"--evidence", "inputs"}, true, true);
    row("every input, one thread, blocks of 2000",
        {"--evidence", "inputs", "--threads", "1", "--batch-size", "2000"}, true, true);
    row("CUDA", {"--device", "cuda:0"}, true, false);
    row("CUDA, every input", {"--device", "cuda:0", "--evidence", "inputs"}, true, true);
  }

  void checkModel(const std::string& model, std::size_t mutants, std::pair<double, double> scores) {
    MAACC_REQUIRE_REFERENCE();
    QFETCH(QStringList, options);
    QFETCH(bool, trueClass);
    QFETCH(bool, predictedClass);
    const QString run = runReference(model, options);
    if (run.isEmpty()) {
      return;
    }
    QStringList certain;
    if (trueClass) {
      certain << "killed_true_class";
      QVERIFY(std::abs(score(run, "true-class") - scores.first) < 1e-6);
    }
    if (predictedClass) {
      certain << "killed_predicted_class";
      QVERIFY(std::abs(score(run, "predicted-class") - scores.second) < 1e-6);
    }
    if (trueClass && predictedClass) {
      certain << "flipped_inputs";
    }
    compareWithExpected(run, model, mutants, certain);
  }

  // The run file; empty where the device is not there and the test skips.
  QString runReference(const std::string& model, const QStringList& options) {
    if (options.contains("cuda:0") && !hasCuda()) {
      [] { QSKIP("no CUDA device on this machine"); }();
      return {};
    }
    const QString run = newRun();
    const ProgramResult result =
        runMaacc(QStringList{"run"} + referenceCase(model) +
                 QStringList{"--progress", "none", "--out", run} + options);
    [&] { QVERIFY2(result.exitCode == 0, result.errors.constData()); }();
    return run;
  }

  QString newRun() { return folder_.filePath(QString("run-%1.maacc").arg(counter_++)); }

  QTemporaryDir folder_;
  int counter_ = 0;
};

QTEST_GUILESS_MAIN(TestReferenceVerdicts)
#include "test_reference_verdicts.moc"
