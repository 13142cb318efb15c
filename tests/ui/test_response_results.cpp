#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QTabWidget>
#include <QTableView>
#include <QtTest>

#include "tests/ui/big_runs.h"
#include "tests/ui/response_watch.h"
#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"
#include "ui/models/input_table_model.h"
#include "ui/pages/input_view.h"
#include "ui/pages/mutant_view.h"
#include "ui/pages/results_page.h"
#include "ui/plots/matrix_map.h"
#include "ui/plots/rate_chart.h"
#include "ui/widgets/mutant_filter_bar.h"

using namespace maacc;
using maacc::test::respond;
using maacc::test::WindowDriver;

// Prints how long every action on the results page of a large run blocks the window's thread; the
// results are checked, the times are not.
class TestResponseResults : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();
  void manyMutants();
  void followsALargeRun();
  void estimates();
  void manyGroups();
  void manyInputs();

 private:
  void openAndLook(const QString& path, int rows);
  void sortAndFilter();
  void selectAndMark();
  void selectMany();
  template <class Widget>
  Widget* find(const char* name) {
    return driver_->window().findChild<Widget*>(name);
  }
  void destroyWindow();
  int rows() { return page_->mutants().rowCount(); }

  QTemporaryDir folder_;
  int units_ = 0;
  std::unique_ptr<WindowDriver> driver_;
  ResultsPage* page_ = nullptr;
};

void TestResponseResults::initTestCase() {
  test::isolateSettings();
  units_ = 3400 * test::responseScale();
}

void TestResponseResults::init() {
  driver_ = std::make_unique<WindowDriver>();
  page_ = driver_->window().findChild<ResultsPage*>();
}

void TestResponseResults::openAndLook(const QString& path, int expected) {
  QVERIFY(respond(
      "open the run", [&] { driver_->window().openFile(path); },
      [&] { return rows() == expected; }));
  QVERIFY(respond(
      "tab Charts", [&] { page_->showView(ResultsPage::Charts); },
      [&] { return find<RateChart>("rateChart")->bars().size() == 2; }));
  QVERIFY(respond(
      "tab Classes", [&] { page_->showView(ResultsPage::Classes); },
      [&] {
        return find<QTableView>("classTotals")->model()->rowCount() == 10 ||
               find<QTableView>("classMatrix")->model()->rowCount() == 10;
      }));
  auto* map = find<MatrixMap>("killMatrix");
  QVERIFY(respond(
      "tab Kill matrix", [&] { page_->showView(ResultsPage::KillMatrix); },
      [&] { return !map->isPainting() && map->shown().rows == expected; }));
  QVERIFY(respond(
      "kill matrix: zoom", [&] { map->zoom(2, QPointF(map->rect().center())); },
      [&] { return !map->isPainting(); }));
  QVERIFY(map->shown().rows < expected);
  QVERIFY(respond(
      "tab Inputs", [&] { page_->showView(ResultsPage::Inputs); },
      [&] { return page_->findChild<InputView*>()->inputs().rowCount() > 0; }));
  QVERIFY(respond(
      "tab Mutants", [&] { page_->showView(ResultsPage::Mutants); },
      [&] { return page_->mutantTable()->isVisible(); }));
}

void TestResponseResults::sortAndFilter() {
  const int all = rows();
  auto* table = page_->mutantTable();
  const auto firstIs = [&](int64_t mutant) {
    return rows() > 0 && page_->mutants().mutantAt(0) == mutant;
  };
  QVERIFY(respond(
      "sort by the flipped inputs",
      [&] { table->sortByColumn(MutantTableModel::Flipped, Qt::DescendingOrder); },
      [&] { return firstIs(4); }));
  QVERIFY(respond(
      "sort by name, the last first",
      [&] { table->sortByColumn(MutantTableModel::Id, Qt::DescendingOrder); },
      [&] { return firstIs(all - 1); }));
  QVERIFY(respond(
      "sort by name", [&] { table->sortByColumn(MutantTableModel::Id, Qt::AscendingOrder); },
      [&] { return firstIs(0); }));
  QVERIFY(respond(
      "search words", [&] { find<QLineEdit>("mutantSearch")->setText("u471 neb"); },
      [&] { return rows() > 0 && rows() < all / 10; }));
  for (int row = 0; row < rows(); ++row) {
    const QString id = page_->mutants().index(row, 0).data().toString();
    QVERIFY2(id.contains("u471") && id.contains("NEB"), qPrintable(id));
  }
  QVERIFY(respond(
      "search nothing", [&] { find<QLineEdit>("mutantSearch")->clear(); },
      [&] { return rows() == all; }));
  MutantFilter filter;
  filter.killedClass = 3;
  filter.lowestRate = 20;
  auto* filters = page_->findChild<MutantFilterBar*>();
  QVERIFY(respond(
      "filter by class and rate", [&] { filters->setFilter(filter); },
      [&] { return rows() < all; }));
  QVERIFY(respond(
      "show all", [&] { page_->resetFilters(); }, [&] { return rows() == all; }));
}

