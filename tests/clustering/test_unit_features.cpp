#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include "core/clustering/unit_features.h"
#include "core/model/reference_evaluator.h"
#include "tests/mutation/small_networks.h"
#include "tests/support/expect_error.h"
#include "tests/support/random_network.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

std::vector<float> floatsOf(const QJsonValue& array) {
  std::vector<float> values;
  for (const QJsonValue& value : array.toArray()) {
    values.push_back(static_cast<float>(value.toDouble()));
  }
  return values;
}

// From Keras' [height, width, in, out] or [in, out] to the canonical order.
Tensor canonicalKernel(const QJsonObject& fixture) {
  const std::vector<float> shape = floatsOf(fixture["shape"]);
  const std::vector<float> values = floatsOf(fixture["kernel"]);
  const bool image = shape.size() == 4;
  const auto size = [&](std::size_t axis) { return static_cast<int64_t>(shape[axis]); };
  const int64_t height = image ? size(0) : 1;
  const int64_t width = image ? size(1) : 1;
  const int64_t in = size(shape.size() - 2);
  const int64_t out = size(shape.size() - 1);
  Tensor kernel = zeros(image ? Shape{out, in, height, width} : Shape{out, in});
  std::size_t next = 0;
  for (int64_t at = 0; at < height * width; ++at) {
    for (int64_t i = 0; i < in; ++i) {
      for (int64_t o = 0; o < out; ++o) {
        kernel.values[static_cast<std::size_t>((o * in + i) * height * width + at)] =
            values[next++];
      }
    }
  }
  return kernel;
}

Layer fixtureLayer(const QJsonObject& fixture) {
  const Tensor kernel = canonicalKernel(fixture);
  const Tensor bias{{kernel.shape[0]}, floatsOf(fixture["bias"])};
  Layer layer;
  if (kernel.shape.size() == 4) {
    Conv2DLayer conv;
    conv.kernel = kernel;
    conv.bias = bias;
    layer.parameters = conv;
  } else {
    DenseLayer dense;
    dense.kernel = kernel;
    dense.bias = bias;
    layer.parameters = dense;
  }
  return layer;
}

Conv2DLayer numberedConv(int64_t out, int64_t in, int64_t groups = 1) {
  Conv2DLayer conv;
  conv.kernel = zeros({out, in, 1, 2});
  for (std::size_t i = 0; i < conv.kernel.values.size(); ++i) {
    conv.kernel.values[i] = static_cast<float>(i + 1);
  }
  conv.bias = zeros({out});
  conv.groups = groups;
  return conv;
}

DenseLayer numberedDense(int64_t out, int64_t in) {
  DenseLayer dense;
  dense.kernel = zeros({out, in});
  for (std::size_t i = 0; i < dense.kernel.values.size(); ++i) {
    dense.kernel.values[i] = static_cast<float>(i);
  }
  dense.bias = zeros({out});
  return dense;
}

FeatureMatrix rowsOf(std::initializer_list<std::initializer_list<double>> rows) {
  FeatureMatrix matrix(static_cast<Eigen::Index>(rows.size()),
                       static_cast<Eigen::Index>(rows.begin()->size()));
  Eigen::Index row = 0;
  for (const auto& values : rows) {
    std::copy(values.begin(), values.end(), matrix.row(row++).data());
  }
  return matrix;
}

FeatureMatrix outgoing(const Network& network, int layer) {
  return outgoingWeightFeatures(network, layer, FeatureScaling::None);
}

}  // namespace

class TestUnitFeatures : public QObject {
  Q_OBJECT

 private slots:
  void scalesIncomingWeightsAsScikitLearnDoes_data();
  void scalesIncomingWeightsAsScikitLearnDoes();
  void takesNoBiasAsZero();
  void readsColumnsOfTheNextDenseLayer();
  void followsChannelsThroughPoolingAndFlatten();
  void multipliesByBatchNormalisation();
  void readsTheirGroupOfAGroupedConvolution();
  void placesConcatenatedUnitsBehindEachOther();
  void readsEveryLayerThatAddsThem();
  void followsBothFactorsOfAProduct();
  void multipliesByTheScaleOfLayerNormalisation();
  void rejectsUnitsThatNothingReads();
  void rejectsUnitsMixedByAReshape();
  void outgoingWeightsMoveNothingElse();
  void averagesActivationsOverInputsAndPositions();
  void takesAnActivationLayerAsTheUnits();
  void needsProbesForStatistics();
};

