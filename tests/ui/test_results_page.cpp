#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QRadioButton>
#include <QTableView>
#include <QtTest>
#include <numeric>

#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"
#include "ui/docks/inspector_dock.h"
#include "ui/models/class_matrix_model.h"
#include "ui/models/input_table_model.h"
#include "ui/models/mutant_table_model.h"
#include "ui/pages/input_view.h"
#include "ui/pages/results_page.h"
#include "ui/plots/kill_matrix_picture.h"
#include "ui/plots/matrix_map.h"
#include "ui/plots/rate_chart.h"
#include "ui/widgets/mark_dialog.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/table_copy.h"

using namespace maacc;
using maacc::test::WindowDriver;

// The run of the fixtures, 60 mutants: 18 survive, 6 are errors, 36 are killed; mutant i flips
// inputs 0 to i mod 5, input k of class k to class k + 1.
class TestResultsPage : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void init();
  void cleanup() { driver_.reset(); }
  void chartFiltersTheTable();
  void estimatesHaveTheirInterval();
  void unknownSettingsAreASentence();
  void undecidedClassesAreNeitherNor();
  void classMatrixCountsTheFlips();
  void cellGivesItsInputs();
  void saysWhatEvidenceIsMissing();
  void matrixPaintsEveryKill();
  void matrixShrinksWithoutLosingKills();
  void matrixZoomsAndPans();
  void clickOnTheMatrixSelects();
  void inputsKnowWhatTheyKill();
  void inputsThatKillNothing();
  void killingSetIsShown();
  void inspectorShowsAnInput();
  void comparesBeforeAndAfter();
  void marksSurviveReopeningAndChangeTheDenominator();
  void killedMutantsCannotBeEquivalent();
  void marksCanBeTakenBack();
  void unreadableMarksAreNotOverwritten();
  void siblingsAreListed();
  void copiesCsvAndLatex();

 private:
  void open(Evidence evidence, int64_t tested = 60);
  template <class Widget>
  Widget* find(const char* name) {
    return driver_->window().findChild<Widget*>(name);
  }
  QString inspectorTexts();
  void select(int64_t mutant) {
    page_->mutantTable()->selectRow(page_->mutants().rowOfMutant(mutant));
  }
  std::shared_ptr<const KillEvidence> evidence() { return page_->session()->evidence().evidence(); }

  std::unique_ptr<WindowDriver> driver_;
  ResultsPage* page_ = nullptr;
};

void TestResultsPage::init() {
  test::setFakeMode("normal");
  driver_ = std::make_unique<WindowDriver>();
  page_ = driver_->window().findChild<ResultsPage*>();
}

void TestResultsPage::open(Evidence evidence, int64_t tested) {
  const QString path = driver_->file("a.maacc");
  if (!QFile::exists(path)) {
    test::writeRun(path, 10, tested, RunState::Finished, evidence);
  }
  driver_->window().openFile(path);
  QTRY_COMPARE(page_->mutants().rowCount(), 60);
}

QString TestResultsPage::inspectorTexts() {
  QStringList texts;
  for (const auto* label : driver_->window().findChild<InspectorDock*>()->findChildren<QLabel*>()) {
    texts << label->text();
  }
  return texts.join('\n');
}

void TestResultsPage::chartFiltersTheTable() {
  open(Evidence::Score);
  page_->showView(ResultsPage::Charts);
  auto* chart = find<RateChart>("rateChart");
  QCOMPARE(chart->bars().size(), size_t{2});
  QCOMPARE(chart->bars()[1].name, QString("output"));
  const ScoreSummary layer =
      page_->session()->tally().byLayer(page_->session()->description())[1].summary;
  QCOMPARE(chart->bars()[1].value, layer.trueClass.value());
  find<QComboBox>("chartBy")->setCurrentIndex(1);
  QCOMPARE(chart->bars().size(), size_t{3});
  QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, chart->barRect(2).center());
  QCOMPARE(page_->mutants().rowCount(), 20);
  QCOMPARE(page_->mutants().filter().operatorIndex, 2);
  QVERIFY(page_->mutantTable()->isVisible());
  page_->showView(ResultsPage::Charts);
  chart->setFocus();
  QTest::keyClick(chart, Qt::Key_Home);
  QTest::keyClick(chart, Qt::Key_Return);
  QCOMPARE(page_->mutants().filter().operatorIndex, 0);
}