void TestResponseResults::selectAndMark() {
  auto* table = page_->mutantTable();
  const int64_t mutant = page_->mutants().mutantAt(rows() / 2);
  QVERIFY(respond(
      "select a mutant", [&] { page_->showMutant(mutant); },
      [&] { return table->currentIndex().row() == rows() / 2; }));
  QVERIFY(respond(
      "sort with a selection",
      [&] { table->sortByColumn(MutantTableModel::Status, Qt::AscendingOrder); },
      [&] {
        return !page_->mutants().isOrdering() &&
               page_->mutants().verdictOf(page_->mutants().mutantAt(0)) == Verdict::Survived;
      }));
  QTRY_COMPARE(page_->mutants().mutantAt(table->currentIndex().row()), mutant);
  QVERIFY(respond(
      "next survivor", [&] { page_->goToSurvivor(1); },
      [&] {
        return page_->mutants().verdictOf(page_->mutants().mutantAt(table->currentIndex().row())) ==
               Verdict::Survived;
      }));
  std::vector<std::string> ids;
  const RunDescription& run = page_->session()->description();
  for (size_t i = 0; i < 3000; i += 3) {
    ids.push_back(run.plan.mutants[i].id.text);
  }
  QVERIFY(respond(
      "mark a thousand mutants",
      [&] { page_->session()->marks().set(ids, MarkKind::Ignored, "x"); },
      [&] { return page_->mutants().markOf(2997) == MarkState::Ignored; }));
  QVERIFY(respond(
      "take the marks back", [&] { page_->session()->marks().remove(ids); },
      [&] { return page_->mutants().markOf(2997) == MarkState::Unmarked; }));
  QTRY_VERIFY(!page_->session()->marks().isWriting());
}

void TestResponseResults::destroyWindow() {
  QVERIFY(respond(
      "close the window", [&] { driver_->destroyWindow(); }, [] { return true; }));
}

void TestResponseResults::manyMutants() {
  const QString path = driver_->file("many.maacc");
  test::writeBigRun(path, {units_});
  qInfo("%d mutants", units_ * 6);
  openAndLook(path, units_ * 6);
  sortAndFilter();
  selectAndMark();
  selectMany();
  destroyWindow();
}

void TestResponseResults::followsALargeRun() {
  const QString path = driver_->file("live.maacc");
  test::BigRun big{units_};
  big.state = RunState::Running;
  big.tested = units_ * 3;
  test::writeBigRun(path, big);
  RunFile writer = RunFile::openForWriting(path.toStdString());
  driver_->window().openFile(path);
  QTRY_COMPARE_WITH_TIMEOUT(rows(), units_ * 6, 60000);
  QTRY_COMPARE(page_->session()->tally().total().tested, units_ * 3);
  page_->showMutant(17);
  std::vector<KillRecord> more;
  for (int64_t mutant = units_ * 3; mutant < units_ * 3 + 2000; ++mutant) {
    more.push_back(test::makeRecord(mutant));
  }
  QVERIFY(respond(
      "2,000 new verdicts",
      [&] {
        writer.append(more);
        page_->session()->refresh();
      },
      [&] { return page_->mutants().verdictOf(units_ * 3 + 1999) != Verdict::Untested; }));
  QTRY_COMPARE(page_->mutants().mutantAt(page_->mutantTable()->currentIndex().row()), 17);
}

void TestResponseResults::estimates() {
  const QString path = driver_->file("sampled.maacc");
  test::BigRun big{units_};
  big.sampled = true;
  test::writeBigRun(path, big);
  openAndLook(path, units_ * 6);
  QVERIFY(page_->session()->scores().estimated);
  selectAndMark();
  destroyWindow();
}

void TestResponseResults::manyGroups() {
  const QString path = driver_->file("groups.maacc");
  test::BigRun big{units_};
  big.sampled = true;
  big.groups = units_ * 6 / 10;
  test::writeBigRun(path, big);
  qInfo("%d groups", big.groups);
  openAndLook(path, units_ * 6);
  page_->showView(ResultsPage::Charts);
  auto* chart = find<RateChart>("rateChart");
  QVERIFY(respond(
      "chart by group", [&] { find<QComboBox>("chartBy")->setCurrentIndex(2); },
      [&] { return static_cast<int>(chart->bars().size()) == big.groups; }));
  QVERIFY(respond(
      "filter by a group", [&] { emit chart->activated(big.groups / 2); },
      [&] { return rows() == 10; }));
  QCOMPARE(page_->mutants().filter().group, big.groups / 2);
  QVERIFY(respond(
      "select a mutant of a group", [&] { page_->mutantTable()->selectRow(3); },
      [&] { return find<QTableView>("mutantList")->model()->rowCount() == 9; }));
  destroyWindow();
}

