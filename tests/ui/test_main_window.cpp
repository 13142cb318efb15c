#include <QAbstractButton>
#include <QAction>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QProgressBar>
#include <QTableView>
#include <QtTest>

#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"
#include "ui/docks/inspector_dock.h"
#include "ui/jobs/run_session.h"
#include "ui/models/mutant_table_model.h"
#include "ui/pages/open_model_dialog.h"
#include "ui/pages/results_page.h"
#include "ui/pages/run_progress_panel.h"
#include "ui/pages/welcome_page.h"
#include "ui/text.h"
#include "ui/widgets/panels.h"

using namespace maacc;
using maacc::test::WindowDriver;

// The window as a person uses it, with the fake engine behind it.
class TestMainWindow : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void init() { test::setFakeMode("normal"); }
  void sampleRunsToTheEnd();
  void missingEngineIsASentence();
  void workMayBeAheadOfTheVerdicts();
  void stoppedRunContinues();
  void failedInspectionIsSaid();
  void dialogChecksBeforeItOpens();
  void opensRunFilesByContent();
  void dropOpensARun();
  void keyboardWalksSurvivors();
  void inspectorShowsKillingInputs();
  void inspectorSaysWhatWasNotCounted();
  void everyActionHasAName();

 private:
  static QString visibleBanners(QWidget& window);
};

QString TestMainWindow::visibleBanners(QWidget& window) {
  QStringList texts;
  for (const auto* banner : window.findChildren<Banner*>()) {
    if (banner->isVisible()) {
      texts << banner->text();
    }
  }
  return texts.join('\n');
}

void TestMainWindow::sampleRunsToTheEnd() {
  WindowDriver driver;
  QTRY_VERIFY(driver.window().findChild<WelcomePage*>()->environmentText().contains("OpenBLAS"));
  QVERIFY(driver.openSample());
  QVERIFY(driver.startRun(driver.file("a.maacc")));
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().count(), 1, 20000);
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().at(0).state, JobState::Finished, 20000);
  QVERIFY(driver.click("showResults"));
  QCOMPARE(driver.page(), 5);
  auto* table = driver.find<QTableView>("mutantTable");
  QTRY_COMPARE(table->model()->rowCount(), 60);
  auto* results = driver.window().findChild<ResultsPage*>();
  QTRY_COMPARE(results->mutants().filterCounts().byVerdict[static_cast<size_t>(Verdict::Survived)],
               20);
  QCOMPARE(table->model()->index(0, MutantTableModel::Status).data().toString(),
           verdictText(Verdict::Survived));
  QVERIFY(QFile::exists(driver.file("a.maacc")));
}

void TestMainWindow::missingEngineIsASentence() {
  const QByteArray engine = qgetenv("MAACC_ENGINE");
  qputenv("MAACC_ENGINE", "/nowhere/maacc");
  WindowDriver driver;
  qputenv("MAACC_ENGINE", engine);
  QVERIFY(driver.window().findChild<WelcomePage*>()->environmentText().contains("/nowhere/maacc"));
  QVERIFY(driver.find<QAbstractButton>("locateEngine")->isVisible());
  QVERIFY(driver.click("sample:digits-mlp"));
  QCOMPARE(driver.page(), 0);
  QVERIFY(visibleBanners(driver.window()).contains("/nowhere/maacc"));
}

void TestMainWindow::workMayBeAheadOfTheVerdicts() {
  JobInfo job;
  job.state = JobState::Running;
  job.progress.stage = "mutants";
  job.progress.done = 120;
  job.progress.total = 480;
  job.progress.killed = 5;
  job.progress.survived = 2;
  RunProgressPanel panel;
  panel.setJob(job);
  QVERIFY(panel.findChild<QProgressBar*>()->text().endsWith(percentText(0.25)));
  QStringList texts;
  for (const auto* label : panel.findChildren<QLabel*>()) {
    texts << label->text();
  }
  QVERIFY2(texts.contains("7") && texts.contains("of 480 mutants"), qPrintable(texts.join('\n')));
}

