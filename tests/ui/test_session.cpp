#include <QAbstractButton>
#include <QApplication>
#include <QMessageBox>
#include <QSettings>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"
#include "ui/docks/log_dock.h"
#include "ui/pages/model_page.h"
#include "ui/pages/results_page.h"
#include "ui/pages/welcome_page.h"
#include "ui/widgets/panels.h"

using namespace maacc;
using maacc::test::WindowDriver;

// What was open last time opens again; what was interrupted is offered.
class TestSession : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void init();
  void cleanup() { first_.reset(); }
  void recordSurvivesItsText();
  void brokenTextIsAnEmptySession();
  void reopensWhatWasOpen();
  void crashOfTheWindowKeepsTheSession();
  void missingFilesAreSentences();
  void modelOpensWithoutItsLostData();
  void namedFilesReplaceTheSession();
  void optionIsObeyed();
  void withoutAnEngineTheModelIsKept();
  void interruptedRunIsFoundAndContinues();
  void runStoppedByClosingIsOffered();
  void runStoppedByHandIsNotOffered();
  void runThatOthersWriteIsNotOffered();

 private:
  static SessionRecord kept() {
    return parseSession(QSettings().value("session/last").toByteArray());
  }
  static QAbstractButton* offer(WindowDriver& driver);
  static bool logHas(WindowDriver& driver, const QString& text);
  static ResultsPage& results(WindowDriver& driver) {
    return *driver.window().findChild<ResultsPage*>();
  }
  // A run that the first window has begun and not finished.
  bool beginRun();

  std::unique_ptr<WindowDriver> first_;  // its folder holds the files
};

void TestSession::init() {
  test::setFakeMode("normal");
  QSettings().clear();
  first_ = std::make_unique<WindowDriver>();
}

QAbstractButton* TestSession::offer(WindowDriver& driver) {
  auto* button = driver.find<QAbstractButton>("bannerAction");
  return button != nullptr && button->isVisible() ? button : nullptr;
}

bool TestSession::logHas(WindowDriver& driver, const QString& text) {
  const LogModel& log = driver.window().findChild<LogDock*>()->log();
  for (int row = 0; row < log.rowCount(); ++row) {
    if (log.at(row).text.contains(text)) {
      return true;
    }
  }
  return false;
}

bool TestSession::beginRun() {
  test::setFakeMode("slow");
  return first_->openSample() && first_->startRun(first_->file("a.maacc")) &&
         QTest::qWaitFor([&] { return first_->jobs().at(0).progress.done >= 3; }, 20000) &&
         QTest::qWaitFor([] { return kept().workedOn.size() == 1; }, 20000);
}

void TestSession::recordSurvivesItsText() {
  SessionRecord record;
  record.models = {{"/m/größe.keras", "/d/x.npz", "/d/y.npz", "x", "y", "scale=1/16"},
                   {"/m/b.keras", {}, {}, {}, {}, {}}};
  record.currentModel = "/m/b.keras";
  record.runs = QStringList({"/r/a.maacc", "/r/b.maacc"});
  record.shownRun = "/r/b.maacc";
  record.workedOn = QStringList({"/r/a.maacc"});
  record.page = "results";
  QVERIFY(parseSession(sessionJson(record)) == record);
}

void TestSession::brokenTextIsAnEmptySession() {
  for (const char* text : {"", "no JSON", "[1, 2]", R"({"models": 3, "runs": {"a": 1}})",
                           R"({"models": [{"data": "no model"}], "runs": [7], "page": 4})"}) {
    QVERIFY2(parseSession(text) == SessionRecord(), text);
  }
}

