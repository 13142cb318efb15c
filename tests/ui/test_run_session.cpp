#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/ui/held_pool.h"
#include "tests/ui/ui_fixtures.h"
#include "ui/jobs/background_task.h"
#include "ui/jobs/run_session.h"

using namespace maacc;

class TestRunSession : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void loadsAFinishedRun();
  void followsARunThatGoesOn();
  void fullerRecordsReplaceEarlierOnes();
  void samplesHaveAnInterval();
  void estimatesFollowTheRun();
  void laterMarksWin();
  void damagedFileIsASentence();
  void readsKillingInputs();
  void lateResultsAreDropped();
  void resultsForADeadOwnerAreDropped();
};

void TestRunSession::loadsAFinishedRun() {
  QTemporaryDir folder;
  test::writeRun(folder.filePath("a.maacc"), 10, 60, RunState::Finished);
  RunSession session(folder.filePath("a.maacc"));
  QSignalSpy loaded(&session, &RunSession::loaded);
  QTRY_COMPARE(loaded.count(), 1);
  QCOMPARE(session.records().size(), size_t{60});
  QCOMPARE(session.tally().total().tested, 60);
  QCOMPARE(session.state(), RunState::Finished);
  QVERIFY(!session.isBeingWritten());
  QCOMPARE(session.description().weightedNames, (std::vector<std::string>{"hidden", "output"}));
}

void TestRunSession::followsARunThatGoesOn() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("a.maacc").toStdString();
  const RunDescription run = test::makeDescription(10);
  RunFile writer = RunFile::create(path, run.settings, run.layers, run.baseline, {run.plan});
  RunSession session(QString::fromStdString(path));
  QSignalSpy loaded(&session, &RunSession::loaded);
  QTRY_COMPARE(loaded.count(), 1);
  QCOMPARE(session.records().size(), size_t{0});
  session.setLive(true);
  for (int64_t index = 0; index < 60; ++index) {
    const KillRecord record = test::makeRecord(index);
    writer.append({&record, 1});
    if (index == 30) {
      QTRY_COMPARE(session.records().size(), size_t{31});
    }
  }
  writer.setState(RunState::Finished);
  session.setLive(false);  // reads once more
  QTRY_COMPARE(session.records().size(), size_t{60});
  QTRY_COMPARE(session.state(), RunState::Finished);
  QCOMPARE(session.tally().total().tested, 60);
}

void TestRunSession::fullerRecordsReplaceEarlierOnes() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("a.maacc").toStdString();
  RunDescription run = test::makeDescription(10);
  run.settings.strategy = "two-phase";
  run.settings.reduction = "{\"strategy\":\"two-phase\"}";
  RunFile writer = RunFile::create(path, run.settings, run.layers, run.baseline, {run.plan});
  KillRecord open;
  open.mutantIndex = 3;
  open.status = MutantStatus::Undecided;
  open.killedTrueClass = open.undecided = ClassSet(10, 0);
  open.undecided[2] = open.undecided[5] = 1;
  writer.append({&open, 1});
  RunSession session(QString::fromStdString(path));
  QTRY_VERIFY(session.isLoaded());
  QCOMPARE(session.tally().total().undecided, 1);
  QCOMPARE(session.scores().trueClass->high, 0.2);
  KillRecord decided = open;
  decided.status = MutantStatus::Killed;
  decided.undecided.clear();
  decided.killedTrueClass[2] = 1;
  writer.replace({&decided, 1});
  session.setLive(true);
  QTRY_COMPARE(session.tally().total().undecided, 0);
  QCOMPARE(session.tally().total().tested, 1);
  QCOMPARE(session.tally().total().killed, 1);
  QCOMPARE(session.scores().trueClass->low, 0.1);
  QCOMPARE(session.scores().trueClass->high, 0.1);
}

void TestRunSession::samplesHaveAnInterval() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("a.maacc").toStdString();
  RunDescription run = test::makeDescription(10);
  run.settings.strategy = "sample";
  run.settings.reduction = "{\"strategy\":\"sample\"}";
  MutantSample sample;
  sample.randomDraw = true;
  sample.toTest = {4};
  sample.groups.resize(1);
  for (int64_t mutant = 0; mutant < 60; ++mutant) {
    sample.groups[0].members.push_back(mutant);
  }
  sample.groups[0].drawOrder = sample.groups[0].members;
  RunFile writer =
      RunFile::create(path, run.settings, run.layers, run.baseline, {run.plan, sample});
  std::vector<KillRecord> records;
  for (int64_t mutant = 0; mutant < 4; ++mutant) {
    records.push_back(test::makeRecord(mutant));
  }
  writer.append(records);
  writer.setState(RunState::Finished);
  RunSession session(QString::fromStdString(path));
  QTRY_VERIFY(session.isLoaded());
  const RunScores scores = session.scores();
  QVERIFY(scores.estimated);
  QVERIFY(scores.trueClass->low < scores.trueClass->value);
  QVERIFY(scores.trueClass->value < scores.trueClass->high);
  QVERIFY(scores.trueClass->method == "stratified sample: 4 of 60 mutants");
}