void TestMainWindow::stoppedRunContinues() {
  test::setFakeMode("slow");
  WindowDriver driver;
  QVERIFY(driver.openSample());
  QVERIFY(driver.startRun(driver.file("a.maacc")));
  QTRY_VERIFY_WITH_TIMEOUT(driver.jobs().at(0).progress.done >= 3, 20000);
  QVERIFY(driver.click("pauseRun"));
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().at(0).state, JobState::Paused, 20000);
  QVERIFY(driver.click("stopRun"));
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().at(0).state, JobState::Stopped, 20000);
  test::setFakeMode("normal");
  auto* results = driver.window().findChild<ResultsPage*>();
  QTRY_VERIFY(results->session() != nullptr && results->session()->isLoaded());
  QVERIFY(driver.click("continueRun"));
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().count(), 2, 20000);
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().at(1).state, JobState::Finished, 20000);
  QTRY_COMPARE(results->session()->records().size(), size_t{60});
  QTRY_COMPARE(results->session()->state(), RunState::Finished);
}

void TestMainWindow::failedInspectionIsSaid() {
  test::setFakeMode("error");
  WindowDriver driver;
  QVERIFY(driver.click("sample:digits-mlp"));
  QTRY_VERIFY(visibleBanners(driver.window()).contains("is not a model that this program knows"));
  QCOMPARE(driver.page(), 0);
}

void TestMainWindow::dialogChecksBeforeItOpens() {
  WindowDriver driver;
  driver.window().openFile(driver.file("digits-mlp.keras"));
  auto* dialog = driver.window().findChild<OpenModelDialog*>();
  QVERIFY(dialog != nullptr);
  auto* open = dialog->findChild<QAbstractButton*>("open");
  QTRY_VERIFY(open->isEnabled());  // a model alone can be looked at
  for (auto* edit : dialog->findChildren<QLineEdit*>()) {
    if (edit->accessibleName() == "Data") {
      edit->setText(driver.file("digits-test-images.idx3-ubyte.gz"));
    }
  }
  QVERIFY(!open->isEnabled());  // what was checked is not what is in the fields
  QTest::mouseClick(dialog->findChild<QAbstractButton*>("check"), Qt::LeftButton);
  QTRY_VERIFY(open->isEnabled());
  QVERIFY(dialog->info().data.has_value());
  QTest::mouseClick(open, Qt::LeftButton);
  QTRY_COMPARE(driver.page(), 1);
}

void TestMainWindow::opensRunFilesByContent() {
  WindowDriver driver;
  test::writeRun(driver.file("misnamed.keras"), 10, 30, RunState::Stopped);
  driver.window().openFile(driver.file("misnamed.keras"));
  QCOMPARE(driver.page(), 5);
  auto* results = driver.window().findChild<ResultsPage*>();
  QTRY_COMPARE(results->mutants().rowCount(), 60);
  QVERIFY(visibleBanners(driver.window()).contains("not finished"));
  driver.window().openFile(driver.file("absent.maacc"));
  QVERIFY(visibleBanners(driver.window()).contains("absent.maacc cannot be read"));
}

