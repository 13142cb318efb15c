#include <QAbstractItemModelTester>
#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <QtTest>

#include "core/importers/import_model.h"
#include "core/mutation/mutation_plan.h"
#include "core/report/model_report.h"
#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"
#include "ui/jobs/command_text.h"
#include "ui/jobs/run_session.h"
#include "ui/jobs/strategy_arguments.h"
#include "ui/models/plan_table_model.h"
#include "ui/pages/plan_page.h"
#include "ui/samples.h"
#include "ui/widgets/cost_panel.h"
#include "ui/widgets/operator_picker.h"
#include "ui/widgets/strategy_picker.h"

using namespace maacc;
using maacc::test::WindowDriver;

namespace {

void check(PlanTableModel& table, int row, bool chosen) {
  QVERIFY(table.setData(table.index(row, PlanTableModel::Layer),
                        chosen ? Qt::Checked : Qt::Unchecked, Qt::CheckStateRole));
}

QStringList rowTexts(const QAbstractItemModel& model, int row) {
  QStringList texts;
  for (int column = 0; column < model.columnCount(); ++column) {
    texts << model.index(row, column).data().toString();
  }
  return texts;
}

int rowOf(const QAbstractItemModel& model, const std::string& layer) {
  int row = 0;
  while (row < model.rowCount() &&
         model.index(row, 0).data().toString() != QString::fromStdString(layer)) {
    ++row;
  }
  return row;
}

// The words that a shell makes of a command line.
QStringList wordsOf(const QString& command) {
  QProcess shell;
  shell.start("/bin/sh",
              {"-c", "for word in " + command + "; do printf '%s\\036' \"$word\"; done"});
  if (!shell.waitForFinished()) {
    return {};
  }
  QStringList words = QString::fromUtf8(shell.readAllStandardOutput()).split(QChar(036));
  words.removeLast();
  return words;
}

// The bundled model as its own importer and `maacc inspect` see it.
ModelInfo sampleInfo(const Network& network) {
  const QByteArray json = QByteArray::fromStdString(modelJson(network, {}));
  ModelInfo info = parseModelInfo(QJsonDocument::fromJson(json).object(), {});
  info.data = test::makeModelInfo().data;
  return info;
}

RunSpeed speedOfSmall() {
  RunSpeed speed;
  speed.run = "before.maacc";
  speed.modelHash = "m";
  speed.operators = {"CW", "NAI", "NEB"};
  speed.mutants = 60;
  speed.inputs = 90;
  speed.startSeconds = 2;
  speed.seconds = 10;
  return speed;
}

}  // namespace

// What the plan says before anything runs.
class TestPlanPage : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void init();
  void countsTheSampleAsTheCoreDoes();
  void tableHasTotalsAndReasons();
  void layersAreChosenInTheTable();
  void layersOfOneNameAreNumbers();
  void everyHeadIsLeftOut();
  void samplesAreCountedByCell();
  void cutsAreListedAndDropped();
  void cutsOfMutantsAreListedByOperator();
  void costIsMutantsTimesInputs();
  void withoutARunNoTimeIsKnown();
  void aRunOfTheModelTellsTheTime();
  void anotherKindOfRunTellsNothing();
  void anotherModelTellsWithItsArithmetic();
  void speedsAreRemembered();
  void commandIsWhatAShellReads_data();
  void commandIsWhatAShellReads();
  void runsWhatTheCommandLineSays();
  void suggestsAnotherFileOnceOneIsStarted();
  void anEndedRunTellsTheNextOne();
  void runPageLeadsToThePlan();
  void tabKeyReachesEverything();
  void controlReturnStarts();
};

void TestPlanPage::init() {
  test::setFakeMode("normal");
  qunsetenv("MAACC_FAKE_ARGUMENTS");
  QSettings().clear();
}

