#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <cmath>

#include "core/store/run_file.h"
#include "tests/support/run_program.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

struct ClusterScores {
  int unitsPerCluster = 0;
  int mutants = 0;
  double trueClass = 0;
  double predictedClass = 0;
};

std::vector<ClusterScores> expectedScores(const QString& model) {
  QFile file(QString::fromStdString(referenceDir()) + "/expected/" + model +
             ".neuron-cluster-scores.csv");
  std::vector<ClusterScores> scores;
  if (file.open(QIODevice::ReadOnly)) {
    QStringList lines = QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
    for (const QString& line : lines.mid(1)) {
      const QStringList cells = line.split(',');
      scores.push_back(
          {cells[0].toInt(), cells[1].toInt(), cells[2].toDouble(), cells[3].toDouble()});
    }
  }
  return scores;
}

QJsonObject shown(const QString& run) {
  return QJsonDocument::fromJson(runMaacc({"show", run, "--json"}).output).object();
}

// What a run found, without what differs from machine to machine.
struct Content {
  std::vector<KillRecord> records;
  MutantSample sample;
  std::string planHash;
  bool operator==(const Content&) const = default;
};

Content contentOf(const QString& run) {
  const RunFile file = RunFile::openForReading(run.toStdString());
  return {file.records(), file.sample(), file.plan().hash};
}

}  // namespace

// Runs that test some of the mutants, from the command line to the scores.
class TestStrategies : public QObject {
  Q_OBJECT

 private slots:
  void init() { QVERIFY(folder_.isValid()); }