void TestResultsPage::estimatesHaveTheirInterval() {
  RunDescription run = test::makeDescription(10);
  run.settings.strategy = "sample";
  run.settings.reduction = "{\"strategy\":\"sample\"}";
  MutantSample sample;
  sample.randomDraw = true;
  std::vector<KillRecord> records;
  for (int64_t layer = 0; layer < 2; ++layer) {
    MutantGroup group{"layer " + std::to_string(layer), {}, {}};
    for (int64_t i = 0; i < 30; ++i) {
      group.members.push_back(30 * layer + i);
    }
    for (int64_t i = 0; i < 8; ++i) {
      group.drawOrder.push_back(30 * layer + i);
      records.push_back(test::makeRecord(30 * layer + i));
    }
    sample.groups.push_back(group);
    sample.toTest.push_back(8);
  }
  const std::string path = driver_->file("sampled.maacc").toStdString();
  RunFile file =
      RunFile::create(path, run.settings, run.layers, run.baseline, {run.plan, sample, {}});
  file.append(records);
  driver_->window().openFile(QString::fromStdString(path));
  QTRY_COMPARE(page_->mutants().rowCount(), 60);
  page_->showView(ResultsPage::Charts);
  auto* chart = find<RateChart>("rateChart");
  QTRY_COMPARE(chart->bars().size(), size_t{2});
  for (int row = 0; row < 2; ++row) {
    const RateBar& bar = chart->bars()[static_cast<size_t>(row)];
    QVERIFY2(bar.low < bar.value && bar.value < bar.high, qPrintable(chart->note(row)));
    QVERIFY2(chart->note(row).contains("95 % interval"), qPrintable(chart->note(row)));
  }
  find<QComboBox>("chartBy")->setCurrentIndex(2);
  QCOMPARE(chart->bars().size(), size_t{2});
  QCOMPARE(chart->bars()[1].name, QString("layer 1"));
  emit chart->activated(1);
  QCOMPARE(page_->mutants().rowCount(), 30);
  QCOMPARE(page_->mutants().filter().group, 1);
}

void TestResultsPage::unknownSettingsAreASentence() {
  RunDescription run = test::makeDescription(10);
  run.settings.strategy = "two-phase";
  run.settings.reduction = "{\"strategy\":\"two-phase\",\"from-the-future\":1}";
  const std::string path = driver_->file("newer.maacc").toStdString();
  RunFile::create(path, run.settings, run.layers, run.baseline, {run.plan})
      .append(std::vector<KillRecord>{test::makeRecord(1)});
  driver_->window().openFile(QString::fromStdString(path));
  const auto said = [this] {
    QString texts;
    for (const auto* banner : driver_->window().findChildren<Banner*>()) {
      texts += banner->text();
    }
    return texts;
  };
  QTRY_VERIFY2(said().contains("from-the-future"), qPrintable(said()));
}

void TestResultsPage::undecidedClassesAreNeitherNor() {
  ClassKills kills(2, 3);
  kills.set(0, {1, 0, 0}, {0, 1, 0});
  const QImage image = paintClassKills(kills, {0, 1}, {0, 2, 0, 3}, {3, 2});
  QCOMPARE(image.pixelColor(0, 0).red(), 255);
  const int undecided = image.pixelColor(1, 0).red();
  QVERIFY(undecided > 0 && undecided < 255);
  QCOMPARE(image.pixelColor(2, 0).red(), 0);
  QCOMPARE(image.pixelColor(1, 1).red(), 0);
}

