#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QProgressDialog>
#include <QTableView>
#include <QThread>
#include <QtTest>

#include "core/base/error.h"
#include "core/report/model_report.h"
#include "tests/support/random_network.h"
#include "tests/ui/ui_fixtures.h"
#include "ui/jobs/file_kind.h"
#include "ui/jobs/run_work.h"
#include "ui/models/group_table_model.h"
#include "ui/models/layer_table_model.h"
#include "ui/text.h"
#include "ui/widgets/operator_picker.h"
#include "ui/widgets/score_tile.h"
#include "ui/widgets/table_copy.h"
#include "ui/widgets/tables.h"

using namespace maacc;

class TestTableModels : public QObject {
  Q_OBJECT

 private slots:
  void layersSayWhyTheyHaveNoUnits();
  void groupsAddUpToTheTotal();
  void criteriaThatWereNotEvaluatedHaveNoScore();
  void tilesShowTheIntervalOfAnEstimate();
  void copiesSelectedRows();
  void largeTablesAreCopiedBetweenEvents();
  void changedTablesAreNotCopied();
  void tooLongForAPaper();
  void readsTheEnginesModel();
  void countsMutantsAsTheEngineDoes();
  void foreignAnswerIsAnError();
  void sniffsContentNotSuffix_data();
  void sniffsContentNotSuffix();
  void writesNumbersForPeople();
  void operatorsStartAsInThePaper();
};

void TestTableModels::layersSayWhyTheyHaveNoUnits() {
  LayerTableModel model;
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
  model.setLayers(test::makeModelInfo().layers);
  QCOMPARE(model.rowCount(), 3);
  QCOMPARE(model.index(0, LayerTableModel::Why).data().toString(), QString("holds no weights"));
  QCOMPARE(model.index(1, LayerTableModel::Units).data().toString(), QString("10"));
  QCOMPARE(model.index(1, LayerTableModel::Kind).data().toString(), QString("Dense"));
}

void TestTableModels::groupsAddUpToTheTotal() {
  const RunDescription run = test::makeDescription(10);
  std::vector<KillRecord> records;
  for (int64_t index = 0; index < 50; ++index) {
    records.push_back(test::makeRecord(index));
  }
  RunTally tally(run);
  tally.add(run, std::span(records).first(20));
  tally.add(run, std::span(records).subspan(20));
  const ScoreSummary oracle = summarize(records, 60, 10);
  const ScoreSummary total = tally.total();
  QCOMPARE(total.planned, 60);
  QCOMPARE(total.killed, oracle.killed);
  QCOMPARE(total.errors, oracle.errors);
  QCOMPARE(total.trueClass.killedClasses, oracle.trueClass.killedClasses);
  QCOMPARE(total.trueClass.denominator(), oracle.trueClass.denominator());
  QCOMPARE(total.predictedClass.value(), oracle.predictedClass.value());
  const std::vector<GroupSummary> layers = tally.byLayer(run);
  const std::vector<GroupSummary> oracleLayers =
      summarizeByLayer(run.plan, records, run.weightedNames, 10);
  QCOMPARE(layers.size(), oracleLayers.size());
  for (size_t i = 0; i < layers.size(); ++i) {
    QCOMPARE(layers[i].group, oracleLayers[i].group);
    QCOMPARE(layers[i].summary.tested, oracleLayers[i].summary.tested);
    QCOMPARE(layers[i].summary.trueClass.value(), oracleLayers[i].summary.trueClass.value());
  }
  GroupTableModel model("Layer");
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
  model.setGroups(layers);
  model.setGroups(tally.byOperator(run));
  QCOMPARE(model.rowCount(), 3);
  model.setGroups(tally.byOperator(run));
  QCOMPARE(model.index(0, GroupTableModel::Group).data().toString(), QString("CW"));
}