void TestUnitFeatures::scalesIncomingWeightsAsScikitLearnDoes_data() {
  QTest::addColumn<QJsonObject>("fixture");
  QFile file(QString::fromStdString(fixture("clustering/fixtures/unit_features.json")));
  QVERIFY(file.open(QIODevice::ReadOnly));
  for (const QJsonValue& each : QJsonDocument::fromJson(file.readAll()).array()) {
    QTest::newRow(qPrintable(each.toObject()["name"].toString())) << each.toObject();
  }
}

void TestUnitFeatures::scalesIncomingWeightsAsScikitLearnDoes() {
  QFETCH(QJsonObject, fixture);
  const FeatureMatrix found = incomingWeightFeatures(fixtureLayer(fixture), FeatureScaling::MinMax);
  const QJsonArray rows = fixture["scaled"].toArray();
  QCOMPARE(found.rows(), Eigen::Index{rows.size()});
  for (Eigen::Index unit = 0; unit < found.rows(); ++unit) {
    const std::vector<float> expected = floatsOf(rows[static_cast<int>(unit)]);
    QCOMPARE(found.cols(), static_cast<Eigen::Index>(expected.size()));
    for (Eigen::Index column = 0; column < found.cols(); ++column) {
      QCOMPARE(found(unit, column),
               static_cast<double>(expected[static_cast<std::size_t>(column)]));
    }
  }
}

void TestUnitFeatures::takesNoBiasAsZero() {
  const Network network = denseNetwork({3, 4, 2}, false);
  const Layer& layer = network.layer(network.weightedLayers()[0]);
  const FeatureMatrix found = incomingWeightFeatures(layer, FeatureScaling::None);
  QCOMPARE(found.cols(), Eigen::Index{4});
  QCOMPARE(found.col(3).cwiseAbs().maxCoeff(), 0.0);
}

void TestUnitFeatures::readsColumnsOfTheNextDenseLayer() {
  const Network network = denseNetwork({3, 4, 2});
  const FeatureMatrix found = outgoing(network, 0);
  const DenseLayer next = plainDense(2, 4);
  QCOMPARE(found.rows(), Eigen::Index{4});
  for (int unit = 0; unit < 4; ++unit) {
    QCOMPARE(found(unit, 0), static_cast<double>(next.kernel.values[0 * 4 + unit]));
    QCOMPARE(found(unit, 1), static_cast<double>(next.kernel.values[1 * 4 + unit]));
  }
}

void TestUnitFeatures::followsChannelsThroughPoolingAndFlatten() {
  Network network("conv");
  LayerId last = network.add("image", InputLayer{{1, 2, 5}, false}, {});
  last = network.add("filters", numberedConv(2, 1), {last});  // 2 x 2 x 4
  last = network.add("relu", ActivationLayer{{ActivationKind::Relu, 0, 0}}, {last});
  Pool2DLayer pool;
  pool.window = {2, 2};
  pool.stride = {2, 2};
  last = network.add("pool", pool, {last});  // 2 x 1 x 2
  last = network.add("flat", FlattenLayer{true}, {last});
  network.finish(network.add("classes", numberedDense(2, 4), {last}));
  // Channels last: elements 0 and 2 are channel 0, elements 1 and 3 channel 1.
  QVERIFY(outgoing(network, 0) == rowsOf({{0, 4, 2, 6}, {1, 5, 3, 7}}));
}

void TestUnitFeatures::multipliesByBatchNormalisation() {
  Network network("norm");
  LayerId last = network.add("in", InputLayer{{2}, false}, {});
  last = network.add("hidden", numberedDense(2, 2), {last});
  BatchNormLayer norm{{{2}, {3, 4}}, {{2}, {1, 1}}, {{2}, {0, 0}}, {{2}, {4, 16}}, 0};
  last = network.add("norm", norm, {last});
  network.finish(network.add("classes", numberedDense(2, 2), {last}));
  QVERIFY(outgoing(network, 0) == rowsOf({{0 * 1.5, 2 * 1.5}, {1 * 1.0, 3 * 1.0}}));
}