void TestPlanPage::countsTheSampleAsTheCoreDoes() {
  for (const Sample& sample : findSamples({})) {
    const Network network = importModel(sample.request.modelPath.toStdString());
    PlanPage page;
    page.setModel(sampleInfo(network));
    page.findChild<OperatorPicker*>()->setOperators(parseOperators("CW,NEB,BS,SHUFFLE,SWITCH"));
    page.setEngine("/usr/bin/maacc");
    PlanSettings settings;
    settings.operators = parseOperators("CW,NEB,BS,SHUFFLE,SWITCH");
    const MutationPlan plan = enumerateMutants(network, settings);
    QCOMPARE(page.work().counts.mutants, static_cast<int64_t>(plan.mutants.size()));
    const auto& table = *page.findChild<QTableView*>("planTable")->model();
    for (size_t layer = 0; layer < network.weightedLayers().size(); ++layer) {
      const int row = rowOf(table, network.layer(network.weightedLayers()[layer]).name);
      for (size_t op = 0; op < settings.operators.size(); ++op) {
        const auto expected =
            std::count_if(plan.mutants.begin(), plan.mutants.end(), [&](const Mutant& mutant) {
              return mutant.weightedLayer == static_cast<int>(layer) &&
                     mutant.op == settings.operators[op];
            });
        const int column = PlanTableModel::Operators + static_cast<int>(op);
        QCOMPARE(table.index(row, column).data().toString(),
                 expected == 0 ? QStringLiteral("–") : QString::number(expected));
      }
    }
  }
}

void TestPlanPage::tableHasTotalsAndReasons() {
  ModelInfo info = test::makeModelInfo();
  info.layers[1].without[OperatorKind::ScaleBias] = "has no bias";
  info.layers.push_back(
      {{"norm", "BatchNorm", "", {2}, {10}, 40, 0, -1}, "scales others", false, false, {}, {}});
  PlanTableModel table;
  const QAbstractItemModelTester tester(&table);
  const std::vector<Operator> operators = parseOperators("CW:0.2,BS");
  RunRequest request;
  request.reduction.strategy = Strategy::NeuronClusters;
  table.setPlan(info, {0, 1}, operators,
                planWork(info, info.weighted(), operators, request).counts);
  QCOMPARE(table.columnCount(), 7);
  QCOMPARE(table.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), QString("CW:0.2"));
  QVERIFY(table.headerData(2, Qt::Horizontal, Qt::ToolTipRole).toString().contains("1.2 w"));
  QCOMPARE(table.rowCount(), 4);  // the input has no weights
  QCOMPARE(rowTexts(table, 0),
           QStringList({"hidden", "10", "5 of 10", "–", "10", "5", "no BS: has no bias"}));
  QCOMPARE(rowTexts(table, 1).mid(0, 6),
           QStringList({"output", "10", "0 of 10", "0 of 10", "20", "0"}));
  QVERIFY(rowTexts(table, 1).last().startsWith("output layer"));
  QCOMPARE(rowTexts(table, 2), QStringList({"norm", "–", "–", "–", "–", "–", "scales others"}));
  QVERIFY(!table.index(2, 0).data(Qt::CheckStateRole).isValid());
  QCOMPARE(rowTexts(table, 3),
           QStringList({"All chosen layers", "20", "5 of 20", "0 of 10", "30", "5", ""}));
  table.setPlan(info, {1}, operators, {});  // the same shape, other rows
  QCOMPARE(rowTexts(table, 0).last(), QString("not chosen"));
  table.setPlan(info, {1}, {}, {});
  QCOMPARE(table.columnCount(), 5);
}

