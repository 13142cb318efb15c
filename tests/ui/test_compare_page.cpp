#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPainter>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

#include "core/report/comparison_report.h"
#include "core/report/report_text.h"
#include "tests/ui/run_set_fixtures.h"
#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"
#include "ui/docks/inspector_dock.h"
#include "ui/models/comparison_rows.h"
#include "ui/models/verdict_change_model.h"
#include "ui/pages/compare_page.h"
#include "ui/plots/scatter_chart.h"
#include "ui/text.h"
#include "ui/widgets/panels.h"

using namespace maacc;
using maacc::test::WindowDriver;

namespace {

enum OverviewColumn {
  Run,
  Strategy,
  Seed,
  Criterion,
  Base,
  Score,
  Error,
  Relative,
  Interval,
  Covered,
  Mutants,
  Pairs,
  Flop,
  Time,
  Changed
};

QString cell(const QTableView* table, int row, int column) {
  return table->model()->index(row, column).data().toString();
}

int rowOf(const QTableView* table, const QString& name) {
  for (int row = 0; row < table->model()->rowCount(); ++row) {
    if (cell(table, row, 0).trimmed() == name) {
      return row;
    }
  }
  return -1;
}

void writeText(const QString& path, const QByteArray& text) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(text);
}

const char* const kSweep =
    "strategy,setting,criterion,share,score,mean_absolute_error,mean_absolute_error_relative,"
    "score_sd,mean_half_width,coverage,trials,plan_seconds,verdict_seconds\r\n"
    "\"neuron clusters, together (published)\",1 "
    "unit,true-class,0.95,0.27,0.004,0.01,,,,1,0.01,1\r\n"
    "stratified sample,5 %,true-class,0.05,0.26,0.012,0.04,0.02,0.03,0.95,100,,\r\n"
    "stratified sample,5 %,predicted-class,0.05,0.26,0.015,0.04,0.02,0.03,0.95,100,,\r\n";

}  // namespace

class TestComparePage : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();
  void numbersAreThoseOfTheCore();
  void repetitionsHaveAMean();
  void runsOfOtherModelsAreRefusedInTheCoresWords();
  void baseDecidesWhatIsCompared();
  void unreadableRunIsLeftOut();
  void damagedBaseIsASentence();
  void changesAreFiltered();
  void changeIsShownInTheInspector();
  void plotAndTableHaveTheSamePoints();
  void sweepRowsAreDrawn();
  void publishedResultsAreDrawn();
  void publishedResultsOfOtherModelsAreASentence();
  void foreignTablesAreRefused_data();
  void foreignTablesAreRefused();
  void tablesAreCopiedAsLatex();
  void runsAreDropped();
  void seriesDifferWithoutColour();
  void ticksCoverTheirRange();
  void modelsKeepTheirPromises();
  void everythingHasAName();

 private:
  void compare(const QStringList& paths);
  template <class Widget>
  Widget* find(const QString& name) {
    return page_->findChild<Widget*>(name);
  }

  QTemporaryDir folder_;
  QStringList runs_;
  std::unique_ptr<ComparePage> page_;
};

void TestComparePage::initTestCase() {
  test::isolateSettings();
  runs_ = test::writeRunSet(folder_.path());
}

void TestComparePage::init() {
  page_ = std::make_unique<ComparePage>();
  page_->resize(1200, 700);
  page_->show();
}

void TestComparePage::compare(const QStringList& paths) {
  page_->picker().addFiles(paths);
  QVERIFY(page_->isBusy());
  QTRY_VERIFY(!page_->isBusy());
}

