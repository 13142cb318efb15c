#include <QAction>
#include <QTableView>
#include <QToolButton>
#include <QtTest>

#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"
#include "ui/docks/jobs_dock.h"
#include "ui/pages/results_page.h"

using namespace maacc;
using maacc::test::WindowDriver;

// The queue as a person uses it, in the window.
class TestJobsDock : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void init();
  void cleanup() { driver_.reset(); }
  void secondRunWaitsAndThenStarts();
  void keysMoveAndRemoveWaitingJobs();
  void failedRunContinuesFromTheDock();
  void jobWithoutARunFileStartsAgain();
  void runOpensFromTheDock();
  void stopAllAndRemoveEnded();
  void everyCommandHasAButtonAndAMenuEntry();

 private:
  bool start(const QString& name);
  bool waitForThird() {
    return QTest::qWaitFor([this] { return driver_->jobs().at(0).progress.done >= 3; }, 20000);
  }
  QAction* command(const char* name) { return table_->findChild<QAction*>(name); }
  QString title(int row) const { return driver_->jobs().at(row).title; }

  std::unique_ptr<WindowDriver> driver_;
  QTableView* table_ = nullptr;
};

void TestJobsDock::init() {
  test::setFakeMode("slow");
  driver_ = std::make_unique<WindowDriver>();
  QVERIFY(QTest::qWaitForWindowActive(&driver_->window()));
  table_ = driver_->find<QTableView>("jobTable");
  QVERIFY(driver_->openSample());
}

bool TestJobsDock::start(const QString& name) {
  const int jobs = driver_->jobs().count();
  QTest::keyClick(&driver_->window(), Qt::Key_2, Qt::ControlModifier);  // the page of the model
  return driver_->startRun(driver_->file(name)) && driver_->jobs().count() == jobs + 1;
}

void TestJobsDock::secondRunWaitsAndThenStarts() {
  QVERIFY(start("a.maacc"));
  QVERIFY(waitForThird());
  QVERIFY(start("b.maacc"));
  QCOMPARE(driver_->jobs().at(1).state, JobState::Queued);
  QCOMPARE(table_->model()->index(1, JobListModel::State).data().toString(),
           QString("Waits, next"));
  test::setFakeMode("normal");
  driver_->jobs().stop(driver_->jobs().at(0).id);
  QTRY_COMPARE_WITH_TIMEOUT(driver_->jobs().at(1).state, JobState::Finished, 20000);
  QCOMPARE(driver_->jobs().at(0).state, JobState::Stopped);
  QVERIFY(driver_->click("showResults"));  // of the second, which the page Run follows
  QCOMPARE(driver_->window().findChild<ResultsPage*>()->session()->title(), QString("b.maacc"));
}

void TestJobsDock::keysMoveAndRemoveWaitingJobs() {
  for (const char* name : {"a.maacc", "b.maacc", "c.maacc"}) {
    QVERIFY(start(name));
  }
  table_->setFocus();
  table_->selectRow(2);
  QVERIFY(command("jobUp")->isEnabled() && !command("jobDown")->isEnabled());
  QTest::keyClick(table_, Qt::Key_Up, Qt::AltModifier);
  QCOMPARE(title(1), QString("c.maacc"));
  QCOMPARE(table_->currentIndex().row(), 1);  // the selection goes with the job
  QVERIFY(!command("jobUp")->isEnabled() && command("jobDown")->isEnabled());
  QTest::keyClick(table_, Qt::Key_Down, Qt::AltModifier);
  QCOMPARE(title(2), QString("c.maacc"));
  QTest::keyClick(table_, Qt::Key_Delete);
  QCOMPARE(driver_->jobs().count(), 2);
  table_->selectRow(0);
  QVERIFY(!command("jobRemove")->isEnabled());  // it runs
}

void TestJobsDock::failedRunContinuesFromTheDock() {
  test::setFakeMode("crash");
  QVERIFY(start("a.maacc"));
  QTRY_COMPARE_WITH_TIMEOUT(driver_->jobs().at(0).state, JobState::Failed, 20000);
  test::setFakeMode("normal");
  table_->setFocus();
  table_->selectRow(0);
  QVERIFY(command("jobContinue")->isEnabled());
  QTest::keyClick(table_, Qt::Key_Return, Qt::AltModifier);
  QTRY_COMPARE_WITH_TIMEOUT(driver_->jobs().count(), 2, 20000);
  QVERIFY(!command("jobContinue")->isEnabled());
  QTRY_COMPARE_WITH_TIMEOUT(driver_->jobs().at(1).state, JobState::Finished, 20000);
  QCOMPARE(RunFile::openForReading(driver_->file("a.maacc").toStdString()).recordCount(), 60);
}

void TestJobsDock::jobWithoutARunFileStartsAgain() {
  test::setFakeMode("error");
  QVERIFY(start("a.maacc"));
  QTRY_COMPARE_WITH_TIMEOUT(driver_->jobs().at(0).state, JobState::Failed, 20000);
  test::setFakeMode("normal");
  table_->selectRow(0);
  QVERIFY(!command("jobOpen")->isEnabled());
  command("jobContinue")->trigger();
  QCOMPARE(driver_->jobs().count(), 2);
  QVERIFY(!driver_->jobs().at(1).request.resume);
  QTRY_COMPARE_WITH_TIMEOUT(driver_->jobs().at(1).state, JobState::Finished, 20000);
}

void TestJobsDock::runOpensFromTheDock() {
  QVERIFY(start("a.maacc"));
  QVERIFY(waitForThird());
  driver_->window().findChild<ResultsPage*>()->setSession(nullptr);
  table_->selectRow(0);
  command("jobOpen")->trigger();
  QVERIFY(driver_->window().findChild<ResultsPage*>()->isVisible());
  QCOMPARE(driver_->window().findChild<ResultsPage*>()->session()->title(), QString("a.maacc"));
}

void TestJobsDock::stopAllAndRemoveEnded() {
  QVERIFY(!command("jobsStop")->isEnabled() && !command("jobsRemoveEnded")->isEnabled());
  QVERIFY(start("a.maacc"));
  QVERIFY(start("b.maacc"));
  QVERIFY(waitForThird());
  command("jobsStop")->trigger();
  QTRY_COMPARE_WITH_TIMEOUT(driver_->jobs().unfinishedCount(), 0, 20000);
  QVERIFY(!command("jobsStop")->isEnabled());
  command("jobsRemoveEnded")->trigger();
  QCOMPARE(table_->model()->rowCount(), 0);
  QVERIFY(start("c.maacc"));  // rows that came later have their buttons too
  QVERIFY(table_->indexWidget(table_->model()->index(0, JobListModel::Actions)) != nullptr);
}

void TestJobsDock::everyCommandHasAButtonAndAMenuEntry() {
  const auto buttons = driver_->window().findChild<JobsDock*>()->findChildren<QToolButton*>();
  for (const char* name :
       {"jobUp", "jobDown", "jobContinue", "jobOpen", "jobRemove", "jobsStop", "jobsRemoveEnded"}) {
    QAction* action = command(name);
    QVERIFY2(action != nullptr, name);
    QVERIFY2(table_->actions().contains(action), name);  // its context menu
    QVERIFY2(std::any_of(buttons.begin(), buttons.end(),
                         [action](auto* button) { return button->defaultAction() == action; }),
             name);
  }
}

QTEST_MAIN(TestJobsDock)
#include "test_jobs_dock.moc"