void TestRunSession::estimatesFollowTheRun() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("a.maacc").toStdString();
  RunDescription run = test::makeDescription(10);
  run.settings.strategy = "sample";
  run.settings.reduction = "{\"strategy\":\"sample\"}";
  run.sample.randomDraw = true;
  run.sample.toTest = {20};
  run.sample.groups.resize(1);
  for (int64_t mutant = 0; mutant < 60; ++mutant) {
    run.sample.groups[0].members.push_back(mutant);
  }
  run.sample.groups[0].drawOrder = run.sample.groups[0].members;
  RunFile writer =
      RunFile::create(path, run.settings, run.layers, run.baseline, {run.plan, run.sample});
  std::vector<KillRecord> records;
  const auto expected = [&] {
    return runScores({run.settings, run.plan, run.sample, {}, run.baseline.classes}, records);
  };
  const auto test = [&](int64_t first, int64_t end) {
    for (int64_t mutant = first; mutant < end; ++mutant) {
      records.push_back(test::makeRecord(mutant));
      writer.append({&records.back(), 1});
    }
  };
  test(0, 4);
  RunSession session(QString::fromStdString(path));
  QTRY_VERIFY(session.isLoaded());
  QCOMPARE(session.scores().trueClass->value, expected().trueClass->value);
  const double before = session.scores().trueClass->value;
  test(4, 20);
  session.refresh();
  QTRY_COMPARE(session.records().size(), size_t{20});
  QVERIFY(session.scores().estimated);
  QVERIFY(session.scores().trueClass->value != before);
  QCOMPARE(session.scores().trueClass->value, expected().trueClass->value);
  QCOMPARE(session.scores().trueClass->low, expected().trueClass->low);
}

// Marks that come while others are counted are counted afterwards.
void TestRunSession::laterMarksWin() {
  QTemporaryDir folder;
  test::writeRun(folder.filePath("a.maacc"), 10, 60, RunState::Finished);
  RunSession session(folder.filePath("a.maacc"));
  QTRY_VERIFY(session.isLoaded());
  QSignalSpy read(&session.marks(), &RunMarks::changed);
  QTRY_VERIFY(read.count() > 0);
  const QSignalSpy changed(&session, &RunSession::markedChanged);
  {
    test::HeldPool pool;
    session.marks().set({"w0-u0-CW"}, MarkKind::Ignored, "first");
    session.marks().set({"w0-u1-CW"}, MarkKind::Ignored, "second");
    session.marks().remove({"w0-u0-CW"});
    QVERIFY(session.marked().empty());
    pool.release();
    QTRY_COMPARE(changed.count(), 2);
  }
  QCOMPARE(session.marked().size(), size_t{1});
  QCOMPARE(session.marked()[0].mark.reason, std::string("second"));
  QCOMPARE(session.scoresWithoutMarked().ignored, 1);
  QCOMPARE(session.scoresWithoutMarked().summary.planned, 59);
}

void TestRunSession::damagedFileIsASentence() {
  QTemporaryDir folder;
  QFile file(folder.filePath("a.maacc"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(QByteArray("SQLite format 3\0", 16) + QByteArray(500, 'x'));
  file.close();
  RunSession session(file.fileName());
  QSignalSpy failed(&session, &RunSession::failed);
  QTRY_COMPARE(failed.count(), 1);
  QVERIFY2(failed.first().first().toString().contains("a.maacc"),
           qPrintable(failed.first().first().toString()));
}

void TestRunSession::readsKillingInputs() {
  QTemporaryDir folder;
  test::writeRun(folder.filePath("a.maacc"), 10, 60, RunState::Finished, Evidence::Inputs);
  RunSession session(folder.filePath("a.maacc"));
  QTRY_VERIFY(session.isLoaded());
  std::vector<Flip> flips;
  connect(&session, &RunSession::flipsReady, this,
          [&](qint64, const std::vector<Flip>& f) { flips = f; });
  session.requestFlips(1);
  session.requestFlips(4);  // the first question is dropped
  QTRY_VERIFY(!flips.empty());
  QCOMPARE(static_cast<int64_t>(flips.size()), test::makeRecord(4).flippedInputs.value_or(-1));
}

void TestRunSession::lateResultsAreDropped() {
  BackgroundTask task(this);
  QSemaphore gate;
  QStringList results;
  const auto take = [&](const QString& text) { results << text; };
  task.start(
      [&gate] {
        gate.acquire();
        return QString("late");
      },
      take, take);
  task.start([] { return QString("latest"); }, take, take);
  QTRY_COMPARE(results, QStringList{"latest"});
  gate.release();
  QThreadPool::globalInstance()->waitForDone();
  QCoreApplication::processEvents();
  QCOMPARE(results, QStringList{"latest"});
  QVERIFY(!task.isBusy());
}

void TestRunSession::resultsForADeadOwnerAreDropped() {
  bool called = false;
  QSemaphore gate;
  {
    QObject owner;
    BackgroundTask task(&owner);
    task.start(
        [&gate] {
          gate.acquire();
          return 1;
        },
        [&](int) { called = true; }, [&](const QString&) { called = true; });
  }
  gate.release();
  QThreadPool::globalInstance()->waitForDone();
  QCoreApplication::processEvents();
  QVERIFY(!called);
}

QTEST_GUILESS_MAIN(TestRunSession)
#include "test_run_session.moc"
