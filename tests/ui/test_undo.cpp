#include <QAction>
#include <QMenuBar>
#include <QTabWidget>
#include <QtTest>

#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"
#include "ui/pages/clusters_page.h"
#include "ui/pages/results_page.h"

using namespace maacc;
using maacc::test::WindowDriver;

// One pair of commands for marks and cuts.
class TestUndo : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void init();
  void cleanup() { driver_.reset(); }
  void marksAreUndoneAndRedone();
  void earlierMarksComeBackAsTheyWere();
  void removalOfMarksIsAStep();
  void menuServesCutsAndMarks();
  void everyRunHasItsOwnSteps();

 private:
  QAction* action(QKeySequence::StandardKey key);
  void open(const QString& name);
  void showPage(QWidget* page);
  // Marks wait until those of the file are read.
  bool mark(const std::vector<std::string>& mutants, MarkKind kind, const std::string& reason);

  std::unique_ptr<WindowDriver> driver_;
  ResultsPage* results_ = nullptr;
};

void TestUndo::init() {
  test::setFakeMode("normal");
  driver_ = std::make_unique<WindowDriver>();
  results_ = driver_->window().findChild<ResultsPage*>();
  open("a.maacc");
}

void TestUndo::open(const QString& name) {
  test::writeRun(driver_->file(name), 10, 60, RunState::Finished);
  driver_->window().openFile(driver_->file(name));
  QTRY_VERIFY(results_->session() != nullptr && results_->session()->isLoaded());
}

QAction* TestUndo::action(QKeySequence::StandardKey key) {
  for (QAction* candidate : driver_->window().findChildren<QAction*>()) {
    if (candidate->shortcut() == QKeySequence(key)) {
      return candidate;
    }
  }
  return nullptr;
}

bool TestUndo::mark(const std::vector<std::string>& mutants,
                    MarkKind kind,
                    const std::string& reason) {
  RunMarks& marks = results_->session()->marks();
  const int steps = marks.undoStack().count();
  marks.set(mutants, kind, reason);
  return QTest::qWaitFor([&] { return marks.undoStack().count() == steps + 1; }, 20000);
}

void TestUndo::showPage(QWidget* page) {
  driver_->window()
      .centralWidget()
      ->findChild<QTabWidget*>(QString(), Qt::FindDirectChildrenOnly)
      ->setCurrentWidget(page);
}

void TestUndo::marksAreUndoneAndRedone() {
  QAction* undo = action(QKeySequence::Undo);
  QAction* redo = action(QKeySequence::Redo);
  QVERIFY(undo != nullptr && redo != nullptr && !undo->isEnabled());
  RunMarks& marks = results_->session()->marks();
  QVERIFY(mark({"w0-u0-CW"}, MarkKind::Equivalent, "dead unit"));
  QCOMPARE(undo->text().remove('&'), QString("Undo mark as equivalent"));
  QTRY_VERIFY(!marks.isWriting());
  QVERIFY(QFile::exists(driver_->file("a.maacc.marks.json")));
  undo->trigger();
  QVERIFY(marks.all().empty());
  QVERIFY(results_->mutants().markOf(0) == MarkState::Unmarked);
  QTRY_VERIFY(!QFile::exists(driver_->file("a.maacc.marks.json")));
  QCOMPARE(redo->text().remove('&'), QString("Redo mark as equivalent"));
  redo->trigger();
  QCOMPARE(marks.all().size(), size_t{1});
  QVERIFY(results_->mutants().markOf(0) == MarkState::Equivalent);
  QTRY_VERIFY(QFile::exists(driver_->file("a.maacc.marks.json")));
}

void TestUndo::earlierMarksComeBackAsTheyWere() {
  RunMarks& marks = results_->session()->marks();
  QVERIFY(mark({"w0-u0-CW"}, MarkKind::Equivalent, "dead unit"));
  const MutantMarks before = marks.all();
  QVERIFY(mark({"w0-u0-CW", "w0-u1-CW"}, MarkKind::Ignored, "out of scope"));
  QAction* undo = action(QKeySequence::Undo);
  QCOMPARE(undo->text().remove('&'), QString("Undo mark of 2 mutants as ignored"));
  undo->trigger();
  QVERIFY(marks.all() == before);  // with its reason and its time
}

void TestUndo::removalOfMarksIsAStep() {
  RunMarks& marks = results_->session()->marks();
  QVERIFY(mark({"w0-u0-CW"}, MarkKind::Ignored, "x"));
  const MutantMarks before = marks.all();
  marks.remove({"w0-u0-CW", "w0-u1-CW"});  // only one of them is marked
  QVERIFY(marks.all().empty());
  QAction* undo = action(QKeySequence::Undo);
  QCOMPARE(undo->text().remove('&'), QString("Undo removal of a mark"));
  undo->trigger();
  QVERIFY(marks.all() == before);
  marks.remove({"w0-u5-CW"});
  QCOMPARE(marks.undoStack().count(), 2);  // nothing was marked there: no step
}

void TestUndo::menuServesCutsAndMarks() {
  auto* clusters = driver_->window().findChild<ClustersPage*>();
  QVERIFY(mark({"w0-u0-CW"}, MarkKind::Ignored, "x"));
  QAction* undo = action(QKeySequence::Undo);
  showPage(clusters);
  QVERIFY(!undo->isEnabled());
  clusters->undoStack().push(new QUndoCommand("cut of hidden"));
  QCOMPARE(undo->text().remove('&'), QString("Undo cut of hidden"));
  undo->trigger();
  QVERIFY(!undo->isEnabled());
  QCOMPARE(results_->session()->marks().all().size(), size_t{1});
  showPage(results_);
  QCOMPARE(undo->text().remove('&'), QString("Undo mark as ignored"));
  undo->trigger();
  QVERIFY(results_->session()->marks().all().empty());
}

void TestUndo::everyRunHasItsOwnSteps() {
  QVERIFY(mark({"w0-u0-CW"}, MarkKind::Ignored, "x"));
  const RunMarks& first = results_->session()->marks();
  open("b.maacc");
  QVERIFY(!action(QKeySequence::Undo)->isEnabled());
  QCOMPARE(first.all().size(), size_t{1});
}

QTEST_MAIN(TestUndo)
#include "test_undo.moc"