void TestComparePage::numbersAreThoseOfTheCore() {
  compare({runs_[0], runs_[1], runs_[3]});
  const std::vector<RunComparison> core = test::comparisonsOf({runs_[0], runs_[1], runs_[3]});
  const auto* table = find<QTableView>("comparison");
  int checked = 0;
  for (const RunComparison& comparison : core) {
    for (const ScoreError& error : comparison.scores) {
      const int row = rowOf(table, QString::fromStdString(comparison.run)) +
                      (error.criterion == KillCriterion::TrueClass ? 0 : 1);
      QCOMPARE(cell(table, row, OverviewColumn::Criterion).toStdString(),
               criterionName(error.criterion));
      QCOMPARE(cell(table, row, OverviewColumn::Base).toStdString(), scoreDigits(error.base.value));
      QCOMPARE(cell(table, row, OverviewColumn::Score).toStdString(), scoreDigits(error.run.value));
      QCOMPARE(cell(table, row, OverviewColumn::Error).toStdString(), changeDigits(error.absolute));
      QCOMPARE(cell(table, row, OverviewColumn::Relative).toStdString(),
               changePercentText(*error.relative));
      QCOMPARE(cell(table, row, OverviewColumn::Interval).toStdString(), intervalText(error.run));
      QCOMPARE(cell(table, row, OverviewColumn::Mutants).toStdString(),
               percentDigits(*comparison.work[0].saved));
      QCOMPARE(cell(table, row, OverviewColumn::Changed),
               QString("%1 of %2")
                   .arg(comparison.verdicts.changes.size())
                   .arg(comparison.verdicts.both));
      ++checked;
    }
  }
  QVERIFY(checked >= 3);
  const int sample = rowOf(table, "sample-1");
  QCOMPARE(cell(table, sample, OverviewColumn::Covered),
           core[0].scores[0].covered.value() ? "yes" : "no");
  QCOMPARE(cell(table, sample, OverviewColumn::Pairs), QString("77.50 %"));
  QCOMPARE(cell(table, sample, OverviewColumn::Time), QString("75.00 %"));
  QCOMPARE(cell(table, rowOf(table, "neurons"), OverviewColumn::Covered), dashText());
}

void TestComparePage::repetitionsHaveAMean() {
  compare(runs_.mid(0, 4));
  const auto* table = find<QTableView>("comparison");
  const std::vector<RunComparison> core = test::comparisonsOf(runs_.mid(0, 3));
  const std::vector<double> scores = {core[0].scores[0].run.value, core[1].scores[0].run.value};
  const int mean = rowOf(table, "Mean of 2");
  QVERIFY(mean >= 0);
  QVERIFY(scores[0] != scores[1]);
  QCOMPARE(cell(table, mean, OverviewColumn::Score), spreadText(*spreadOf(scores), 4));
  QCOMPARE(cell(table, mean, OverviewColumn::Pairs), QString("76.25 ± 1.77 %"));
  QVERIFY(rowOf(table, "sample-1") > mean);
  QVERIFY(rowOf(table, "sample-2") > rowOf(table, "sample-1"));
  QVERIFY(rowOf(table, "neurons") > rowOf(table, "sample-2"));
}

void TestComparePage::runsOfOtherModelsAreRefusedInTheCoresWords() {
  compare({runs_[0], runs_[4]});
  const std::string words = whyNotComparable(test::comparisonsOf({runs_[0], runs_[4]})[0]).value();
  const auto* notes = find<QListWidget>("comparisonNotes");
  QCOMPARE(notes->count(), 1);
  QVERIFY(notes->isVisible());
  QVERIFY(notes->item(0)->text().endsWith(QString::fromStdString(words)));
  const auto* table = find<QTableView>("comparison");
  QCOMPARE(cell(table, 0, OverviewColumn::Score), dashText());
  QCOMPARE(cell(table, 0, OverviewColumn::Criterion), QString("not comparable"));
  QTest::mouseClick(find<QCheckBox>("forceComparison"), Qt::LeftButton, {}, {8, 8});
  QTRY_VERIFY(!page_->isBusy());
  QCOMPARE(cell(table, 0, OverviewColumn::Error), QString("+0.0000"));
}

void TestComparePage::baseDecidesWhatIsCompared() {
  compare({runs_[0], runs_[1]});
  QCOMPARE(page_->comparison()->base.name, QString("exhaustive"));
  page_->picker().setBase(runs_[1]);
  QTRY_COMPARE(page_->comparison()->base.name, QString("sample-1"));
  QCOMPARE(page_->comparison()->runs.size(), size_t{1});
  page_->picker().setChosen(runs_[0], false);
  QTRY_VERIFY(page_->comparison() == nullptr);
  QVERIFY(!find<QTableView>("comparison")->isVisible());
}

void TestComparePage::unreadableRunIsLeftOut() {
  const QString broken = folder_.filePath("broken.maacc");
  writeText(broken, "SQLite format 3");
  compare({runs_[0], broken, runs_[1]});
  QCOMPARE(page_->comparison()->runs.size(), size_t{1});
  QVERIFY(page_->findChild<Banner*>()->text().contains("broken.maacc"));
}

void TestComparePage::damagedBaseIsASentence() {
  compare({folder_.filePath("absent.maacc"), runs_[1]});
  QVERIFY(page_->comparison() == nullptr);
  QVERIFY(page_->findChild<Banner*>()->text().contains("absent.maacc"));
}

