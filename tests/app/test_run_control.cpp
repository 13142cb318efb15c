#include <signal.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "core/store/run_file.h"
#include "tests/support/run_program.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

constexpr int kPatienceMs = 60000;

// A `maacc run --progress json` whose events are read as they come.
class LiveRun {
 public:
  explicit LiveRun(const QStringList& arguments) {
    process.start(QString::fromStdString(program("maacc")),
                  QStringList{"run", "--progress", "json"} + arguments);
  }
  ~LiveRun() {
    process.kill();
    process.waitForFinished();
  }

  // The next event of this name (and, where given, with this field true); empty when the program
  // ends before.
  QJsonObject waitFor(const QString& name, const QString& trueField = {}) {
    for (;;) {
      while (process.canReadLine()) {
        const QByteArray line = process.readLine();
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        if (event.isEmpty()) {
          qWarning("not a JSON object: %s", line.constData());
          return {};
        }
        events.append(event);
        if (event["event"] == name && (trueField.isEmpty() || event[trueField].toBool())) {
          return event;
        }
      }
      if (!process.waitForReadyRead(kPatienceMs)) {
        return {};
      }
    }
  }

  void say(const char* line) {
    process.write(line);
    process.waitForBytesWritten();
  }

  int exitCode() {
    process.waitForFinished(kPatienceMs);
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  }

  QProcess process;
  QList<QJsonObject> events;
};

// Long enough to be interrupted: several seconds on two cores.
QStringList longRun(const QString& run) {
  return sampleCase("digits-cnn") +
         QStringList{"--operators",
                     "CW,NAI,NEB,NAI-B,NEB-B,WS,WA,BS,BA,GF,GFR,GFL,SHUFFLE,SWITCH,SIGN,BIT",
                     "--threads",
                     "1",
                     "--batch-size",
                     "10",
                     "--evaluator",
                     "plain",
                     "--out",
                     run};
}

}  // namespace

class TestRunControl : public QObject {
  Q_OBJECT

 private slots:
  void tellsTheWholeStoryInOrder() {
    const QString run = path("story.maacc");
    LiveRun live(sampleCase("digits-mlp") + QStringList{"--out", run});
    const QJsonObject finished = live.waitFor("finished");
    QCOMPARE(live.exitCode(), 0);
    QStringList names;
    for (const QJsonObject& event : live.events) {
      if (names.isEmpty() || names.last() != event["event"].toString()) {
        names << event["event"].toString();
      }
    }
    QVERIFY2(names.indexOf("hello") >= 0 && names.indexOf("hello") < names.indexOf("baseline") &&
                 names.indexOf("baseline") < names.indexOf("plan") && names.last() == "finished",
             qPrintable(names.join(' ')));
    QCOMPARE(finished["state"].toString(), QString("finished"));
    QCOMPARE(finished["exit_code"].toInt(), 0);
    const QJsonObject shown =
        QJsonDocument::fromJson(runMaacc({"show", run, "--json"}).output).object();
    QCOMPARE(finished["killed"].toInt(), shown["killed"].toInt());
    QCOMPARE(finished["score"].toObject()["true-class"].toDouble(),
             shown["score"].toObject()["true-class"].toDouble());
    QVERIFY(finished["seconds"].toObject().contains("mutants"));
    const QJsonObject counts = shown["counts"].toObject();
    const qint64 pairs =
        counts["pairs_evaluated"].toInteger() + counts["pairs_settled_by_bound"].toInteger() +
        counts["pairs_unchanged"].toInteger() + counts["pairs_left_by_early_exit"].toInteger();
    QCOMPARE(pairs, shown["mutants"].toInteger() * shown["correct_inputs"].toInteger());
    QVERIFY(counts["flops"].toInteger() > 0 && counts.contains("pairs_rechecked_float64"));
  }

  void pausesResumesAndStopsByLines() {
    const QString run = path("lines.maacc");
    LiveRun live(longRun(run));
    QVERIFY(!live.waitFor("plan").isEmpty());
    live.say("pause\n");
    QVERIFY(!live.waitFor("progress", "paused").isEmpty());
    const int doneWhenPaused = live.waitFor("progress", "paused")["done"].toInt();
    // Workers finish the batch in flight; after that nothing moves.
    const QJsonObject later = live.waitFor("progress", "paused");
    const QJsonObject stillLater = live.waitFor("progress", "paused");
    QVERIFY(later["done"].toInt() >= doneWhenPaused);
    QCOMPARE(stillLater["done"].toInt(), later["done"].toInt());
    live.say("nonsense\nresume\n");
    QJsonObject moving;
    do {
      moving = live.waitFor("progress");
    } while (!moving.isEmpty() && moving["done"].toInt() <= stillLater["done"].toInt());
    QVERIFY(!moving.isEmpty());
    live.say("stop\n");
    const QJsonObject finished = live.waitFor("finished");
    QCOMPARE(finished["state"].toString(), QString("stopped"));
    QCOMPARE(live.exitCode(), 3);
    QCOMPARE(RunFile::openForReading(run.toStdString()).state(), RunState::Stopped);
    resumeToTheEnd(run);
  }

  void stopsOnSignals_data() {
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
  }

