#include <QComboBox>
#include <QListView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>

#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"
#include "ui/models/input_table_model.h"
#include "ui/pages/class_view.h"
#include "ui/pages/input_view.h"
#include "ui/pages/results_page.h"

using namespace maacc;
using maacc::test::WindowDriver;

// What was chosen in a run stays chosen while its file grows.
class TestResultsLive : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void init();
  void cleanup() { driver_.reset(); }
  void inputsStayChosenWhileTheRunGoesOn();
  void cellsStayChosenWhileTheRunGoesOn();

 private:
  void openHalf();
  void testTheRest();
  template <class Widget>
  Widget* find(const char* name) {
    return driver_->window().findChild<Widget*>(name);
  }
  std::shared_ptr<const KillEvidence> evidence() { return page_->session()->evidence().evidence(); }

  std::unique_ptr<WindowDriver> driver_;
  ResultsPage* page_ = nullptr;
};

namespace {

KillRecord recordWithFlips(int64_t mutant) {
  KillRecord record = test::makeRecord(mutant);
  for (int32_t input = 0; input < record.flippedInputs.value_or(0); ++input) {
    record.flips.push_back({input, (input + 1) % 10});
  }
  return record;
}

}  // namespace

void TestResultsLive::init() {
  test::setFakeMode("normal");
  driver_ = std::make_unique<WindowDriver>();
  page_ = driver_->window().findChild<ResultsPage*>();
}

// A run that goes on, with half of its verdicts.
void TestResultsLive::openHalf() {
  const QString path = driver_->file("half.maacc");
  test::writeRun(path, 10, 30, RunState::Running, Evidence::Inputs);
  driver_->window().openFile(path);
  QTRY_COMPARE(page_->mutants().rowCount(), 60);
}

void TestResultsLive::testTheRest() {
  RunFile file = RunFile::openForWriting(driver_->file("half.maacc").toStdString());
  for (int64_t mutant = 30; mutant < 60; ++mutant) {
    const KillRecord record = recordWithFlips(mutant);
    file.append({&record, 1});
  }
  const auto before = evidence();
  page_->session()->refresh();
  QTRY_COMPARE(page_->session()->tally().total().tested, 60);
  QTRY_VERIFY(evidence() != before);
}

void TestResultsLive::inputsStayChosenWhileTheRunGoesOn() {
  openHalf();
  page_->showView(ResultsPage::Inputs);
  QTRY_VERIFY(evidence() != nullptr);
  InputTableModel& model = page_->findChild<InputView*>()->inputs();
  QTRY_COMPARE(model.kills(0), 18);
  find<QComboBox>("inputChoice")->setCurrentIndex(2);  // those that kill nothing
  QCOMPARE(model.rowCount(), 85);
  auto* grid = find<QListView>("inputGrid");
  grid->setCurrentIndex(model.index(model.rowOfInput(60), 0));
  const int scroll = grid->verticalScrollBar()->value();
  QVERIFY(scroll > 0);
  const QSignalSpy chosen(page_, &ResultsPage::inputSelected);
  testTheRest();
  QTRY_COMPARE(model.kills(0), 36);
  QVERIFY(grid->currentIndex().isValid());
  QCOMPARE(model.inputAt(grid->currentIndex().row()), 60);
  QCOMPARE(grid->verticalScrollBar()->value(), scroll);
  QCOMPARE(chosen.count(), 0);  // nobody chose anything
  // A filter whose rows change.
  find<QComboBox>("inputChoice")->setCurrentIndex(0);
  QVERIFY(model.rowCount() > 85);
}

void TestResultsLive::cellsStayChosenWhileTheRunGoesOn() {
  openHalf();
  page_->showView(ResultsPage::Classes);
  QTRY_VERIFY(evidence() != nullptr);
  auto* matrix = find<QTableView>("classMatrix");
  auto* inputs = find<QTableView>("classInputs");
  QTRY_COMPARE(matrix->model()->rowCount(), 10);
  matrix->setCurrentIndex(matrix->model()->index(0, 1));
  QTRY_COMPARE(inputs->model()->rowCount(), 1);
  inputs->selectRow(0);
  const auto flips = [&] { return matrix->model()->index(0, 1).data().toString(); };
  QCOMPARE(flips(), QString("18"));
  const QSignalSpy chosen(page_, &ResultsPage::inputSelected);
  testTheRest();
  QTRY_COMPARE(flips(), QString("36"));
  QTRY_VERIFY(!page_->findChild<ClassView*>()->isFinding());
  QCOMPARE(matrix->currentIndex(), matrix->model()->index(0, 1));
  QCOMPARE(inputs->model()->rowCount(), 1);
  QVERIFY(inputs->selectionModel()->isRowSelected(0));
  QCOMPARE(chosen.count(), 0);
}

QTEST_MAIN(TestResultsLive)
#include "test_results_live.moc"