void TestTableModels::criteriaThatWereNotEvaluatedHaveNoScore() {
  const RunDescription run = test::makeDescription(10);
  std::vector<KillRecord> records = {test::makeRecord(0), test::makeRecord(1)};
  for (KillRecord& record : records) {
    record.killedTrueClass.clear();
  }
  RunTally tally(run);
  tally.add(run, records);
  QVERIFY(!tally.total().trueClass.evaluated());
  GroupTableModel model("Layer");
  model.setGroups(tally.byLayer(run));
  const QModelIndex score = model.index(0, GroupTableModel::TrueScore);
  QCOMPARE(score.data().toString(), dashText());
  QVERIFY(score.data(Qt::ToolTipRole).toString().contains("nothing evaluated"));
  QVERIFY(model.index(0, GroupTableModel::PredictedScore).data().toString() != dashText());
  StatTile tile("Mutation score");
  showScore(tile, countedScores(tally.total()), std::nullopt, tally.total().trueClass);
  QStringList texts;
  for (const auto* label : tile.findChildren<QLabel*>()) {
    texts << label->text();
  }
  QVERIFY2(texts.contains(dashText()) && !texts.join(' ').contains('0'),
           qPrintable(texts.join('\n')));
}

void TestTableModels::tilesShowTheIntervalOfAnEstimate() {
  RunScores scores;
  scores.estimated = true;
  scores.trueClass = ScoreEstimate{0.4813, 0.4359, 0.5266, 0.95, "stratified sample", ""};
  scores.predictedClass = ScoreEstimate{0.5, 0.25, 0.75, 1, "representatives", ""};
  StatTile trueClass("Mutation score");
  StatTile predictedClass("Mutation score");
  showBothScores(trueClass, predictedClass, scores, {});
  QCOMPARE(trueClass.value(), QString("0.4813"));
  QCOMPARE(trueClass.note(), QString("95 % interval 0.4359 to 0.5266 (stratified sample)"));
  QCOMPARE(predictedClass.note(), QString("certainly 0.2500 to 0.7500 (representatives)"));
}

void TestTableModels::copiesSelectedRows() {
  LayerTableModel model;
  model.setLayers(test::makeModelInfo().layers);
  QTableView view;
  prepareTable(view, "Layers");
  view.setModel(&model);
  view.selectRow(1);
  const QStringList lines = tableText(view, TableFormat::Tabs).split('\n', Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), 2);
  QVERIFY(lines[1].startsWith("hidden\tDense\trelu\t10\t650\t10"));
}

namespace {

// Every cell says where it is, slowly.
class SlowModel : public QAbstractTableModel {
 public:
  explicit SlowModel(int rows) : rows_(rows) {}
  int rowCount(const QModelIndex& = {}) const override { return rows_; }
  int columnCount(const QModelIndex& = {}) const override { return 2; }
  QVariant data(const QModelIndex& index, int role) const override {
    if (role != Qt::DisplayRole) {
      return {};
    }
    QThread::usleep(20);
    return QString("%1.%2").arg(index.row()).arg(index.column());
  }
  void change() {
    beginResetModel();
    endResetModel();
  }

 private:
  int rows_;
};

QAction* actionOf(const QTableView& view, const QString& text) {
  for (QAction* action : view.actions()) {
    if (action->text() == text) {
      return action;
    }
  }
  return nullptr;
}

}  // namespace

void TestTableModels::largeTablesAreCopiedBetweenEvents() {
  SlowModel model(4000);
  QTableView view;
  prepareTable(view, "Slow");
  view.setModel(&model);
  view.setColumnHidden(1, true);
  QGuiApplication::clipboard()->setText("before");
  actionOf(view, "Copy as CSV")->trigger();
  QCOMPARE(QGuiApplication::clipboard()->text(), QString("before"));
  QTRY_VERIFY(QGuiApplication::clipboard()->text() != "before");
  const QStringList lines = QGuiApplication::clipboard()->text().split("\r\n");
  QCOMPARE(lines.size(), 4002);
  for (int row = 0; row < 4000; ++row) {
    QCOMPARE(lines[row + 1], QString("%1.0").arg(row));
  }
  QTRY_VERIFY(view.findChild<QProgressDialog*>() == nullptr);
}