void TestUnitFeatures::readsTheirGroupOfAGroupedConvolution() {
  Network network("groups");
  LayerId last = network.add("image", InputLayer{{1, 1, 4}, false}, {});
  last = network.add("filters", numberedConv(2, 1), {last});   // 2 x 1 x 3
  last = network.add("depth", numberedConv(2, 1, 2), {last});  // 2 x 1 x 2
  last = network.add("flat", FlattenLayer{false}, {last});
  network.finish(network.add("classes", numberedDense(2, 4), {last}));
  QVERIFY(outgoing(network, 0) == rowsOf({{1, 2}, {3, 4}}));
}

void TestUnitFeatures::placesConcatenatedUnitsBehindEachOther() {
  Network network("concat");
  const LayerId in = network.add("in", InputLayer{{2}, false}, {});
  const LayerId left = network.add("left", numberedDense(1, 2), {in});
  const LayerId right = network.add("right", numberedDense(2, 2), {in});
  const LayerId both = network.add("both", ConcatLayer{}, {left, right});
  network.finish(network.add("classes", numberedDense(2, 3), {both}));
  QVERIFY(outgoing(network, 0) == rowsOf({{0, 3}}));
  QVERIFY(outgoing(network, 1) == rowsOf({{1, 4}, {2, 5}}));
}

void TestUnitFeatures::readsEveryLayerThatAddsThem() {
  Network network("residual");
  const LayerId in = network.add("in", InputLayer{{2}, false}, {});
  const LayerId first = network.add("first", numberedDense(2, 2), {in});
  const LayerId second = network.add("second", numberedDense(2, 2), {first});
  const LayerId sum = network.add("sum", AddLayer{}, {first, second});
  network.finish(network.add("classes", numberedDense(2, 2), {sum}));
  QVERIFY(outgoing(network, 0) == rowsOf({{0, 2, 0, 2}, {1, 3, 1, 3}}));
  QVERIFY(outgoing(network, 1) == rowsOf({{0, 2}, {1, 3}}));
}

void TestUnitFeatures::followsBothFactorsOfAProduct() {
  Network network("gate");
  const LayerId in = network.add("image", InputLayer{{1, 1, 3}, false}, {});
  const LayerId image = network.add("filters", numberedConv(2, 1), {in});  // 2 x 1 x 2
  const LayerId pooled = network.add("pool", GlobalPoolLayer{}, {in});
  const LayerId gate = network.add("gate", numberedDense(2, 1), {pooled});
  const LayerId turned = network.add("turn", ReshapeLayer{{2, 1, 1}, false}, {gate});
  const LayerId spot = network.add("spot", numberedConv(1, 1), {in});  // 1 x 1 x 2
  const LayerId product = network.add("product", MultiplyLayer{}, {turned, image, spot});
  const LayerId flat = network.add("flat", FlattenLayer{false}, {product});
  network.finish(network.add("classes", numberedDense(2, 4), {flat}));
  const FeatureMatrix channels = rowsOf({{0, 4, 1, 5}, {2, 6, 3, 7}});
  QVERIFY(outgoing(network, 0) == channels);
  QVERIFY(outgoing(network, 1) == channels);
  QVERIFY(outgoing(network, 2) == rowsOf({{0, 4, 1, 5, 2, 6, 3, 7}}));
}

void TestUnitFeatures::multipliesByTheScaleOfLayerNormalisation() {
  Network network("norm");
  LayerId last = network.add("in", InputLayer{{2}, false}, {});
  last = network.add("hidden", numberedDense(2, 2), {last});
  last = network.add("norm", LayerNormLayer{{{2}, {3, 4}}, {{2}, {1, 1}}, 1e-3}, {last});
  network.finish(network.add("classes", numberedDense(2, 2), {last}));
  QVERIFY(outgoing(network, 0) == rowsOf({{0 * 3.0, 2 * 3.0}, {1 * 4.0, 3 * 4.0}}));
}

void TestUnitFeatures::rejectsUnitsThatNothingReads() {
  const Network network = denseNetwork({3, 4, 2});
  const Error error = expectError([&] { outgoing(network, 1); });
  QCOMPARE(error.code(), ErrorCode::Unsupported);
  QVERIFY(contains(error, "hidden1"));
}

