#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/test_paths.h"
#include "tests/ui/ui_fixtures.h"
#include "ui/jobs/job_list.h"
#include "ui/models/job_list_model.h"

using namespace maacc;

class TestJobList : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void init();
  void runsOneAfterTheOther();
  void stopsAndContinues();
  void pauseIsAWishUntilTheEngineObeys();
  void stopAllEmptiesTheQueueFirst();
  void failureKeepsItsSentence();
  void tellsSilence();
  void waitingJobsChangePlaces();
  void waitingJobsCanBeRemoved();
  void crashStartsTheNextJob();
  void lastJobOfARunCanBeContinued();

 private:
  static QStringList titles(const JobListModel& model);
  RunRequest request(const QString& name) const;
  QString fake() const { return QString::fromStdString(test::program("fake_engine")); }

  std::unique_ptr<QTemporaryDir> folder_;
};

void TestJobList::init() {
  folder_ = std::make_unique<QTemporaryDir>();
  test::setFakeMode("normal");
}

RunRequest TestJobList::request(const QString& name) const {
  RunRequest request;
  request.model = {"m.keras", "d.npz", {}, {}, {}, {}};
  request.operators = {"CW", "NAI", "NEB"};
  request.runPath = folder_->filePath("new folder/" + name);
  return request;
}

void TestJobList::runsOneAfterTheOther() {
  JobList jobs;
  JobListModel model(jobs);
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
  int mostActive = 0;
  connect(&jobs, &JobList::jobChanged, this, [&] {
    int active = 0;
    for (int row = 0; row < jobs.count(); ++row) {
      active += isUnfinished(jobs.at(row).state) && jobs.at(row).state != JobState::Queued ? 1 : 0;
    }
    mostActive = qMax(mostActive, active);
  });
  jobs.start(request("a.maacc"), fake());
  jobs.start(request("b.maacc"), fake());
  QCOMPARE(jobs.at(1).state, JobState::Queued);
  QTRY_COMPARE_WITH_TIMEOUT(jobs.unfinishedCount(), 0, 30000);
  QCOMPARE(mostActive, 1);
  for (int row = 0; row < 2; ++row) {
    QVERIFY2(jobs.at(row).state == JobState::Finished, qPrintable(jobs.at(row).message));
    QCOMPARE(jobs.at(row).progress.killed, 40);
    QCOMPARE(jobs.at(row).warnings, QStringList{"this is a warning"});
  }
  QCOMPARE(model.index(0, JobListModel::Progress).data(JobListModel::PermilleRole).toInt(), 1000);
  jobs.removeFinished();
  QCOMPARE(model.rowCount(), 0);
}

void TestJobList::stopsAndContinues() {
  test::setFakeMode("slow");
  JobList jobs;
  const JobId first = jobs.start(request("a.maacc"), fake());
  QTRY_VERIFY_WITH_TIMEOUT(jobs.find(first)->progress.done >= 3, 20000);
  jobs.stop(first);
  QCOMPARE(jobs.find(first)->state, JobState::Stopping);
  QTRY_COMPARE_WITH_TIMEOUT(jobs.find(first)->state, JobState::Stopped, 20000);
  test::setFakeMode("normal");
  const QString path = jobs.find(first)->runPath;
  const RunFile stopped = RunFile::openForReading(path.toStdString());
  QCOMPARE(stopped.recordCount(), 3);
  const JobId second = jobs.start(requestToResume(stopped.settings(), path), fake());
  QTRY_COMPARE_WITH_TIMEOUT(jobs.find(second)->state, JobState::Finished, 20000);
  QCOMPARE(RunFile::openForReading(path.toStdString()).recordCount(), 60);
}

void TestJobList::pauseIsAWishUntilTheEngineObeys() {
  test::setFakeMode("slow");
  JobList jobs;
  const JobId id = jobs.start(request("a.maacc"), fake());
  QTRY_COMPARE_WITH_TIMEOUT(jobs.find(id)->state, JobState::Running, 20000);
  jobs.pause(id);
  QCOMPARE(jobs.find(id)->state, JobState::Pausing);
  QTRY_COMPARE_WITH_TIMEOUT(jobs.find(id)->state, JobState::Paused, 20000);
  jobs.resume(id);
  QTRY_COMPARE_WITH_TIMEOUT(jobs.find(id)->state, JobState::Running, 20000);
  jobs.stop(id);
  QTRY_COMPARE_WITH_TIMEOUT(jobs.unfinishedCount(), 0, 20000);
}

void TestJobList::stopAllEmptiesTheQueueFirst() {
  test::setFakeMode("slow");
  JobList jobs;
  jobs.start(request("a.maacc"), fake());
  jobs.start(request("b.maacc"), fake());
  QTRY_VERIFY_WITH_TIMEOUT(jobs.at(0).progress.done >= 3, 20000);
  jobs.stopAll();
  QTRY_COMPARE_WITH_TIMEOUT(jobs.unfinishedCount(), 0, 20000);
  QVERIFY(!jobs.at(1).runFileReady);
  QVERIFY(!QFile::exists(jobs.at(1).runPath));
}

void TestJobList::failureKeepsItsSentence() {
  test::setFakeMode("error");
  JobList jobs;
  QSignalSpy ended(&jobs, &JobList::jobEnded);
  const JobId id = jobs.start(request("a.maacc"), fake());
  QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 20000);
  QCOMPARE(jobs.find(id)->state, JobState::Failed);
  QVERIFY(jobs.find(id)->message.contains("784 bytes"));
}

