#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>
#include <numeric>

#include "core/importers/import_model.h"
#include "tests/support/test_paths.h"
#include "tests/ui/ui_fixtures.h"
#include "ui/pages/model_figures.h"
#include "ui/widgets/sample_strip.h"

using namespace maacc;

namespace {

ModelInfo sampleModel() {
  ModelInfo info;
  info.request.modelPath = QString::fromStdString(test::sample("digits-mlp.keras"));
  info.request.dataPath = QString::fromStdString(test::sample("digits-test-images.idx3-ubyte.gz"));
  info.request.labelsPath =
      QString::fromStdString(test::sample("digits-test-labels.idx1-ubyte.gz"));
  info.request.preprocessing = "scale=1/16";
  info.inputShape = {1, 8, 8};
  info.classes = 10;
  info.data = DataInfo{};
  info.data->samples = 500;
  info.data->labelsPerClass.assign(10, 50);
  return info;
}

}  // namespace

// What the page of a model shows beside its layers.
class TestModelPage : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void weightsAreThoseOfTheKernel();
  void tableHasTheNumbersOfTheChart();
  void oneSampleOfEachClassIsShown();
  void withoutDataThereAreNoSamples();
};

void TestModelPage::weightsAreThoseOfTheKernel() {
  const ModelInfo info = sampleModel();
  const Network network = importModel(info.request.modelPath.toStdString());
  const std::vector<LayerWeights> weights = layerWeights(network);
  QCOMPARE(weights.size(), network.weightedLayers().size());
  for (size_t i = 0; i < weights.size(); ++i) {
    const Layer& layer = network.layer(network.weightedLayers()[i]);
    const std::vector<float>& kernel = unitWeights(layer).kernel->values;
    QCOMPARE(weights[i].layer, QString::fromStdString(layer.name));
    const WeightHistogram& histogram = weights[i].histogram;
    QCOMPARE(std::accumulate(histogram.bins.begin(), histogram.bins.end(), int64_t{0}),
             static_cast<int64_t>(kernel.size()));
    QCOMPARE(histogram.low, static_cast<double>(*std::min_element(kernel.begin(), kernel.end())));
  }
}

void TestModelPage::tableHasTheNumbersOfTheChart() {
  ModelFigures figures;
  figures.setModel(sampleModel());
  auto* table = figures.findChild<QTableView*>("weightNumbers");
  QAbstractItemModelTester tester(table->model());
  QTRY_COMPARE(table->model()->rowCount(), 40);
  figures.showWeightsOf("digit");
  QVERIFY(figures.findChild<QWidget*>("weightChart")->accessibleName().contains("digit"));
  qint64 sum = 0;
  for (int row = 0; row < table->model()->rowCount(); ++row) {
    sum += table->model()->index(row, 2).data().toString().toLongLong();
  }
  QCOMPARE(sum, 240);  // 24 inputs, 10 units
  auto* classes = figures.findChild<QTableView*>("classNumbers");
  QCOMPARE(classes->model()->rowCount(), 10);
  QCOMPARE(classes->model()->index(3, 1).data().toString(), "50");
}

void TestModelPage::oneSampleOfEachClassIsShown() {
  SampleStrip strip;
  strip.showSamples(sampleModel());
  QTRY_COMPARE(strip.count(), 10);
  const Dataset data = loadDataset({test::sample("digits-test-images.idx3-ubyte.gz"),
                                    test::sample("digits-test-labels.idx1-ubyte.gz"), "", ""});
  for (int label = 0; label < 10; ++label) {
    const auto first = std::find(data.labels.begin(), data.labels.end(), label);
    QCOMPARE(strip.item(label)->toolTip(),
             QString("Class %1, sample %2").arg(label).arg(first - data.labels.begin()));
    QVERIFY(!strip.item(label)->icon().isNull());
  }
}

void TestModelPage::withoutDataThereAreNoSamples() {
  ModelInfo info = sampleModel();
  SampleStrip strip;
  strip.showSamples(info);
  info.data.reset();
  strip.showSamples(info);
  QTest::qWait(200);  // an answer to the first question comes to nothing
  QCOMPARE(strip.count(), 0);
}

QTEST_MAIN(TestModelPage)
#include "test_model_page.moc"