void TestUnitFeatures::rejectsUnitsMixedByAReshape() {
  Network network("reshape");
  LayerId last = network.add("in", InputLayer{{2}, false}, {});
  last = network.add("hidden", numberedDense(4, 2), {last});
  last = network.add("image", ReshapeLayer{{2, 1, 2}, false}, {last});
  last = network.add("filters", numberedConv(2, 2), {last});
  last = network.add("flat", FlattenLayer{false}, {last});
  network.finish(network.add("classes", numberedDense(2, 2), {last}));
  const Error error = expectError([&] { outgoing(network, 0); });
  QVERIFY(contains(error, "image"));
}

// Units whose outgoing weights are all zero cannot reach the logits.
void TestUnitFeatures::outgoingWeightsMoveNothingElse() {
  int silent = 0;
  for (uint64_t seed = 0; seed < 8; ++seed) {
    Network network("silent");
    LayerId last = network.add("in", InputLayer{{3}, false}, {});
    last = network.add("hidden", numberedDense(3, 3), {last});
    last = network.add("relu", ActivationLayer{{ActivationKind::Relu, 0, 0}}, {last});
    DenseLayer classes = numberedDense(2, 3);
    const auto muted = static_cast<std::size_t>(seed % 3);
    classes.kernel.values[muted] = 0;
    classes.kernel.values[3 + muted] = 0;
    network.finish(network.add("classes", classes, {last}));
    const FeatureMatrix found = outgoing(network, 0);
    const std::vector<float> input = randomInputs(network, 1, seed);
    for (int unit = 0; unit < 3; ++unit) {
      const UnitWeightChange change{{network.weightedLayers()[0], unit}, {5, 5, 5}, 40};
      const bool moves =
          referenceLogits(network, input, {&change, 1}) != referenceLogits(network, input);
      const bool weighted = found.row(unit).cwiseAbs().maxCoeff() > 0;
      QCOMPARE(moves, weighted);
      silent += weighted ? 0 : 1;
    }
  }
  QVERIFY(silent >= 8);
}

void TestUnitFeatures::averagesActivationsOverInputsAndPositions() {
  Network network("conv");
  LayerId last = network.add("image", InputLayer{{1, 1, 3}, false}, {});
  Conv2DLayer conv = numberedConv(1, 1);  // a + 2 b
  conv.bias.values = {-8};
  conv.activation = {ActivationKind::Relu, 0, 0};
  last = network.add("filters", conv, {last});
  last = network.add("flat", FlattenLayer{false}, {last});
  network.finish(network.add("classes", numberedDense(2, 2), {last}));
  const auto statistics = activationStatistics(network, {{1, 2, 3}, {4, 5, 6}});
  // 1 + 4 - 8 -> 0, 2 + 6 - 8 -> 0, 4 + 10 - 8 = 6, 5 + 12 - 8 = 9
  const UnitActivationStatistics& unit = statistics.at(0).at(0);
  QCOMPARE(unit.mean, 3.75);
  QCOMPARE(unit.standardDeviation, std::sqrt((2 * 3.75 * 3.75 + 2.25 * 2.25 + 5.25 * 5.25) / 4));
  QCOMPARE(unit.largest, 9.0);
  QCOMPARE(unit.activeShare, 0.5);
  const FeatureMatrix features = activationFeatures(statistics[0], FeatureScaling::None);
  QVERIFY(features == rowsOf({{unit.mean, unit.standardDeviation, 9.0, 0.5}}));
}

void TestUnitFeatures::takesAnActivationLayerAsTheUnits() {
  Network network("own activation");
  LayerId last = network.add("in", InputLayer{{1}, false}, {});
  last = network.add("hidden", numberedDense(2, 1), {last});  // 0 and x
  last = network.add("relu", ActivationLayer{{ActivationKind::Relu, 0, 0}}, {last});
  network.finish(network.add("classes", numberedDense(2, 2), {last}));
  const auto statistics = activationStatistics(network, {{-4}, {2}});
  QCOMPARE(statistics[0][1].mean, 1.0);
  QCOMPARE(statistics[0][1].activeShare, 0.5);
  QCOMPARE(statistics[0][0].largest, 0.0);
}

void TestUnitFeatures::needsProbesForStatistics() {
  const Network network = denseNetwork({3, 4, 2});
  QVERIFY(contains(expectError([&] { activationStatistics(network, {}); }), "give data"));
}

QTEST_APPLESS_MAIN(TestUnitFeatures)
#include "test_unit_features.moc"