void TestResponseResults::selectMany() {
  auto* table = page_->mutantTable();
  const int half = rows() / 2;
  const auto sorted = [&] { return !page_->mutants().isOrdering(); };
  const auto selected = [&] {
    int count = 0;
    for (const QItemSelectionRange& range : table->selectionModel()->selection()) {
      count += range.height();
    }
    return count;
  };
  QVERIFY(respond(
      "select all", [&] { table->selectAll(); }, [&] { return selected() == rows(); }));
  QVERIFY(respond(
      "sort with all selected",
      [&] { table->sortByColumn(MutantTableModel::Id, Qt::AscendingOrder); }, sorted));
  QCOMPARE(selected(), rows());
  QVERIFY(respond(
      "select a thousand rows",
      [&] {
        table->selectionModel()->select(
            QItemSelection(table->model()->index(half, 0),
                           table->model()->index(half + 999, MutantTableModel::Group)),
            QItemSelectionModel::ClearAndSelect);
      },
      [&] { return selected() == 1000; }));
  const std::vector<int64_t> before = page_->findChild<MutantView*>()->selectedMutants();
  QVERIFY(respond(
      "sort with a thousand selected",
      [&] { table->sortByColumn(MutantTableModel::Flipped, Qt::AscendingOrder); }, sorted));
  std::vector<int64_t> after = page_->findChild<MutantView*>()->selectedMutants();
  std::sort(after.begin(), after.end());
  QCOMPARE(after, before);
  table->clearSelection();
  QGuiApplication::clipboard()->setText("before");
  QAction* csv = nullptr;
  for (QAction* action : table->actions()) {
    csv = action->text() == "Copy as CSV" ? action : csv;
  }
  QVERIFY(respond(
      "copy all as CSV", [&] { csv->trigger(); },
      [&] { return QGuiApplication::clipboard()->text().size() > 100; }));
  QCOMPARE(QGuiApplication::clipboard()->text().count('\n'), rows() + 1);
}

void TestResponseResults::manyInputs() {
  const int scale = test::responseScale();
  const QString path = driver_->file("inputs.maacc");
  const int units = 170 * std::min(scale, 20);
  const int inputs = 200 * std::min(scale, 50);
  test::writeBigRun(path, {units, inputs, inputs / 20});
  qInfo("%d mutants x %d inputs", units * 6, inputs);
  openAndLook(path, units * 6);
  QTRY_VERIFY_WITH_TIMEOUT(page_->session()->evidence().evidence() != nullptr, 60000);
  page_->showView(ResultsPage::Classes);
  auto* matrix = find<QTableView>("classMatrix");
  auto* cell = find<QTableView>("classInputs");
  QTRY_COMPARE(matrix->model()->rowCount(), 10);
  QVERIFY(respond(
      "class matrix: choose a cell", [&] { matrix->setCurrentIndex(matrix->model()->index(2, 3)); },
      [&] { return cell->model()->rowCount() > 0; }));
  for (int row = 0; row < cell->model()->rowCount(); ++row) {
    QCOMPARE(cell->model()->index(row, InputTableModel::Class).data().toString(), QString("2"));
  }
  page_->showView(ResultsPage::KillMatrix);
  auto* map = find<MatrixMap>("killMatrix");
  QVERIFY(respond(
      "kill matrix by inputs", [&] { find<QComboBox>("matrixColumns")->setCurrentIndex(1); },
      [&] { return map->shown().columns == inputs && !map->isPainting(); }));
  QVERIFY(respond(
      "kill matrix: filter",
      [&] {
        MutantFilter filter;
        filter.weightedLayer = 1;
        page_->findChild<MutantFilterBar*>()->setFilter(filter);
      },
      [&] { return map->shown().rows == units * 3 && !map->isPainting(); }));
  page_->showView(ResultsPage::Inputs);
  InputTableModel& model = page_->findChild<InputView*>()->inputs();
  QVERIFY(respond(
      "inputs that kill something", [&] { find<QComboBox>("inputChoice")->setCurrentIndex(1); },
      [&] { return model.rowCount() == model.countOf(InputChoice::KillsSomething); }));
  QVERIFY(respond(
      "inputs by margin", [&] { model.sort(InputTableModel::Margin, {}); },
      [&] { return model.rowCount() > 0; }));
  destroyWindow();
}

int main(int argc, char** argv) {
  test::WatchedApplication application(argc, argv);
  TestResponseResults test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_response_results.moc"