  void stopsOnSignals() {
    QFETCH(int, signal);
    const QString run = path(QString("signal-%1.maacc").arg(signal));
    LiveRun live(longRun(run));
    QVERIFY(!live.waitFor("plan").isEmpty());
    ::kill(static_cast<pid_t>(live.process.processId()), signal);
    QCOMPARE(live.waitFor("finished")["state"].toString(), QString("stopped"));
    QCOMPARE(live.exitCode(), 3);
    resumeToTheEnd(run);
  }

  void resumeTakesTheRestFromTheRunFile() {
    const QString run = path("short.maacc");
    LiveRun live(longRun(run));
    QVERIFY(!live.waitFor("plan").isEmpty());
    live.say("stop\n");
    QCOMPARE(live.exitCode(), 3);
    const ProgramResult resumed = runMaacc({"run", "--resume", "--progress", "none", "--out", run});
    QVERIFY2(resumed.exitCode == 0, resumed.errors.constData());
    QVERIFY(RunFile::openForReading(run.toStdString()).untestedMutants().empty());
    const ProgramResult again = runMaacc({"run", "--resume", "--progress", "none", "--out", run});
    QCOMPARE(again.exitCode, 0);
  }

  void aSecondEngineOnOneRunIsRefused() {
    const QString run = path("busy.maacc");
    LiveRun live(longRun(run));
    QVERIFY(!live.waitFor("plan").isEmpty());
    live.say("pause\n");
    const ProgramResult second =
        runMaacc(QStringList{"run", "--progress", "none", "--resume"} + longRun(run));
    QCOMPARE(second.exitCode, 2);
    QVERIFY2(second.errors.contains("busy.maacc"), second.errors.constData());
    live.say("stop\n");
    QCOMPARE(live.exitCode(), 3);
  }

  void sameVerdictsWithOneAndTwoThreadsAndAnyBatch_data() {
    QTest::addColumn<QStringList>("method");
    QTest::newRow("plain") << QStringList{"--evaluator", "plain"};
    QTest::newRow("incremental") << QStringList{"--evaluator", "incremental", "--evidence",
                                                "inputs"};
  }

  void sameVerdictsWithOneAndTwoThreadsAndAnyBatch() {
    QFETCH(QStringList, method);
    QByteArray expected;
    int number = 0;
    for (const QStringList& options :
         {QStringList{"--threads", "1"}, QStringList{"--threads", "2"},
          QStringList{"--batch-size", "1"}, QStringList{"--batch-size", "1000"}}) {
      const QString run = path(QString("%1-%2.maacc").arg(method[1]).arg(number++));
      const ProgramResult result = runMaacc(
          QStringList{"run"} + sampleCase("digits-mlp") +
          QStringList{"--operators", "CW,NAI,NEB,GF,SHUFFLE", "--progress", "none", "--out", run} +
          method + options);
      QVERIFY2(result.exitCode == 0, result.errors.constData());
      const QByteArray records = runMaacc({"show", run, "--records"}).output;
      expected = expected.isEmpty() ? records : expected;
      QCOMPARE(records, expected);
    }
  }

  void plainEvaluatorCountsEveryFlipUnderBothCriteria() {
    const QString run = path("plain.maacc");
    const ProgramResult result =
        runMaacc(QStringList{"run"} + sampleCase("digits-mlp") +
                 QStringList{"--evaluator", "plain", "--memory", "1.5G", "--kill",
                             "predicted-class", "--progress", "none", "--out", run});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    const RunFile file = RunFile::openForReading(run.toStdString());
    QCOMPARE(file.settings().evaluator, std::string("plain"));
    for (const KillRecord& record : file.records()) {
      QVERIFY(record.flippedInputs.has_value() && record.proof == Proof::None);
      QVERIFY(!record.killedTrueClass.empty() && !record.killedPredictedClass.empty());
    }
  }

  void incrementalEvaluatorIsTheDefault() {
    const QString run = path("default.maacc");
    const ProgramResult result =
        runMaacc(QStringList{"run"} + sampleCase("digits-mlp") +
                 QStringList{"--kill", "predicted-class", "--progress", "none", "--out", run});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    QCOMPARE(RunFile::openForReading(run.toStdString()).settings().evaluator,
             std::string("incremental"));
    const QJsonObject score = QJsonDocument::fromJson(runMaacc({"show", run, "--json"}).output)
                                  .object()["score"]
                                  .toObject();
    QCOMPARE(score.keys(), QStringList{"predicted-class"});
  }

  void helpShowsExamples_data() {
    QTest::addColumn<QString>("command");
    for (const char* command : {"inspect", "run", "show", "explain"}) {
      QTest::newRow(command) << QString(command);
    }
  }

  void helpShowsExamples() {
    QFETCH(QString, command);
    const ProgramResult help = runMaacc({command, "--help"});
    QCOMPARE(help.exitCode, 0);
    QVERIFY(help.output.contains("Examples:"));
    QVERIFY(help.output.contains(("maacc " + command).toUtf8()));
  }

 private:
  QString path(const QString& name) const { return folder_.filePath(name); }

  void resumeToTheEnd(const QString& run) {
    const ProgramResult resumed =
        runMaacc(QStringList{"run", "--progress", "none", "--resume"} + longRun(run));
    QVERIFY2(resumed.exitCode == 0, resumed.errors.constData());
    const RunFile file = RunFile::openForReading(run.toStdString());
    QCOMPARE(file.state(), RunState::Finished);
    QCOMPARE(file.recordCount(), static_cast<int64_t>(file.plan().mutants.size()));
  }

  QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestRunControl)
#include "test_run_control.moc"