void TestPlanPage::layersAreChosenInTheTable() {
  PlanPage page;
  page.setModel(test::makeModelInfo());
  page.setEngine("/usr/bin/maacc");
  auto& table = *qobject_cast<PlanTableModel*>(page.findChild<QTableView*>("planTable")->model());
  QVERIFY(page.request().layers.isEmpty());
  check(table, 1, false);
  QCOMPARE(page.request().layers, QStringList{"hidden"});
  QCOMPARE(page.work().counts.mutants, int64_t{30});
  page.setModel(test::makeModelInfo());  // of the same model: the choice stays
  QCOMPARE(page.request().layers, QStringList{"hidden"});
  check(table, 0, false);
  QVERIFY(!page.canStart());
  QVERIFY(page.findChild<QLabel*>("planSummary")->text().contains("at least one layer"));
  check(table, 0, true);
  check(table, 1, true);
  QVERIFY(page.request().layers.isEmpty() && page.canStart());
  // By the keyboard: the space bar on the first column.
  auto* view = page.findChild<QTableView*>("planTable");
  page.show();
  view->setFocus();
  view->setCurrentIndex(table.index(1, 0));
  QTest::keyClick(view, Qt::Key_Space);
  QCOMPARE(page.request().layers, QStringList{"hidden"});
}

void TestPlanPage::layersOfOneNameAreNumbers() {
  ModelInfo info = test::makeModelInfo();
  info.layers[2].summary.name = "hidden";
  PlanPage page;
  page.setModel(info);
  auto& table = *qobject_cast<PlanTableModel*>(page.findChild<QTableView*>("planTable")->model());
  check(table, 0, false);
  QCOMPARE(page.request().layers, QStringList{"1"});
}

void TestPlanPage::everyHeadIsLeftOut() {
  ModelInfo info = test::makeModelInfo();
  info.layers.push_back(info.layers[2]);  // beside the output layer
  info.layers.back().summary.name = "other head";
  info.layers.back().summary.weightedLayer = 2;
  PlanPage page;
  page.setEngine("/usr/bin/maacc");
  page.setModel(info);
  ReductionSettings settings;
  settings.strategy = Strategy::NeuronClusters;
  page.strategy().setClusters(settings);
  QCOMPARE(page.work().counts.mutants, int64_t{90});
  QCOMPARE(page.work().counts.tested, std::optional(int64_t{15}));
  auto& table = *qobject_cast<PlanTableModel*>(page.findChild<QTableView*>("planTable")->model());
  check(table, 0, false);
  QVERIFY(!page.canStart());
  QVERIFY(page.findChild<QLabel*>("planSummary")->text().contains("leave output layers out"));
}

void TestPlanPage::samplesAreCountedByCell() {
  PlanPage page;
  page.setModel(test::makeModelInfo());
  page.findChild<QComboBox*>("strategy")->setCurrentText(strategyTitle(Strategy::Sample));
  page.findChild<QDoubleSpinBox*>("sampleFraction")->setValue(25);
  const auto& table = *page.findChild<QTableView*>("planTable")->model();
  QCOMPARE(page.work().counts.tested, std::optional(int64_t{15}));
  int tested = 0;
  for (int op = 0; op < 3; ++op) {
    for (int row = 0; row < 2; ++row) {
      const QString cell = table.index(row, PlanTableModel::Operators + op).data().toString();
      QVERIFY2(cell == "2 of 10" || cell == "3 of 10", qPrintable(cell));
      tested += cell.section(' ', 0, 0).toInt();
    }
  }
  QCOMPARE(tested, 15);
}

void TestPlanPage::cutsAreListedAndDropped() {
  PlanPage page;
  page.setModel(test::makeModelInfo());
  page.setEngine("/usr/bin/maacc");
  page.show();
  auto* view = page.findChild<QTableView*>("cutTable");
  QVERIFY(!view->isVisible());
  ReductionSettings settings;
  settings.strategy = Strategy::NeuronClusters;
  settings.treeCuts = {{0, "", 3}};
  page.strategy().setClusters(settings);
  QVERIFY(view->isVisible());
  const QAbstractItemModelTester tester(view->model());
  QCOMPARE(view->model()->rowCount(), 2);
  QCOMPARE(rowTexts(*view->model(), 0), QStringList({"hidden", "10", "3", "9"}));
  QCOMPARE(rowTexts(*view->model(), 1), QStringList({"output", "10", "–", "left out"}));
  QVERIFY(page.findChild<QPlainTextEdit*>("commandLine")->toPlainText().contains("--cut 0=3"));
  QSignalSpy leads(&page, &PlanPage::clustersPageRequested);
  QTest::mouseClick(page.findChild<QPushButton*>("changeCuts"), Qt::LeftButton);
  QCOMPARE(leads.count(), 1);
  QTest::mouseClick(page.findChild<QPushButton*>("dropCuts"), Qt::LeftButton);
  QVERIFY(!view->isVisible());
  QVERIFY(page.request().reduction.treeCuts.empty());
  QCOMPARE(page.request().reduction.strategy, Strategy::NeuronClusters);
}