  void publishedNeuronClusterScoresAreExact_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<int>("units");
    for (const char* model : {"fcnn-mnist", "lenet5-mnist"}) {
      for (int units = 1; units <= 10; ++units) {
        QTest::newRow(qPrintable(QString("%1 %2").arg(model).arg(units)))
            << QString(model) << units;
      }
    }
  }

  void publishedNeuronClusterScoresAreExact() {
    MAACC_REQUIRE_REFERENCE();
    QFETCH(QString, model);
    QFETCH(int, units);
    const std::vector<ClusterScores> expected = expectedScores(model);
    const auto right = std::find_if(expected.begin(), expected.end(), [&](const ClusterScores& s) {
      return s.unitsPerCluster == units;
    });
    QVERIFY(right != expected.end());
    const QString run = start(referenceCase(model.toStdString()) +
                              QStringList{"--strategy", "neuron-clusters", "--units-per-cluster",
                                          QString::number(units), "--evidence", "inputs"});
    const QJsonObject found = shown(run);
    QCOMPARE(found["mutants"].toInt(), right->mutants);
    const QJsonObject score = found["score"].toObject();
    QVERIFY(std::abs(score["true-class"].toDouble(-1) - right->trueClass) < 1e-12);
    QVERIFY(std::abs(score["predicted-class"].toDouble(-1) - right->predictedClass) < 1e-12);
  }

  void aSampleOfTheReferenceHasItsVerdicts() {
    MAACC_REQUIRE_REFERENCE();
    const QString all = start(referenceCase("fcnn-mnist"));
    const QString some = start(referenceCase("fcnn-mnist") +
                               QStringList{"--strategy", "sample", "--fraction", "0.1"});
    const Content exhaustive = contentOf(all);
    const Content sample = contentOf(some);
    QCOMPARE(sample.records.size(), std::size_t{48});
    QCOMPARE(sample.planHash, exhaustive.planHash);
    for (const KillRecord& record : sample.records) {
      QVERIFY(record == exhaustive.records.at(static_cast<std::size_t>(record.mutantIndex)));
    }
    const QJsonObject found = shown(some);
    const QJsonObject score = found["score"].toObject()["true-class"].toObject();
    const double truth = shown(all)["score"].toObject()["true-class"].toDouble();
    QVERIFY(score["low"].toDouble() <= truth && truth <= score["high"].toDouble());
    QVERIFY(score["high"].toDouble() - score["low"].toDouble() < 0.15);
    QCOMPARE(score["confidence"].toDouble(), 0.95);
    QCOMPARE(found["state"].toString(), QString("finished"));
    QVERIFY(runMaacc({"show", some}).output.contains(" (stratified sample: 48 of 480 mutants)\n"));
  }

  void twoPhasesFindTheScore_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("criterion");
    for (const char* criterion : {"true-class", "predicted-class"}) {
      QTest::newRow(qPrintable(QString("fcnn %1").arg(criterion))) << "fcnn-mnist" << criterion;
    }
  }

  // At one percent of the evaluations, and every claim is the verdict of an exhaustive run.
  void twoPhasesFindTheScore() {
    MAACC_REQUIRE_REFERENCE();
    QFETCH(QString, model);
    QFETCH(QString, criterion);
    const QStringList input = referenceCase(model.toStdString()) + QStringList{"--kill", criterion};
    const QString all = start(input);
    const QString some = start(input + QStringList{"--strategy", "two-phase", "--budget", "1"});
    compareClaims(some, all, criterion);
    const QJsonObject found = shown(some);
    const QJsonObject score = found["score"].toObject()[criterion].toObject();
    const double truth = shown(all)["score"].toObject()[criterion].toDouble();
    QVERIFY(std::abs(score["value"].toDouble() - truth) < 0.003 * truth);
    QVERIFY(score["low"].toDouble() <= truth && truth <= score["high"].toDouble());
    QVERIFY(score["high"].toDouble() - score["low"].toDouble() < 0.01);
    const double pairs = found["mutants"].toDouble() * found["correct_inputs"].toDouble();
    QVERIFY(found["counts"].toObject()["pairs_evaluated"].toDouble() <= 0.01 * pairs);
    QVERIFY(runMaacc({"show", some}).output.contains("undecided"));
  }

  void twoPhasesGoOnUntilTheScoreIsKnown() {
    const QStringList input = sampleCase("digits-cnn") + QStringList{"--strategy", "two-phase"};
    const QJsonObject wide = shown(start(input));
    const QString run = start(input + QStringList{"--until", "0.5"});
    const QJsonObject found = shown(run);
    const QJsonObject score = found["score"].toObject()["true-class"].toObject();
    QVERIFY((score["high"].toDouble() - score["low"].toDouble()) / 2 <= 0.005);
    const auto evaluated = [](const QJsonObject& shown) {
      return shown["counts"].toObject()["pairs_evaluated"].toDouble();
    };
    QVERIFY(evaluated(found) > evaluated(wide));
    QCOMPARE(found["state"].toString(), QString("finished"));
    QCOMPARE(runMaacc({"run", "--resume", "--progress", "none", "--out", run}).exitCode, 0);
    QCOMPARE(evaluated(shown(run)), evaluated(found));
  }

  void aBudgetOfEverythingIsExhaustive() {
    const QString all = start(sampleCase("digits-cnn"));
    const QString run =
        start(sampleCase("digits-cnn") + QStringList{"--strategy", "two-phase", "--budget", "100"});
    QCOMPARE(compareClaims(run, all, "true-class"), 0);
    const QJsonObject score = shown(run)["score"].toObject()["true-class"].toObject();
    QCOMPARE(score["low"].toDouble(), score["high"].toDouble());
    QCOMPARE(score["value"].toDouble(), shown(all)["score"].toObject()["true-class"].toDouble());
  }

  void killedTwoPhasesGoOn() {
    const QStringList input =
        sampleCase("digits-cnn") +
        QStringList{"--strategy", "two-phase", "--budget", "30", "--threads", "1"};
    const QString all = start(sampleCase("digits-cnn"));
    QElapsedTimer timer;
    timer.start();
    start(input);
    const qint64 wholeMs = timer.elapsed();
    QRandomGenerator random(11);
    for (int trial = 0; trial < 5; ++trial) {
      const QString run = newRun();
      QProcess process;
      process.setStandardInputFile(QProcess::nullDevice());
      process.start(QString::fromStdString(program("maacc")), command(input, run));
      QVERIFY(process.waitForStarted());
      if (!process.waitForFinished(static_cast<int>(random.bounded(wholeMs / 3, wholeMs)))) {
        process.kill();
        process.waitForFinished();
      }
      const ProgramResult resumed =
          QFile::exists(run) ? runMaacc({"run", "--resume", "--progress", "none", "--out", run})
                             : runMaacc(command(input, run));
      QVERIFY2(resumed.exitCode == 0, resumed.errors.constData());
      compareClaims(run, all, "true-class");
    }
  }

  void strategiesFinish_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<bool>("grouped");
    QTest::addColumn<bool>("clustered");
    const QStringList mutants = {"--strategy", "mutant-clusters"};
    const QStringList neurons = {"--strategy", "neuron-clusters"};
    QTest::newRow("sample") << QStringList{"--strategy", "sample", "--stratify", "none"} << true
                            << false;
    QTest::newRow("mutant clusters") << mutants << true << true;
    QTest::newRow("mutant clusters by logits")
        << mutants + QStringList{"--features", "logit-change", "--fraction", "0.2"} << true << true;
    QTest::newRow("two of every mutant cluster")
        << mutants + QStringList{"--per-cluster", "2", "--clusters", "4"} << true << true;
    QTest::newRow("medoids") << mutants + QStringList{"--representative", "medoid", "--linkage",
                                                      "complete"}
                             << true << true;
    QTest::newRow("published mutant clusters")
        << mutants + QStringList{"--mutant-method", "published", "--similarity-threshold", "0.3"}
        << true << true;
    QTest::newRow("neurons together") << neurons << false << true;
    QTest::newRow("neurons by representatives")
        << neurons + QStringList{"--neuron-mode", "representative", "--units-per-cluster", "3"}
        << true << true;
    QTest::newRow("neurons by activations")
        << neurons + QStringList{"--features", "activations", "--scale", "standard"} << false
        << true;
  }

  void strategiesFinish() {
    QFETCH(QStringList, options);
    QFETCH(bool, grouped);
    QFETCH(bool, clustered);
    const QString run = start(sampleCase("digits-cnn") + options);
    const QJsonObject found = shown(run);
    QCOMPARE(found["state"].toString(), QString("finished"));
    QCOMPARE(found["tested"].toInt(), found["to_test"].toInt());
    QCOMPARE(found["groups"].toInt() > 0, grouped);
    QCOMPARE(found["tested"].toInt() < found["mutants"].toInt(), grouped);
    QCOMPARE(found["score"].toObject()["true-class"].isObject(), grouped);
    QCOMPARE(!RunFile::openForReading(run.toStdString()).clusterings().empty(), clustered);
    const ProgramResult again = runMaacc({"run", "--resume", "--progress", "none", "--out", run});
    QCOMPARE(again.exitCode, 0);
    QCOMPARE(shown(run)["tested"].toInt(), found["tested"].toInt());
  }

  void testsUntilTheScoreIsKnownWellEnough() {
    const QString run = start(sampleCase("digits-cnn") + untilTwo());
    const QJsonObject found = shown(run);
    const QJsonObject score = found["score"].toObject()["true-class"].toObject();
    QVERIFY((score["high"].toDouble() - score["low"].toDouble()) / 2 <= 0.02);
    QVERIFY(found["tested"].toInt() < found["mutants"].toInt());
    const QString wider =
        start(sampleCase("digits-cnn") + QStringList{"--strategy", "sample", "--until", "8"});
    QVERIFY(shown(wider)["tested"].toInt() < found["tested"].toInt());
  }

  void killedAndResumedIsTheSame_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("stopping rule") << untilTwo();
    QTest::newRow("mutant clusters")
        << QStringList{"--strategy", "mutant-clusters", "--fraction", "0.5"};
    QTest::newRow("neurons together") << QStringList{"--strategy", "neuron-clusters"};
  }

  void killedAndResumedIsTheSame() {
    QFETCH(QStringList, options);
    // Slow enough to be hit.
    const QStringList arguments =
        sampleCase("digits-cnn") + options + QStringList{"--evaluator", "plain", "--threads", "1"};
    QElapsedTimer timer;
    timer.start();
    const Content expected = contentOf(start(arguments));
    const qint64 wholeMs = timer.elapsed();
    QRandomGenerator random(7);
    int killed = 0;
    for (int trial = 0; trial < 6; ++trial) {
      const QString run = newRun();
      QProcess process;
      process.setStandardInputFile(QProcess::nullDevice());
      process.start(QString::fromStdString(program("maacc")), command(arguments, run));
      QVERIFY(process.waitForStarted());
      if (!process.waitForFinished(static_cast<int>(random.bounded(wholeMs / 4, wholeMs)))) {
        process.kill();  // SIGKILL
        process.waitForFinished();
        ++killed;
      }
      const ProgramResult resumed =
          QFile::exists(run) ? runMaacc({"run", "--resume", "--progress", "none", "--out", run})
                             : runMaacc(command(arguments, run));
      QVERIFY2(resumed.exitCode == 0, resumed.errors.constData());
      QVERIFY(contentOf(run) == expected);
    }
    QVERIFY(killed >= 3);
  }

  void resumeRefusesAnotherStrategy_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("named");
    QTest::newRow("strategy") << QStringList{"--strategy", "mutant-clusters"} << "--strategy";
    QTest::newRow("option") << QStringList{"--strategy", "sample", "--fraction", "0.2"}
                            << "an option of the strategy sample";
    QTest::newRow("stopping rule") << QStringList{"--strategy", "sample", "--until", "3"}
                                   << "an option of the strategy sample";
  }

  void resumeRefusesAnotherStrategy() {
    QFETCH(QStringList, options);
    QFETCH(QString, named);
    const QStringList input = sampleCase("digits-mlp");
    const QString run = start(input + QStringList{"--strategy", "sample"});
    const ProgramResult refused = runMaacc(command(input + options, run) + QStringList{"--resume"});
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.errors.contains(named.toUtf8()), refused.errors.constData());
  }

 private:
  static QStringList untilTwo() { return {"--strategy", "sample", "--until", "2", "--seed", "5"}; }

  static QStringList command(const QStringList& arguments, const QString& run) {
    return QStringList{"run"} + arguments + QStringList{"--progress", "none", "--out", run};
  }

  // Runs to the end; the run file.
  QString start(const QStringList& arguments) {
    const QString run = newRun();
    const ProgramResult result = runMaacc(command(arguments, run));
    [&] { QVERIFY2(result.exitCode == 0, result.errors.constData()); }();
    return run;
  }

  // Every class that the run decided has the verdict of the exhaustive run. How many it left.
  static qint64 compareClaims(const QString& run, const QString& all, const QString& criterion) {
    const std::vector<KillRecord> expected = contentOf(all).records;
    qint64 open = 0;
    for (const KillRecord& record : contentOf(run).records) {
      const KillRecord& verdict = expected.at(static_cast<std::size_t>(record.mutantIndex));
      const bool trueClass = criterion == "true-class";
      const ClassSet& found = trueClass ? record.killedTrueClass : record.killedPredictedClass;
      const ClassSet& right = trueClass ? verdict.killedTrueClass : verdict.killedPredictedClass;
      [&] { QCOMPARE(found.size(), right.size()); }();
      for (std::size_t c = 0; c < right.size(); ++c) {
        const bool undecided = c < record.undecided.size() && record.undecided[c] != 0;
        open += undecided ? 1 : 0;
        [&] { QVERIFY(undecided || found[c] == right[c]); }();
      }
    }
    return open;
  }

  QString newRun() { return folder_.filePath(QString("run-%1.maacc").arg(counter_++)); }

  QTemporaryDir folder_;
  int counter_ = 0;
};

QTEST_GUILESS_MAIN(TestStrategies)
#include "test_strategies.moc"
