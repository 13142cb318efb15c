#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

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