void TestPlanPage::cutsOfMutantsAreListedByOperator() {
  PlanPage page;
  page.setModel(test::makeModelInfo());
  ReductionSettings settings;
  settings.strategy = Strategy::MutantClusters;
  settings.mutantCut = {CutKind::Clusters, 2};
  settings.treeCuts = {{1, "NAI", 7}};
  page.strategy().setClusters(settings);
  const auto& model = *page.findChild<QTableView*>("cutTable")->model();
  QCOMPARE(model.rowCount(), 6);
  QCOMPARE(rowTexts(model, 0), QStringList({"hidden CW", "10", "2", "2"}));
  QCOMPARE(rowTexts(model, 4), QStringList({"output NAI", "10", "7", "7"}));
}

void TestPlanPage::costIsMutantsTimesInputs() {
  PlanPage page;
  page.setModel(test::makeModelInfo());
  QCOMPARE(*page.work().pairs, 60.0 * 90);
  // 30 mutants of the hidden layer at 220, 30 of the output layer at 20, against 1,480 each.
  QCOMPARE(*page.work().flops, 90.0 * (30 * 220 + 30 * 20));
  QCOMPARE(*page.work().wholeFlops, 90.0 * 60 * 1480);
  const auto* cost = page.findChild<CostPanel*>();
  QVERIFY2(cost->text().contains("60 mutants × 90 correct inputs"), qPrintable(cost->text()));
  QVERIFY2(cost->text().contains("8.1 %"), qPrintable(cost->text()));
  page.findChild<QSpinBox*>("limitInputs")->setValue(50);
  QCOMPARE(page.work().inputs, 45);
  QVERIFY(cost->text().contains("about 45"));
  page.findChild<QComboBox*>("strategy")->setCurrentText(strategyTitle(Strategy::TwoPhase));
  page.findChild<QDoubleSpinBox*>("twoPhaseBudget")->setValue(10);
  QCOMPARE(*page.work().pairs, 270.0);
}

void TestPlanPage::withoutARunNoTimeIsKnown() {
  PlanPage page;
  page.setModel(test::makeModelInfo());
  const QString text = page.findChild<CostPanel*>()->text();
  QVERIFY2(text.contains("not known") && text.contains("has been timed yet"), qPrintable(text));
  QVERIFY(!forecastTime(page.work(), {}));
}

void TestPlanPage::aRunOfTheModelTellsTheTime() {
  PlanPage page;
  page.setModel(test::makeModelInfo());
  const auto again = forecastTime(page.work(), {speedOfSmall()});
  QVERIFY(again && again->sameModel && !again->testingOnly);
  QVERIFY(again->low < 12 && again->high > 12);
  QVERIFY(again->high < 2 * 12);
  RunSpeed other = speedOfSmall();
  other.operators = {"GF"};
  const auto wider = forecastTime(page.work(), {other});
  QVERIFY(wider->high / wider->low > again->high / again->low);
  // The run that is most alike is what counts.
  QCOMPARE(forecastTime(page.work(), {speedOfSmall(), other})->high, again->high);
  QCOMPARE(forecastTime(page.work(), {other, speedOfSmall()})->high, again->high);
  // A tenth of the mutants: between a tenth of the time and little less than all of it.
  page.findChild<QComboBox*>("strategy")->setCurrentText(strategyTitle(Strategy::Sample));
  const auto tenth = forecastTime(page.work(), {speedOfSmall()});
  QVERIFY(tenth->low < 1 + 2 && tenth->high < again->high && tenth->high > 5.5);
}