void TestTableModels::changedTablesAreNotCopied() {
  SlowModel model(4000);
  QTableView view;
  prepareTable(view, "Slow");
  view.setModel(&model);
  QGuiApplication::clipboard()->setText("before");
  actionOf(view, "Copy as CSV")->trigger();
  model.change();
  auto* dialog = view.findChild<QProgressDialog*>();
  QVERIFY(dialog != nullptr);
  QVERIFY2(dialog->labelText().contains("changed"), qPrintable(dialog->labelText()));
  for (int look = 0; look < 100; ++look) {
    QCoreApplication::processEvents();
  }
  QCOMPARE(QGuiApplication::clipboard()->text(), QString("before"));
  emit dialog->canceled();
  QTRY_VERIFY(view.findChild<QProgressDialog*>() == nullptr);
}

void TestTableModels::tooLongForAPaper() {
  SlowModel model(6000);
  QTableView view;
  prepareTable(view, "Slow");
  view.setModel(&model);
  QGuiApplication::clipboard()->setText("before");
  actionOf(view, "Copy as LaTeX")->trigger();
  QCOMPARE(QGuiApplication::clipboard()->text(), QString("before"));
  QVERIFY(view.findChild<QProgressDialog*>() == nullptr);
  for (const int row : {3, 17}) {
    view.selectionModel()->select(model.index(row, 0),
                                  QItemSelectionModel::Select | QItemSelectionModel::Rows);
  }
  actionOf(view, "Copy as LaTeX")->trigger();
  const QString latex = QGuiApplication::clipboard()->text();
  QVERIFY2(latex.contains("3.0") && latex.contains("17.1") && !latex.contains("4.0"),
           qPrintable(latex));
}

void TestTableModels::readsTheEnginesModel() {
  const QJsonObject layer{
      {"name", "conv"},
      {"kind", "Conv2D"},
      {"output_shape", QJsonArray{8, 6, 6}},
      {"units", 8},
      {"output_layer", true},
      {"without_mutants", QJsonObject{{"BS", "has no bias"}}},
      {"pair_flops", QJsonObject{{"affine", 3.0}, {"replacing", 5.0}, {"switching", 9.0}}},
      {"weighted_layer", 0}};
  const QJsonObject answer{
      {"model", QJsonObject{{"classes", 10}, {"units", 8}, {"layers", QJsonArray{layer}}}},
      {"data", QJsonObject{{"samples", 500}, {"labels_per_class", QJsonArray{50, 50}}}},
      {"accuracy", 0.97},
      {"warnings", QJsonArray{"near chance"}}};
  const ModelInfo info = parseModelInfo(answer, {"/a/b.keras", "/a/d.npz", {}, {}, {}, {}});
  QCOMPARE(info.name(), QString("b.keras"));
  QCOMPARE(info.layers.front().summary.outputShape, (Shape{8, 6, 6}));
  QCOMPARE(info.weighted().size(), size_t{1});
  QVERIFY(info.layers.front().outputLayer);
  QCOMPARE(info.layers.front().without.at(OperatorKind::ScaleBias), QString("has no bias"));
  QCOMPARE(info.layers.front().flops->replacing, 5.0);
  QCOMPARE(info.data->accuracy, 0.97);
  QCOMPARE(info.warnings, QStringList{"near chance"});
}

void TestTableModels::countsMutantsAsTheEngineDoes() {
  const std::vector<Operator> all = parseOperators("CW,NAI,NEB,BS,SHUFFLE,SWITCH,GF,BIT");
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const Network network = test::randomNetwork(seed);
    const QByteArray json = QByteArray::fromStdString(modelJson(network, {}));
    const ModelInfo info = parseModelInfo(QJsonDocument::fromJson(json).object(), {});
    for (const Strategy strategy : {Strategy::Exhaustive, Strategy::NeuronClusters}) {
      RunRequest request;
      request.reduction.strategy = strategy;
      const PlanCounts counts = planWork(info, info.weighted(), all, request).counts;
      const PlanCounts expected = countPlan(countedLayers(network), all, request.reduction);
      QCOMPARE(counts.mutants, expected.mutants);
      QCOMPARE(counts.tested, expected.tested);
      QCOMPARE(counts.cells.size(), expected.cells.size());
    }
  }
}