void TestSession::reopensWhatWasOpen() {
  test::writeRun(first_->file("a.maacc"), 10, 60, RunState::Finished);
  test::writeRun(first_->file("b.maacc"), 10, 30, RunState::Stopped);
  QVERIFY(first_->openSample());
  first_->window().openFile(first_->file("a.maacc"));
  first_->window().openFile(first_->file("b.maacc"));
  QVERIFY(first_->window().close());
  const ModelRequest model = first_->window().workspace().models().front().request;

  WindowDriver second;
  second.window().openAtStart({});
  QTRY_COMPARE(second.window().workspace().runs().size(), size_t{2});
  QTRY_VERIFY(second.window().workspace().currentModel() != nullptr);
  QVERIFY(second.window().workspace().currentModel()->request == model);
  QVERIFY(second.window().workspace().currentModel()->data.has_value());
  QVERIFY(results(second).isVisible());
  QCOMPARE(results(second).session()->title(), QString("b.maacc"));
  QTRY_COMPARE(results(second).mutants().rowCount(), 60);
  QVERIFY(offer(second) == nullptr);  // b was not being worked on
  QVERIFY(second.window().close());
  QCOMPARE(kept().runs.size(), 2);
  QCOMPARE(kept().models.size(), size_t{1});
}

void TestSession::crashOfTheWindowKeepsTheSession() {
  test::writeRun(first_->file("a.maacc"), 10, 60, RunState::Finished);
  first_->window().openFile(first_->file("a.maacc"));
  QTRY_VERIFY(kept().page.contains("Results"));
  first_->destroyWindow();  // never closed
  WindowDriver second;
  second.window().openAtStart({});
  QTRY_VERIFY(results(second).isVisible());
  QTRY_COMPARE(results(second).mutants().rowCount(), 60);
}

void TestSession::missingFilesAreSentences() {
  test::writeRun(first_->file("a.maacc"), 10, 60, RunState::Finished);
  QVERIFY(first_->openSample());
  first_->window().openFile(first_->file("a.maacc"));
  QVERIFY(first_->window().close());
  QVERIFY(QFile::remove(first_->file("a.maacc")));
  QVERIFY(QFile::remove(first_->file("digits-mlp.keras")));
  WindowDriver second;
  second.window().openAtStart({});
  QTRY_VERIFY(logHas(second, "a.maacc was open last time and is no longer there"));
  QVERIFY(logHas(second, "digits-mlp.keras was open last time and is no longer there"));
  QVERIFY(QApplication::activeModalWidget() == nullptr);
  QVERIFY(second.window().findChildren<QDialog*>().isEmpty());
  QVERIFY(second.window().findChild<WelcomePage*>()->isVisible());
  QVERIFY(second.window().workspace().runs().empty());
}

void TestSession::modelOpensWithoutItsLostData() {
  QVERIFY(first_->openSample());
  QVERIFY(first_->window().close());
  QVERIFY(QFile::remove(first_->file("digits-test-labels.idx1-ubyte.gz")));
  WindowDriver second;
  second.window().openAtStart({});
  QTRY_VERIFY(second.window().workspace().currentModel() != nullptr);
  QVERIFY(!second.window().workspace().currentModel()->data.has_value());
  QVERIFY(logHas(second, "digits-test-labels.idx1-ubyte.gz was open last time"));
}

void TestSession::namedFilesReplaceTheSession() {
  test::writeRun(first_->file("a.maacc"), 10, 60, RunState::Finished);
  test::writeRun(first_->file("b.maacc"), 10, 60, RunState::Finished);
  test::writeRun(first_->file("c.maacc"), 10, 60, RunState::Finished);
  first_->window().openFile(first_->file("a.maacc"));
  QVERIFY(first_->window().close());
  WindowDriver second;
  second.window().openAtStart({first_->file("b.maacc"), first_->file("c.maacc")});
  QTRY_COMPARE(results(second).mutants().rowCount(), 60);
  QCOMPARE(results(second).session()->title(), QString("c.maacc"));
  QCOMPARE(second.window().workspace().runs().size(), size_t{2});
  QVERIFY(second.window().workspace().findRun(first_->file("a.maacc")) == nullptr);
}