void TestPlanPage::anotherKindOfRunTellsNothing() {
  PlanPage page;
  page.setModel(test::makeModelInfo());
  RunSpeed twoPhase = speedOfSmall();
  twoPhase.kind = WorkKind::TwoPhase;
  QVERIFY(!forecastTime(page.work(), {twoPhase}));
}

void TestPlanPage::anotherModelTellsWithItsArithmetic() {
  PlanPage page;
  page.setModel(test::makeModelInfo());
  RunSpeed other = speedOfSmall();
  other.modelHash = "another";
  QVERIFY(!forecastTime(page.work(), {other}));  // nothing to compare by
  other.flops = *page.work().flops * 10;
  const auto forecast = forecastTime(page.work(), {other});
  QVERIFY(forecast && forecast->testingOnly && !forecast->sameModel);
  QVERIFY(forecast->low < 1 && forecast->high > 1);
  other.seconds = 0.02;
  QVERIFY(!forecastTime(page.work(), {other}));  // too short to tell
}

void TestPlanPage::speedsAreRemembered() {
  QSettings settings;
  QVERIFY(!rememberedSpeed(settings));
  RunSpeed speed = speedOfSmall();
  speed.kind = WorkKind::TwoPhase;
  speed.evidence = Evidence::Inputs;
  speed.flops = 1.5e9;
  rememberSpeed(settings, speed);
  QCOMPARE(*rememberedSpeed(settings), speed);
  rememberSpeed(settings, speedOfSmall());
  QCOMPARE(*rememberedSpeed(settings), speedOfSmall());  // without flops again
}

void TestPlanPage::commandIsWhatAShellReads_data() {
  QTest::addColumn<QString>("word");
  QTest::newRow("plain") << "--operators=CW:0.1,NAI";
  QTest::newRow("space") << "/my models/a b.keras";
  QTest::newRow("quote") << "it's \"quoted\"";
  QTest::newRow("signs") << "$HOME `date` \\ * ? ~ ! # & ; | < > ( ) { } [ ]";
  QTest::newRow("empty") << "";
  QTest::newRow("line break") << "two\nlines";
  QTest::newRow("letters") << QString::fromUtf8("Zähler/模型.keras");
}

void TestPlanPage::commandIsWhatAShellReads() {
  QFETCH(QString, word);
  const QString command = shellCommand("/opt/my tools/maacc", {"run", word, "--json"});
  QCOMPARE(wordsOf(command), QStringList({"/opt/my tools/maacc", "run", word, "--json"}));
}

void TestPlanPage::runsWhatTheCommandLineSays() {
  WindowDriver driver;
  qputenv("MAACC_FAKE_ARGUMENTS", driver.file("arguments").toUtf8());
  QVERIFY(driver.openSample());
  QVERIFY(driver.click("newRun"));
  QCOMPARE(driver.page(), 3);
  for (auto* edit : driver.window().findChildren<QLineEdit*>()) {
    if (edit->accessibleName() == "Run file") {
      edit->setText(driver.file("it's a run.maacc"));
    }
  }
  QVERIFY(driver.click("copyCommand"));
  const QString command = driver.find<QPlainTextEdit>("commandLine")->toPlainText();
  QCOMPARE(QGuiApplication::clipboard()->text(), command);
  QVERIFY(driver.click("startRun"));
  QCOMPARE(driver.page(), 4);
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().count(), 1, 20000);
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().at(0).state, JobState::Finished, 20000);
  QFile arguments(driver.file("arguments"));
  QVERIFY(arguments.open(QIODevice::ReadOnly));
  const QStringList received =
      QString::fromUtf8(arguments.readAll()).split('\n', Qt::SkipEmptyParts);
  QStringList said = wordsOf(command);
  QCOMPARE(said.takeFirst(), driver.window().workspace().engine().program);
  QCOMPARE(received, said);
}