void TestTableModels::foreignAnswerIsAnError() {
  QVERIFY_EXCEPTION_THROWN(parseModelInfo(QJsonObject{{"hello", 1}}, {}), Error);
  // An engine that does not say which operators apply.
  const QJsonObject layer{{"name", "conv"}, {"units", 8}, {"weighted_layer", 0}};
  const QJsonObject model{{"classes", 10}, {"layers", QJsonArray{layer}}};
  QVERIFY_EXCEPTION_THROWN(parseModelInfo(QJsonObject{{"model", model}}, {}), Error);
}

void TestTableModels::sniffsContentNotSuffix_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::addColumn<int>("kind");
  QTest::newRow("run") << QByteArray("SQLite format 3\0", 16) << static_cast<int>(FileKind::Run);
  QTest::newRow("keras") << QByteArray("PK\x03\x04 ... metadata.json config.json model.weights.h5")
                         << static_cast<int>(FileKind::Model);
  QTest::newRow("npz") << QByteArray("PK\x03\x04 ... x_test.npy y_test.npy")
                       << static_cast<int>(FileKind::Data);
  QTest::newRow("npy") << QByteArray("\x93NUMPY\x01") << static_cast<int>(FileKind::Data);
  QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08") << static_cast<int>(FileKind::Data);
  QTest::newRow("idx") << QByteArray("\0\0\x08\x03", 4) << static_cast<int>(FileKind::Data);
  QTest::newRow("mat") << QByteArray("MATLAB 5.0 MAT-file") << static_cast<int>(FileKind::Data);
  QTest::newRow("csv") << QByteArray("a,b,label\n1,2,0\n3,4,1\n")
                       << static_cast<int>(FileKind::Data);
  QTest::newRow("text") << QByteArray("hello") << static_cast<int>(FileKind::Unknown);
  QTest::newRow("empty") << QByteArray() << static_cast<int>(FileKind::Unknown);
}

void TestTableModels::sniffsContentNotSuffix() {
  QFETCH(QByteArray, content);
  QFETCH(int, kind);
  QTemporaryDir folder;
  QFile file(folder.filePath("misnamed.txt"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(content);
  file.close();
  QCOMPARE(static_cast<int>(sniffFile(file.fileName())), kind);
  QCOMPARE(sniffFile(folder.filePath("absent")), FileKind::Missing);
  QCOMPARE(sniffFile(folder.path()), FileKind::Data);
}

void TestTableModels::writesNumbersForPeople() {
  QLocale::setDefault(QLocale::English);
  QCOMPARE(countText(6214), QString("6,214"));
  QCOMPARE(durationText(std::nullopt), dashText());
  QCOMPARE(durationText(0.034), QString("34 ms"));
  QCOMPARE(durationText(92), QString("1 m 32 s"));
  QCOMPARE(durationText(3725), QString("1 h 02 m"));
  QCOMPARE(prettyShape({3, 32, 32}), QString("3 × 32 × 32"));
  QCOMPARE(percentText(0.972), QString("97.2 %"));
  Score score;
  score.killedClasses = 5;
  score.mutants = 10;
  score.classes = 10;
  QCOMPARE(scoreFormula(score), QString("5 killed classes / (10 mutants × 10 classes)"));
}

void TestTableModels::operatorsStartAsInThePaper() {
  OperatorPicker picker;
  QCOMPARE(picker.operatorTexts(), (QStringList{"CW", "NAI", "NEB"}));
  picker.setOperators({parseOperator("CW:0.25"), parseOperator("SHUFFLE")});
  QCOMPARE(picker.operatorTexts(), (QStringList{"CW:0.25", "SHUFFLE"}));
}

QTEST_MAIN(TestTableModels)
#include "test_table_models.moc"