void TestJobList::tellsSilence() {
  test::setFakeMode("silent");
  JobList jobs;
  jobs.setSilenceMs(30);
  const JobId id = jobs.start(request("a.maacc"), fake());
  QTRY_VERIFY_WITH_TIMEOUT(jobs.find(id)->silent, 20000);
  jobs.pause(id);
  jobs.resume(id);  // any line wakes it
  QTRY_COMPARE_WITH_TIMEOUT(jobs.find(id)->state, JobState::Finished, 20000);
  QVERIFY(!jobs.find(id)->silent);
}

QStringList TestJobList::titles(const JobListModel& model) {
  QStringList result;
  for (int row = 0; row < model.rowCount(); ++row) {
    result << model.index(row, JobListModel::Title).data().toString() + ": " +
                  model.index(row, JobListModel::State).data().toString();
  }
  return result;
}

void TestJobList::waitingJobsChangePlaces() {
  test::setFakeMode("slow");
  JobList jobs;
  JobListModel model(jobs);
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
  const JobId a = jobs.start(request("a"), fake());
  const JobId b = jobs.start(request("b"), fake());
  const JobId c = jobs.start(request("c"), fake());
  const JobId d = jobs.start(request("d"), fake());
  QTRY_VERIFY_WITH_TIMEOUT(jobs.find(a)->progress.done >= 3, 20000);
  QCOMPARE(titles(model),
           QStringList({"a: Running", "b: Waits, next", "c: Waits, place 2", "d: Waits, place 3"}));
  QVERIFY(!jobs.canMove(a, 1) && !jobs.canMove(b, -1) && !jobs.canMove(d, 1));
  const QPersistentModelIndex rowOfD = model.index(3, 0);
  jobs.move(d, -1);
  jobs.move(d, -1);
  QCOMPARE(rowOfD.row(), 1);
  jobs.move(b, 1);
  QCOMPARE(titles(model),
           QStringList({"a: Running", "d: Waits, next", "c: Waits, place 2", "b: Waits, place 3"}));
  jobs.stop(c);  // an ended job between two that wait
  jobs.move(b, -1);
  QCOMPARE(jobs.queuePlace(b), 1);
  QCOMPARE(jobs.queuePlace(d), 2);
  QCOMPARE(jobs.queuePlace(c), 0);
  test::setFakeMode("normal");
  QStringList ended;
  connect(&jobs, &JobList::jobEnded, this, [&](JobId id) { ended << jobs.find(id)->title; });
  jobs.stop(a);
  QTRY_COMPARE_WITH_TIMEOUT(jobs.unfinishedCount(), 0, 30000);
  QCOMPARE(ended, QStringList({"a", "b", "d"}));
}

void TestJobList::waitingJobsCanBeRemoved() {
  test::setFakeMode("slow");
  JobList jobs;
  JobListModel model(jobs);
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
  const JobId a = jobs.start(request("a"), fake());
  const JobId b = jobs.start(request("b"), fake());
  jobs.start(request("c"), fake());
  QTRY_VERIFY_WITH_TIMEOUT(jobs.find(a)->progress.done >= 3, 20000);
  QSignalSpy ended(&jobs, &JobList::jobEnded);
  jobs.remove(b);
  QCOMPARE(ended.count(), 1);  // whoever shows it must hear of it
  jobs.remove(a);              // runs, and stays
  QCOMPARE(titles(model), QStringList({"a: Running", "c: Waits, next"}));
  jobs.stopAll();
  QTRY_COMPARE_WITH_TIMEOUT(jobs.unfinishedCount(), 0, 20000);
  jobs.remove(a);
  QCOMPARE(titles(model), QStringList({"c: Stopped"}));
  QVERIFY(!QFile::exists(request("b").runPath));
}

void TestJobList::crashStartsTheNextJob() {
  test::setFakeMode("crash");
  JobList jobs;
  const JobId a = jobs.start(request("a"), fake());
  const JobId b = jobs.start(request("b"), fake());
  connect(&jobs, &JobList::jobEnded, this, [] { test::setFakeMode("normal"); });
  // The second process is started right after the first one's end was told.
  QTRY_COMPARE_WITH_TIMEOUT(jobs.unfinishedCount(), 0, 30000);
  QCOMPARE(jobs.find(a)->state, JobState::Failed);
  QVERIFY2(jobs.find(a)->message.contains("crashed"), qPrintable(jobs.find(a)->message));
  QVERIFY2(jobs.find(b)->state == JobState::Finished, qPrintable(jobs.find(b)->message));
  QCOMPARE(RunFile::openForReading(jobs.find(a)->runPath.toStdString()).recordCount(), 30);
}

void TestJobList::lastJobOfARunCanBeContinued() {
  test::setFakeMode("crash");
  JobList jobs;
  const JobId first = jobs.start(request("a"), fake());
  QVERIFY(!jobs.canContinue(first));
  QTRY_COMPARE_WITH_TIMEOUT(jobs.find(first)->state, JobState::Failed, 20000);
  QVERIFY(jobs.canContinue(first));
  test::setFakeMode("normal");
  RunRequest again = request("a");
  again.resume = true;
  const JobId second = jobs.start(again, fake());
  QVERIFY(!jobs.canContinue(first));
  QTRY_COMPARE_WITH_TIMEOUT(jobs.find(second)->state, JobState::Finished, 20000);
  QVERIFY(!jobs.canContinue(first) && !jobs.canContinue(second));
}

QTEST_GUILESS_MAIN(TestJobList)
#include "test_job_list.moc"