void TestMainWindow::dropOpensARun() {
  WindowDriver driver;
  test::writeRun(driver.file("a.maacc"), 10, 60, RunState::Finished);
  QMimeData mime;
  mime.setUrls({QUrl::fromLocalFile(driver.file("a.maacc"))});
  QDragEnterEvent enter({50, 50}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(&driver.window(), &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent drop({50, 50}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(&driver.window(), &drop);
  QTRY_COMPARE(driver.page(), 5);
}

void TestMainWindow::keyboardWalksSurvivors() {
  WindowDriver driver;
  test::writeRun(driver.file("a.maacc"), 10, 60, RunState::Finished);
  driver.window().openFile(driver.file("a.maacc"));
  auto* results = driver.window().findChild<ResultsPage*>();
  QTRY_COMPARE(results->mutants().rowCount(), 60);
  QVERIFY(QTest::qWaitForWindowActive(&driver.window()));
  QTableView* table = results->mutantTable();
  table->sortByColumn(MutantTableModel::Id, Qt::AscendingOrder);
  table->setFocus();
  const auto current = [&] { return results->mutants().mutantAt(table->currentIndex().row()); };
  QTest::keyClick(table, Qt::Key_N);
  QCOMPARE(current(), 0);
  QTest::keyClick(table, Qt::Key_N);
  QCOMPARE(current(), 3);
  QTest::keyClick(table, Qt::Key_P);
  QCOMPARE(current(), 0);
  QTest::keyClick(table, Qt::Key_F, Qt::ControlModifier);
  auto* search = qobject_cast<QLineEdit*>(driver.window().focusWidget());
  QVERIFY(search != nullptr);
  QTest::keyClicks(search, "u3 n");  // N is a letter here
  QCOMPARE(search->text(), QString("u3 n"));
  QTRY_COMPARE(results->mutants().rowCount(), 5);  // NAI, NEB twice, and CW in "hidden"
  auto* killed = driver.find<QAbstractButton>("verdict2");
  QTest::mouseClick(killed, Qt::LeftButton);
  QVERIFY(results->mutants().rowCount() < 5);
}

void TestMainWindow::inspectorShowsKillingInputs() {
  WindowDriver driver;
  test::writeRun(driver.file("a.maacc"), 10, 60, RunState::Finished, Evidence::Inputs);
  driver.window().openFile(driver.file("a.maacc"));
  auto* results = driver.window().findChild<ResultsPage*>();
  QTRY_COMPARE(results->mutants().rowCount(), 60);
  results->mutantTable()->selectRow(results->mutants().rowOfMutant(4));
  auto* inputs =
      driver.window().findChild<InspectorDock*>()->findChild<QTableView*>("killingInputs");
  QTRY_VERIFY(inputs->isVisible());
  QCOMPARE(inputs->model()->rowCount(),
           static_cast<int>(test::makeRecord(4).flippedInputs.value_or(-1)));
}

void TestMainWindow::inspectorSaysWhatWasNotCounted() {
  WindowDriver driver;
  const RunDescription run = test::makeDescription(10);
  std::vector<KillRecord> records = {test::makeRecord(0), test::makeRecord(1)};
  records[0].proof = Proof::Bound;
  records[1].flippedInputs.reset();
  records[1].killedPredictedClass.clear();
  RunFile::create(driver.file("a.maacc").toStdString(), run.settings, run.layers, run.baseline,
                  {run.plan})
      .append(records);
  driver.window().openFile(driver.file("a.maacc"));
  auto* results = driver.window().findChild<ResultsPage*>();
  QTRY_COMPARE(results->mutants().rowCount(), 60);
  const auto facts = [&](int64_t mutant) {
    results->mutantTable()->selectRow(results->mutants().rowOfMutant(mutant));
    QStringList texts;
    for (const auto* label : driver.window().findChild<InspectorDock*>()->findChildren<QLabel*>()) {
      texts << label->text();
    }
    return texts.join('\n');
  };
  QVERIFY2(facts(0).contains("Proof") && facts(0).contains("A bound on the change"),
           qPrintable(facts(0)));
  QVERIFY2(facts(1).contains("not counted (early exit)"), qPrintable(facts(1)));
  QVERIFY2(facts(1).contains("not evaluated"), qPrintable(facts(1)));
  QVERIFY(!facts(1).contains("A bound on the change"));
}

void TestMainWindow::everyActionHasAName() {
  WindowDriver driver;
  QList<QKeySequence> shortcuts;
  for (const QAction* menu : driver.window().menuBar()->actions()) {
    QVERIFY(!menu->text().isEmpty());
    for (const QAction* action : menu->menu()->actions()) {
      QVERIFY2(action->isSeparator() || !action->text().isEmpty(), qPrintable(menu->text()));
      if (!action->shortcut().isEmpty() && action->text() != "&New run…") {
        QVERIFY2(!shortcuts.contains(action->shortcut()), qPrintable(action->text()));
        shortcuts << action->shortcut();
      }
    }
  }
  for (const auto* button : driver.window().findChildren<QAbstractButton*>()) {
    const bool internal = QString(button->metaObject()->className()).startsWith("QDockWidget") ||
                          QString(button->metaObject()->className()) == "QTableCornerButton" ||
                          button->objectName().startsWith("qt_") ||
                          button->objectName() == "ScrollLeftButton" ||
                          button->objectName() == "ScrollRightButton";
    QVERIFY2(internal || !button->text().isEmpty() || !button->accessibleName().isEmpty() ||
                 !button->icon().isNull(),
             qPrintable(button->objectName() + button->metaObject()->className()));
  }
}

QTEST_MAIN(TestMainWindow)
#include "test_main_window.moc"