void TestPlanPage::suggestsAnotherFileOnceOneIsStarted() {
  QTemporaryDir folder;
  ModelInfo info = test::makeModelInfo();
  info.request.modelPath = folder.filePath("small.keras");
  PlanPage page;
  page.setEngine("/usr/bin/maacc");
  page.setModel(info);
  QStringList started;
  connect(&page, &PlanPage::startRequested, this,
          [&](const RunRequest& request) { started << request.runPath; });
  page.start();
  page.start();  // nothing has written the first file yet
  QCOMPARE(started,
           QStringList({folder.filePath("small-run1.maacc"), folder.filePath("small-run2.maacc")}));
}

void TestPlanPage::anEndedRunTellsTheNextOne() {
  WindowDriver driver;
  QVERIFY(driver.openSample());
  QVERIFY(driver.startRun(driver.file("a.maacc")));
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().at(0).state, JobState::Finished, 20000);
  QTRY_VERIFY_WITH_TIMEOUT(rememberedSpeed(QSettings()).has_value(), 20000);
  QCOMPARE(rememberedSpeed(QSettings())->run, QString("a.maacc"));
  const QString text = driver.window().findChild<CostPanel*>()->text();
  QVERIFY2(text.contains("a.maacc"), qPrintable(text));
}

void TestPlanPage::runPageLeadsToThePlan() {
  WindowDriver driver;
  QVERIFY(driver.openSample());
  QTest::keyClick(&driver.window(), Qt::Key_5, Qt::ControlModifier);
  QCOMPARE(driver.page(), 4);
  QVERIFY(driver.click("planRun"));
  QCOMPARE(driver.page(), 3);
}

void TestPlanPage::tabKeyReachesEverything() {
  WindowDriver driver;
  QVERIFY(driver.openSample());
  QVERIFY(driver.click("newRun"));
  QVERIFY(QTest::qWaitForWindowActive(&driver.window()));
  auto* page = driver.window().findChild<PlanPage*>();
  auto* first = page->findChild<QTreeWidget*>();
  first->setFocus();
  QStringList met;
  for (int step = 0; step < 80 && !met.contains("startRun"); ++step) {
    const QWidget* focus = driver.window().focusWidget();
    met << (focus->objectName().isEmpty() ? focus->accessibleName() : focus->objectName());
    QTest::keyClick(driver.window().focusWidget(), Qt::Key_Tab);
  }
  qsizetype last = -1;
  for (const char* name : {"strategy", "planTable", "limitInputs", "seed", "Run file",
                           "commandLine", "copyCommand", "startRun"}) {
    QVERIFY2(met.indexOf(name) > last, qPrintable(QString(name) + ": " + met.join(", ")));
    last = met.indexOf(name);
  }
}

void TestPlanPage::controlReturnStarts() {
  WindowDriver driver;
  QVERIFY(driver.openSample());
  QVERIFY(QTest::qWaitForWindowActive(&driver.window()));
  QTest::keyClick(&driver.window(), Qt::Key_Return, Qt::ControlModifier);
  QCOMPARE(driver.page(), 3);  // from elsewhere it only shows what would start
  QCOMPARE(driver.jobs().count(), 0);
  for (auto* edit : driver.window().findChildren<QLineEdit*>()) {
    if (edit->accessibleName() == "Run file") {
      edit->setText(driver.file("b.maacc"));
    }
  }
  auto* table = driver.find<QTableView>("planTable");
  table->setFocus();
  QTest::keyClick(table, Qt::Key_Return, Qt::ControlModifier);
  QCOMPARE(driver.page(), 4);
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().at(0).state, JobState::Finished, 20000);
}

QTEST_MAIN(TestPlanPage)
#include "test_plan_page.moc"