void TestComparePage::changesAreFiltered() {
  compare({runs_[0], runs_[1], runs_[2]});
  const auto* table = find<QTableView>("changedVerdicts");
  const std::vector<RunComparison> core = test::comparisonsOf(runs_.mid(0, 3));
  const auto first = static_cast<int>(core[0].verdicts.changes.size());
  const auto second = static_cast<int>(core[1].verdicts.changes.size());
  QVERIFY(first > 0 && second > first);
  QCOMPARE(table->model()->rowCount(), first + second);
  QCOMPARE(cell(table, 0, VerdictChangeModel::Mutant).toStdString(),
           core[0].verdicts.changes[0].mutantId);
  auto* run = find<QComboBox>("changesOfRun");
  run->setCurrentIndex(2);
  QCOMPARE(table->model()->rowCount(), second);
  auto* kind = find<QComboBox>("changesOfKind");
  kind->setCurrentIndex(1);
  int wanted = 0;
  for (const VerdictChange& change : core[1].verdicts.changes) {
    wanted += change.base == core[0].verdicts.transitions[0].base &&
                      change.run == core[0].verdicts.transitions[0].run
                  ? 1
                  : 0;
  }
  QVERIFY(wanted > 0 && wanted < second);
  QCOMPARE(table->model()->rowCount(), wanted);
  kind->setCurrentIndex(0);
  for (auto* edit : page_->findChildren<QLineEdit*>()) {
    if (edit->accessibleName() == "Find mutants by id") {
      QTest::keyClicks(edit, "NO-SUCH");
    }
  }
  QCOMPARE(table->model()->rowCount(), 0);
}

void TestComparePage::changeIsShownInTheInspector() {
  WindowDriver driver;
  for (const QString& run : {runs_[0], runs_[1]}) {
    driver.window().openRun(run);
  }
  auto* page = driver.window().findChild<ComparePage*>();
  for (auto* tabs : driver.window().findChildren<QTabWidget*>()) {
    if (tabs->indexOf(page) >= 0) {
      tabs->setCurrentWidget(page);
    }
  }
  QTRY_VERIFY(page->isVisible());
  QTRY_VERIFY(page->comparison() != nullptr);
  auto* table = page->findChild<QTableView*>("changedVerdicts");
  QTRY_VERIFY(table->model()->rowCount() > 0);
  for (const auto& run : driver.window().workspace().runs()) {
    QTRY_VERIFY(run->isLoaded());
  }
  table->selectRow(0);
  const QString mutant = cell(table, 0, VerdictChangeModel::Mutant);
  QStringList texts;
  for (const auto* label : driver.window().findChild<InspectorDock*>()->findChildren<QLabel*>()) {
    texts << label->text();
  }
  QVERIFY2(texts.join('\n').contains(mutant), qPrintable(texts.join('\n')));
}

void TestComparePage::plotAndTableHaveTheSamePoints() {
  compare(runs_.mid(0, 4));
  auto* chart = find<ScatterChart>("tradeOffChart");
  auto* table = find<QTableView>("tradeOffTable");
  const std::vector<ScatterPoint>& points = chart->scatter().points;
  QCOMPARE(static_cast<int>(points.size()), table->model()->rowCount());
  QCOMPARE(points.size(), size_t{4});  // the mean of two samples, both of them, the neurons
  QVERIFY(points[0].isSummary && points[0].spread > 0);
  const std::vector<RunComparison> core = test::comparisonsOf(runs_.mid(0, 4));
  QCOMPARE(points[1].x, core[0].work[1].saved.value());
  QCOMPARE(points[1].y, std::abs(core[0].scores[0].absolute));
  QCOMPARE(points[1].label, QString("sample-1"));
  page_->findChild<QTabWidget*>()->setCurrentIndex(3);
  chart->resize(600, 400);
  QTest::mouseClick(chart, Qt::LeftButton, {}, chart->positionOf(1).toPoint());
  QVERIFY(chart->selected() >= 0);
  QCOMPARE(table->currentIndex().row(), chart->selected());
  chart->setFocus();
  QTest::keyClick(chart, Qt::Key_Left);
  QTest::keyClick(chart, Qt::Key_Left);
  QTest::keyClick(chart, Qt::Key_Left);
  QCOMPARE(table->currentIndex().row(), 0);
  table->selectRow(3);
  QCOMPARE(chart->selected(), 3);
  find<QComboBox>("savingMeasure")->setCurrentIndex(3);
  QCOMPARE(chart->scatter().points[1].x, core[0].time.back().saved.value());
}