void TestSession::optionIsObeyed() {
  test::writeRun(first_->file("a.maacc"), 10, 60, RunState::Finished);
  first_->window().openFile(first_->file("a.maacc"));
  QAction* option = nullptr;
  for (QAction* action : first_->window().findChildren<QAction*>()) {
    option = action->text() == "Reopen the &last session at start" ? action : option;
  }
  QVERIFY(option != nullptr && option->isChecked());
  option->trigger();
  QVERIFY(first_->window().close());
  {
    WindowDriver second;
    second.window().openAtStart({});
    QTest::qWait(50);
    QVERIFY(second.window().workspace().runs().empty());
  }
  SessionKeeper::setWantedAtStart(true);
  WindowDriver third;  // the second opened nothing, so nothing was written over
  third.window().openAtStart({});
  QTRY_COMPARE(third.window().workspace().runs().size(), size_t{1});
}

void TestSession::withoutAnEngineTheModelIsKept() {
  QVERIFY(first_->openSample());
  QVERIFY(first_->window().close());
  const QByteArray engine = qgetenv("MAACC_ENGINE");
  qputenv("MAACC_ENGINE", "/nowhere/maacc");
  {
    WindowDriver second;
    second.window().openAtStart({});
    QTRY_VERIFY(second.window().findChild<ModelPage*>()->isVisible());
    QVERIFY(second.window().close());
  }
  qputenv("MAACC_ENGINE", engine);
  WindowDriver third;
  third.window().openAtStart({});
  QTRY_VERIFY(third.window().workspace().currentModel() != nullptr);
}

void TestSession::interruptedRunIsFoundAndContinues() {
  QVERIFY(beginRun());
  first_->destroyWindow();
  test::setFakeMode("normal");
  WindowDriver second;
  second.window().openAtStart({});
  QTRY_VERIFY(offer(second) != nullptr);
  QVERIFY(logHas(second, "a.maacc was interrupted"));
  QTest::mouseClick(offer(second), Qt::LeftButton);
  QTRY_COMPARE(second.jobs().count(), 1);
  QVERIFY(offer(second) == nullptr);
  QTRY_COMPARE_WITH_TIMEOUT(second.jobs().at(0).state, JobState::Finished, 20000);
  QCOMPARE(RunFile::openForReading(first_->file("a.maacc").toStdString()).recordCount(), 60);
  QVERIFY(second.window().close());
  QVERIFY(kept().workedOn.isEmpty());
}

void TestSession::runStoppedByClosingIsOffered() {
  QVERIFY(beginRun());
  QVERIFY(!first_->window().close());
  auto* box = first_->window().findChild<QMessageBox*>();
  QTest::mouseClick(box->findChild<QAbstractButton*>("stopAndClose"), Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(!first_->window().isVisible(), 20000);
  WindowDriver second;
  second.window().openAtStart({});
  QTRY_VERIFY(offer(second) != nullptr);
}

void TestSession::runStoppedByHandIsNotOffered() {
  QVERIFY(beginRun());
  first_->jobs().stop(first_->jobs().at(0).id);
  QTRY_COMPARE_WITH_TIMEOUT(first_->jobs().unfinishedCount(), 0, 20000);
  QVERIFY(first_->window().close());
  WindowDriver second;
  second.window().openAtStart({});
  QTRY_COMPARE(second.window().workspace().runs().size(), size_t{1});
  QTRY_VERIFY(second.window().workspace().runs().front()->isLoaded());
  QVERIFY(offer(second) == nullptr);
}

void TestSession::runThatOthersWriteIsNotOffered() {
  QVERIFY(beginRun());
  WindowDriver second;  // the first one goes on
  second.window().openAtStart({});
  QTRY_COMPARE(second.window().workspace().runs().size(), size_t{1});
  const RunSession& run = *second.window().workspace().runs().front();
  QTRY_VERIFY(run.isLoaded());
  QVERIFY(run.isBeingWritten());
  QVERIFY(offer(second) == nullptr);
  first_->destroyWindow();
  QTRY_VERIFY_WITH_TIMEOUT(offer(second) != nullptr, 20000);
}

QTEST_MAIN(TestSession)
#include "test_session.moc"