void TestResultsPage::classMatrixCountsTheFlips() {
  open(Evidence::Inputs);
  page_->showView(ResultsPage::Classes);
  QTRY_VERIFY(evidence() != nullptr);
  auto* view = find<QTableView>("classMatrix");
  const QAbstractItemModelTester tester(view->model(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
  QTRY_COMPARE(view->model()->rowCount(), 10);
  const auto cell = [&](int row, int column) {
    return view->model()->index(row, column).data().toString();
  };
  QCOMPARE(cell(0, 1), QString("36"));  // every killed mutant flips input 0
  QCOMPARE(cell(4, 5), QString("4"));   // mutants 4, 14, 34, 44
  QCOMPARE(cell(1, 0), QString("0"));
  QCOMPARE(cell(5, 6), QString("0"));
  QCOMPARE(cell(3, 3), QString::fromUtf8("–"));
}

void TestResultsPage::cellGivesItsInputs() {
  open(Evidence::Inputs);
  page_->showView(ResultsPage::Classes);
  QTRY_VERIFY(evidence() != nullptr);
  auto* view = find<QTableView>("classMatrix");
  QTRY_COMPARE(view->model()->rowCount(), 10);
  auto* inputs = find<QTableView>("classInputs");
  QCOMPARE(inputs->model()->rowCount(), 0);
  QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                    view->visualRect(view->model()->index(2, 3)).center());
  QTRY_COMPARE(inputs->model()->rowCount(), 1);
  QCOMPARE(inputs->model()->index(0, InputTableModel::Input).data().toString(), QString("2"));
  inputs->selectRow(0);
  QVERIFY2(inspectorTexts().contains("Input 2"), qPrintable(inspectorTexts()));
}

void TestResultsPage::saysWhatEvidenceIsMissing() {
  open(Evidence::Score);
  page_->showView(ResultsPage::Classes);
  auto* totals = find<QTableView>("classTotals");
  QVERIFY(totals->isVisible());
  QCOMPARE(totals->model()->rowCount(), 10);
  QCOMPARE(totals->model()->index(0, 1).data().toString(), QString("36"));
  QString said;
  for (const auto* banner : page_->findChildren<Banner*>()) {
    said += banner->isVisible() ? banner->text() : QString();
  }
  QVERIFY2(said.contains("--evidence inputs"), qPrintable(said));
  page_->showView(ResultsPage::Inputs);
  QCOMPARE(find<QTableView>("inputTable")->model()->rowCount(), 90);
}

void TestResultsPage::matrixPaintsEveryKill() {
  open(Evidence::Inputs);
  page_->showView(ResultsPage::KillMatrix);
  find<QComboBox>("matrixColumns")->setCurrentIndex(1);
  QTRY_VERIFY(evidence() != nullptr);
  std::vector<uint32_t> rows(60);
  std::iota(rows.begin(), rows.end(), 0);
  std::vector<int32_t> columns(90);
  std::iota(columns.begin(), columns.end(), 0);
  const QImage inputs = paintInputKills(*evidence(), rows, columns, {0, 60, 0, 90}, {90, 60});
  const QImage classes = paintClassKills(page_->mutants().kills(), rows, {10, 20, 0, 10}, {10, 20});
  for (int mutant = 0; mutant < 60; ++mutant) {
    const KillRecord record = test::makeRecord(mutant);
    for (int input = 0; input < 90; ++input) {
      QCOMPARE(inputs.pixelColor(input, mutant).red() > 0,
               record.status == MutantStatus::Killed && input < *record.flippedInputs);
    }
    for (int c = 0; c < 10 && mutant >= 10 && mutant < 30; ++c) {
      const bool killed = record.status == MutantStatus::Killed &&
                          record.killedTrueClass[static_cast<size_t>(c)] != 0;
      QCOMPARE(classes.pixelColor(c, mutant - 10).red(), killed ? 255 : 0);
    }
  }
}

void TestResultsPage::matrixShrinksWithoutLosingKills() {
  FlipTable table(1000, 700);
  table.add(501, std::vector<Flip>{{333, 0}});
  KillEvidence evidence;
  evidence.byMutant = std::move(table);
  std::vector<uint32_t> rows(1000);
  std::iota(rows.begin(), rows.end(), 0);
  std::vector<int32_t> columns(700);
  std::iota(columns.begin(), columns.end(), 0);
  const QImage image = paintInputKills(evidence, rows, columns, {0, 1000, 0, 700}, {7, 10});
  int lit = 0;
  for (int y = 0; y < 10; ++y) {
    for (int x = 0; x < 7; ++x) {
      lit += image.pixelColor(x, y).red() > 0 ? 1 : 0;
    }
  }
  QCOMPARE(lit, 1);
  QVERIFY(image.pixelColor(3, 5).red() > 0);
}

void TestResultsPage::matrixZoomsAndPans() {
  MatrixMap map("test");
  map.resize(200, 160);
  map.setData({400, 300,
               [](const CellRange&, QSize size) { return QImage(size, QImage::Format_Grayscale8); },
               [](int64_t row, int64_t column) { return QString("%1,%2").arg(row).arg(column); }});
  QVERIFY((map.shown() == CellRange{0, 400, 0, 300}));
  map.zoom(2, {100, 80});
  QVERIFY((map.shown() == CellRange{100, 200, 75, 150}));
  map.show({390, 200, -5, 150});
  QVERIFY((map.shown() == CellRange{200, 200, 0, 150}));  // inside the matrix
  QTest::keyClick(&map, Qt::Key_0);
  QVERIFY((map.shown() == CellRange{0, 400, 0, 300}));
  QSignalSpy hovered(&map, &MatrixMap::cellHovered);
  QTest::keyClick(&map, Qt::Key_Right);
  QTest::keyClick(&map, Qt::Key_Down);
  QCOMPARE(hovered.last().first().toString(), QString("1,0"));
  QCOMPARE(map.accessibleDescription(), QString("1,0"));
  QSignalSpy chosen(&map, &MatrixMap::cellChosen);
  QTest::keyClick(&map, Qt::Key_Return);
  QCOMPARE(chosen.count(), 1);
  QCOMPARE(chosen[0][0].toLongLong(), 1);
}

void TestResultsPage::clickOnTheMatrixSelects() {
  open(Evidence::Inputs);
  page_->showView(ResultsPage::KillMatrix);
  auto* map = find<MatrixMap>("killMatrix");
  find<QComboBox>("matrixColumns")->setCurrentIndex(1);
  QTRY_VERIFY(evidence() != nullptr);
  QTRY_COMPARE(map->shown().columns, 90);
  // Rows are those of the table; columns go by class, so that input 2 is the 19th.
  const int row = page_->mutants().rowOfMutant(4);
  QTest::mouseClick(map, Qt::LeftButton, {}, map->cellRect(row, 18).center().toPoint());
  const QModelIndex current = page_->mutantTable()->currentIndex();
  QCOMPARE(page_->mutants().mutantAt(current.row()), 4);
  QTRY_VERIFY2(inspectorTexts().contains("This input kills the mutant."),
               qPrintable(inspectorTexts()));
  QVERIFY(map->accessibleDescription().contains("input 2 of class 2: taken for class 3"));
}

void TestResultsPage::inputsKnowWhatTheyKill() {
  open(Evidence::Inputs);
  page_->showView(ResultsPage::Inputs);
  QTRY_VERIFY(evidence() != nullptr);
  InputTableModel& model = page_->findChild<InputView*>()->inputs();
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
  QTRY_COMPARE(model.kills(0), 36);
  QCOMPARE(model.kills(4), 4);
  QCOMPARE(model.kills(5), 0);
  QCOMPARE(model.inputAt(0), 0);  // most kills first
  model.sort(InputTableModel::Margin, Qt::AscendingOrder);
  for (int row = 1; row < model.rowCount(); ++row) {
    const auto margin = [&](int r) { return 0.1 * (model.inputAt(r) % 7); };
    QVERIFY(margin(row - 1) <= margin(row));
  }
  find<QComboBox>("inputClass")->setCurrentIndex(4);
  QCOMPARE(model.rowCount(), 9);
}

void TestResultsPage::inputsThatKillNothing() {
  open(Evidence::Inputs);
  page_->showView(ResultsPage::Inputs);
  QTRY_VERIFY(evidence() != nullptr);
  auto* choice = find<QComboBox>("inputChoice");
  QTRY_COMPARE(choice->itemText(2), QString("Kill nothing (85)"));
  QCOMPARE(choice->itemText(1), QString("Kill something (5)"));
  choice->setCurrentIndex(2);
  InputTableModel& model = page_->findChild<InputView*>()->inputs();
  QCOMPARE(model.rowCount(), 85);
  for (int row = 0; row < model.rowCount(); ++row) {
    QCOMPARE(model.kills(model.inputAt(row)), 0);
  }
}

void TestResultsPage::killingSetIsShown() {
  open(Evidence::Inputs);
  page_->showView(ResultsPage::Inputs);
  QTRY_VERIFY(evidence() != nullptr);
  auto* choice = find<QComboBox>("inputChoice");
  QTRY_COMPARE(choice->itemText(3), QString("Killing set (1)"));  // input 0 kills all 36
  choice->setCurrentIndex(3);
  InputTableModel& model = page_->findChild<InputView*>()->inputs();
  QCOMPARE(model.rowCount(), 1);
  QCOMPARE(model.index(0, InputTableModel::Adds).data().toString(), QString("36"));
}

void TestResultsPage::inspectorShowsAnInput() {
  open(Evidence::Inputs);
  page_->showView(ResultsPage::Inputs);
  QTRY_VERIFY(evidence() != nullptr);
  auto* grid = find<QListView>("inputGrid");
  QTRY_COMPARE(grid->model()->rowCount(), 90);
  const int row = page_->findChild<InputView*>()->inputs().rowOfInput(4);
  grid->setCurrentIndex(grid->model()->index(row, 0));
  QVERIFY2(inspectorTexts().contains("4 mutants"), qPrintable(inspectorTexts()));
  auto* killed = find<QTableView>("mutantList");
  QCOMPARE(killed->model()->rowCount(), 4);
  QTest::mouseClick(killed->viewport(), Qt::LeftButton, {},
                    killed->visualRect(killed->model()->index(1, 0)).center());
  QCOMPARE(page_->mutants().mutantAt(page_->mutantTable()->currentIndex().row()), 14);
}

void TestResultsPage::comparesBeforeAndAfter() {
  open(Evidence::Inputs);
  select(4);
  auto* inputs = find<QTableView>("killingInputs");
  QTRY_COMPARE(inputs->model()->rowCount(), 5);
  inputs->selectRow(3);
  auto* logits = find<QTableView>("comparedLogits");
  QTRY_VERIFY(logits->isVisible());
  QCOMPARE(logits->model()->rowCount(), 10);
  QCOMPARE(logits->model()->index(3, 1).data().toString(), QLocale().toString(4.5, 'f', 3));
  QCOMPARE(logits->model()->index(5, 2).data().toString(), QString("not finite"));
  const QString said = find<QLabel>("comparison")->text();
  QVERIFY(inspectorTexts().contains("Before and after w0-u1-NAI"));
  QVERIFY2(said.contains("After: none") && said.contains("kills the mutant"), qPrintable(said));
  test::setFakeMode("error");
  QTest::mouseClick(find<QAbstractButton>("compareInput"), Qt::LeftButton);
  QTRY_VERIFY(find<QLabel>("comparison")->text().contains("is gone"));
}

void TestResultsPage::marksSurviveReopeningAndChangeTheDenominator() {
  open(Evidence::Score);
  QTRY_VERIFY(!find<StatTile>("markedTile")->isVisible());
  select(3);
  QTest::keyClick(page_->mutantTable(), Qt::Key_M);
  auto* dialog = driver_->window().findChild<MarkDialog*>();
  QVERIFY(dialog != nullptr);
  QVERIFY(!dialog->findChild<QAbstractButton*>("acceptMark")->isEnabled());  // no reason yet
  QTest::keyClicks(dialog->findChild<QLineEdit*>("markReason"), "feeds dead units");
  QTest::mouseClick(dialog->findChild<QAbstractButton*>("acceptMark"), Qt::LeftButton);
  auto* tile = find<StatTile>("trueWithoutTile");
  QTRY_VERIFY(tile->isVisible());
  const Score counted = page_->session()->tally().total().trueClass;
  QVERIFY2(tile->note().contains("53 mutants"), qPrintable(tile->note()));
  QCOMPARE(counted.mutants, 54);
  QVERIFY(inspectorTexts().contains("Equivalent: feeds dead units"));
  QTRY_VERIFY(!page_->session()->marks().isWriting());
  QVERIFY(QFile::exists(driver_->file("a.maacc.marks.json")));
  // Another window.
  const QString path = driver_->file("a.maacc");
  WindowDriver other;
  other.window().openFile(path);
  auto* results = other.window().findChild<ResultsPage*>();
  QTRY_COMPARE(results->mutants().rowCount(), 60);
  QTRY_VERIFY(results->mutants().markOf(3) == MarkState::Equivalent);
  QVERIFY(other.find<StatTile>("trueWithoutTile")->note().contains("53 mutants"));
  QVERIFY(results->mutants().verdictOf(3) == Verdict::Survived);  // no kill
}

void TestResultsPage::killedMutantsCannotBeEquivalent() {
  open(Evidence::Score);
  select(4);
  page_->markSelected();
  auto* dialog = driver_->window().findChild<MarkDialog*>();
  QVERIFY(dialog != nullptr);
  const auto radios = dialog->findChildren<QRadioButton*>();
  QCOMPARE(radios.size(), 2);
  QVERIFY(!radios[0]->isEnabled() && radios[1]->isChecked());
  dialog->findChild<QLineEdit*>("markReason")->setText("out of scope");
  dialog->accept();
  QTRY_VERIFY(page_->mutants().markOf(4) == MarkState::Ignored);
  const MarkedScores& scores = page_->session()->scoresWithoutMarked();
  QCOMPARE(scores.summary.trueClass.mutants, 53);
  QVERIFY(scores.summary.trueClass.killedClasses <
          page_->session()->tally().total().trueClass.killedClasses);
}

void TestResultsPage::marksCanBeTakenBack() {
  open(Evidence::Score);
  page_->mutantTable()->selectAll();
  page_->markSelected();
  auto* dialog = driver_->window().findChild<MarkDialog*>();
  dialog->findChild<QLineEdit*>("markReason")->setText("all of them");
  dialog->accept();
  QTRY_COMPARE(page_->session()->marks().all().size(), size_t{60});
  QTRY_VERIFY(driver_->window().findChild<MarkDialog*>() == nullptr);
  QTRY_COMPARE(page_->session()->marked().size(), size_t{60});
  QCOMPARE(page_->session()->scoresWithoutMarked().summary.trueClass.mutants, 0);
  page_->mutantTable()->selectAll();
  page_->markSelected();
  auto* again = driver_->window().findChild<MarkDialog*>();
  QTest::mouseClick(again->findChild<QAbstractButton*>("removeMark"), Qt::LeftButton);
  QVERIFY(page_->session()->marks().all().empty());
  QTRY_VERIFY(!page_->session()->marks().isWriting());
  QVERIFY(!QFile::exists(driver_->file("a.maacc.marks.json")));
}

void TestResultsPage::unreadableMarksAreNotOverwritten() {
  const QString path = driver_->file("a.maacc.marks.json");
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("not marks");
  file.close();
  open(Evidence::Score);
  const auto said = [this] {
    QString texts;
    for (const auto* banner : page_->findChildren<Banner*>()) {
      texts += banner->text();
    }
    return texts;
  };
  QTRY_VERIFY2(said().contains("a.maacc.marks.json"), qPrintable(said()));
  page_->session()->marks().set({"w0-u0-CW"}, MarkKind::Ignored, "x");
  QVERIFY(page_->session()->marks().all().empty());
  QVERIFY(file.open(QIODevice::ReadOnly));
  QCOMPARE(file.readAll(), QByteArray("not marks"));
}

void TestResultsPage::siblingsAreListed() {
  RunDescription run = test::makeDescription(10);
  run.settings.strategy = "mutant-clusters";
  run.settings.reduction = "{\"strategy\":\"mutant-clusters\"}";
  MutantSample sample;
  sample.groups = {{"cluster 0", {0, 1, 2, 3}, {1, 0}}, {"cluster 1", {10, 20}, {10}}};
  sample.toTest = {2, 1};
  const std::string path = driver_->file("groups.maacc").toStdString();
  RunFile::create(path, run.settings, run.layers, run.baseline, {run.plan, sample, {}})
      .append(std::vector<KillRecord>{test::makeRecord(0), test::makeRecord(1)});
  driver_->window().openFile(QString::fromStdString(path));
  QTRY_COMPARE(page_->mutants().rowCount(), 60);
  select(1);
  auto* siblings = find<QTableView>("mutantList");
  QVERIFY(siblings->isVisible());
  QCOMPARE(siblings->model()->rowCount(), 3);
  QCOMPARE(siblings->model()->index(0, 0).data().toString(), QString("w0-u0-CW"));  // has a verdict
  QVERIFY2(inspectorTexts().contains("1 survived, 2 not tested"), qPrintable(inspectorTexts()));
  QVERIFY(!page_->mutantTable()->isColumnHidden(MutantTableModel::Group));
  select(5);
  QVERIFY(!siblings->isVisible());
}

void TestResultsPage::copiesCsvAndLatex() {
  open(Evidence::Score);
  page_->mutantTable()->sortByColumn(MutantTableModel::Id, Qt::AscendingOrder);
  const QString csv = tableText(*page_->mutantTable(), TableFormat::Csv);
  QCOMPARE(csv.count("\r\n"), 61);
  QVERIFY2(csv.startsWith("Mutant,Layer,Unit,Operator,Verdict"), qPrintable(csv.left(80)));
  QVERIFY(!csv.contains("Group"));  // hidden here
  page_->mutantTable()->setCurrentIndex({});
  page_->mutantTable()->selectionModel()->clear();
  for (const int row : {0, 4}) {
    page_->mutantTable()->selectionModel()->select(
        page_->mutants().index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
  }
  QCOMPARE(tableText(*page_->mutantTable(), TableFormat::Csv).count("\r\n"), 3);
  const QString latex = tableText(*page_->mutantTable(), TableFormat::Latex);
  QVERIFY2(latex.contains("\\toprule") && latex.contains("w0-u0-CW"), qPrintable(latex));
  for (const QAction* action : page_->mutantTable()->actions()) {
    QVERIFY(!action->text().isEmpty());
  }
}

QTEST_MAIN(TestResultsPage)
#include "test_results_page.moc"