void TestComparePage::sweepRowsAreDrawn() {
  compare({runs_[0], runs_[1]});
  const QString sweep = folder_.filePath("strategies.csv");
  writeText(sweep, kSweep);
  page_->addSweepTable(sweep);
  const auto* chart = find<ScatterChart>("tradeOffChart");
  QTRY_COMPARE(chart->scatter().points.size(), size_t{3});
  QCOMPARE(chart->scatter().series,
           QStringList({"sample", "sweep: neuron clusters, together (published)",
                        "sweep: stratified sample"}));
  QCOMPARE(chart->scatter().points[1].x, 1 - 0.95);
  QCOMPARE(chart->scatter().points[2].y, 0.012);
  find<QComboBox>("tradeOffCriterion")->setCurrentIndex(1);
  QCOMPARE(chart->scatter().points.back().y, 0.015);
  find<QComboBox>("tradeOffCriterion")->setCurrentIndex(0);
  find<QComboBox>("savingMeasure")->setCurrentIndex(1);
  QCOMPARE(chart->scatter().points.size(), size_t{1});  // sweeps know the pairs alone
}

void TestComparePage::publishedResultsAreDrawn() {
  compare({runs_[0], runs_[1]});
  QByteArray model = QFileInfo(page_->comparison()->base.modelPath).fileName().toUtf8();
  QVERIFY(!model.isEmpty());
  model = '"' + model.replace("\"", "\"\"") + '"';
  QTemporaryDir tables;
  writeText(tables.filePath("vanilla.csv"),
            "Model_Type,Number_of_Mutants,Mutation_Score,Total_time\n" + model + ",20,0.5,100\n");
  writeText(tables.filePath("neuron-clustering.csv"),
            "Model_Type,Neurons_per_Cluster_param,Number_of_Clusters,Mutation_Score,"
            "Number_of_Mutants,Total_time\n" +
                model + ",3,2,0.6,5,1\n");
  page_->addPublishedResults(tables.path());
  const auto* chart = find<ScatterChart>("tradeOffChart");
  QTRY_VERIFY2(chart->scatter().series.contains("published: neuron clusters"),
               qPrintable(page_->findChild<Banner*>()->text()));
  QCOMPARE(find<QComboBox>("tradeOffCriterion")->currentIndex(), 1);  // all that is known of them
  const size_t points = chart->scatter().points.size();
  QCOMPARE(chart->scatter().points.back().x, 0.75);
  find<QAction>("paperAverages")->trigger();
  QCOMPARE(chart->scatter().points.size(), points + 2);
  QCOMPARE(chart->scatter().points.back().x, 0.3531);
  find<QComboBox>("tradeOffCriterion")->setCurrentIndex(0);
  QVERIFY(!chart->scatter().series.contains("published: neuron clusters"));
}

void TestComparePage::publishedResultsOfOtherModelsAreASentence() {
  compare({runs_[0], runs_[1]});
  QTemporaryDir tables;
  writeText(tables.filePath("vanilla.csv"),
            "Model_Type,Number_of_Mutants,Mutation_Score,Total_time\nnobody.keras,20,0.5,100\n");
  page_->addPublishedResults(tables.path());
  QTRY_VERIFY2(page_->findChild<Banner*>()->text().contains("has no results of"),
               qPrintable(page_->findChild<Banner*>()->text()));
}

void TestComparePage::foreignTablesAreRefused_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("word");
  QTest::newRow("other table") << QByteArray("a,b\n1,2\n") << "no column strategy";
  QTest::newRow("header alone") << QByteArray("strategy,setting\n") << "holds no rows";
  QByteArray words(kSweep);
  words.replace("0.95,0.27", "much,0.27");
  QTest::newRow("no number") << words << "\"much\" is no number for share";
  QByteArray criterion(kSweep);
  criterion.replace("true-class", "any-class");
  QTest::newRow("criterion") << criterion << "any-class";
}

void TestComparePage::foreignTablesAreRefused() {
  QFETCH(QByteArray, text);
  QFETCH(QString, word);
  const QString path = folder_.filePath("foreign.csv");
  writeText(path, text);
  page_->addSweepTable(path);
  QTRY_VERIFY2(page_->findChild<Banner*>()->text().contains(word),
               qPrintable(page_->findChild<Banner*>()->text()));
}

void TestComparePage::tablesAreCopiedAsLatex() {
  compare(runs_.mid(0, 4));
  for (const char* name :
       {"comparison", "score-errors-by-part", "changedVerdicts", "tradeOffTable"}) {
    auto* table = find<QTableView>(name);
    auto* copy = table->findChild<QAction*>("copyAsLatex");
    QVERIFY2(copy != nullptr, name);
    copy->trigger();
    const QString latex = QGuiApplication::clipboard()->text();
    QVERIFY2(latex.contains("\\toprule") && latex.contains("\\bottomrule"), qPrintable(latex));
    QCOMPARE(latex.count("\\\\\n"), table->model()->rowCount() + 1);
    QVERIFY2(!latex.contains("[U+"), qPrintable(latex));
  }
}

void TestComparePage::runsAreDropped() {
  QMimeData mime;
  mime.setUrls({QUrl::fromLocalFile(runs_[0]), QUrl::fromLocalFile(runs_[1])});
  QDragEnterEvent enter({50, 50}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(page_.get(), &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent drop({50, 50}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(page_.get(), &drop);
  QTRY_VERIFY(page_->comparison() != nullptr);
  QMimeData model;
  model.setUrls({QUrl::fromLocalFile(folder_.filePath("model.keras"))});
  QDragEnterEvent other({50, 50}, Qt::CopyAction, &model, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(page_.get(), &other);
  QVERIFY(!other.isAccepted());
}

void TestComparePage::seriesDifferWithoutColour() {
  Scatter scatter;
  for (int series = 0; series < 14; ++series) {
    scatter.series << QString::number(series);
    scatter.points.push_back({series, {}, {}, series / 13.0, 0.5});
  }
  QImage image(1600, 400, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter drawing(&image);
  const ScatterPainter painter(scatter, QRectF(image.rect()), paperStyle(20, true));
  painter.paint(drawing, -1);
  drawing.end();
  std::vector<QImage> marks;
  for (const ScatterPoint& point : scatter.points) {
    const QPoint at = painter.positionOf(point).toPoint();
    const QImage mark = image.copy(at.x() - 12, at.y() - 12, 24, 24);
    for (const QImage& other : marks) {
      QVERIFY2(mark != other, qPrintable(QString::number(point.series)));
    }
    marks.push_back(mark);
  }
}

void TestComparePage::ticksCoverTheirRange() {
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{
           {0, 1}, {0, 0.0123}, {-0.4, 0.98}, {0, 1e-9}, {-3, -1}}) {
    const std::vector<double> ticks = niceTicks(low, high, 6);
    QVERIFY(ticks.size() >= 2 && ticks.size() <= 7);
    QVERIFY(ticks.front() <= low + 1e-12 && ticks.back() >= high - 1e-12);
  }
  QCOMPARE(niceTicks(0, 1, 6).size(), size_t{6});
}

void TestComparePage::modelsKeepTheirPromises() {
  using Tester = QAbstractItemModelTester;
  std::vector<std::unique_ptr<Tester>> testers;
  for (const char* name :
       {"comparison", "score-errors-by-part", "changedVerdicts", "tradeOffTable"}) {
    testers.push_back(std::make_unique<Tester>(find<QTableView>(name)->model(),
                                               Tester::FailureReportingMode::QtTest));
  }
  compare(runs_.mid(0, 4));
  find<QComboBox>("changesOfRun")->setCurrentIndex(1);
  find<QComboBox>("savingMeasure")->setCurrentIndex(2);
  page_->picker().setChosen(runs_[1], false);
  QTRY_VERIFY(!page_->isBusy());
  QVERIFY(find<QTableView>("comparison")->model()->rowCount() > 0);
}

void TestComparePage::everythingHasAName() {
  compare(runs_.mid(0, 2));
  for (const auto* widget : page_->findChildren<QWidget*>()) {
    const bool takesFocus = widget->focusPolicy() != Qt::NoFocus && widget->isVisible();
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    const bool hasText = button != nullptr && !button->text().isEmpty();
    const bool isPart = widget->inherits("QLabel") || widget->objectName().startsWith("qt_") ||
                        widget->inherits("QTabBar") || widget->inherits("QTableCornerButton");
    if (takesFocus && !hasText && !isPart) {
      QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
    }
  }
}

QTEST_MAIN(TestComparePage)
#include "test_compare_page.moc"
