#include <QtTest>
#include <cmath>
#include <limits>

#include "core/model/network.h"
#include "core/model/reference_evaluator.h"
#include "tests/support/expect_error.h"
#include "tests/support/random_network.h"

using namespace maacc;
using namespace maacc::test;

namespace {

Tensor filled(const Shape& shape, float value) {
  Tensor tensor = zeros(shape);
  std::fill(tensor.values.begin(), tensor.values.end(), value);
  return tensor;
}

Conv2DLayer conv(const Shape& kernel) { return {filled(kernel, 1), {}, {1, 1}, {1, 1}, {}, 1, {}}; }

BatchNormLayer norm(int64_t channels) {
  return {filled({channels}, 1), filled({channels}, 0), filled({channels}, 0),
          filled({channels}, 1), 1e-3};
}

std::vector<float> ramp(int64_t count) {
  std::vector<float> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(i);
  }
  return values;
}

// input -> the given layer -> flatten; logits are the layer's output.
std::vector<double> outputOf(const LayerParameters& parameters,
                             const Shape& inputShape,
                             const std::vector<float>& input) {
  Network network("test");
  LayerId last = network.add("input", InputLayer{inputShape, false}, {});
  last = network.add("layer", parameters, {last});
  network.finish(network.add("flatten", FlattenLayer{false}, {last}));
  return referenceLogits(network, input);
}

}  // namespace

Q_DECLARE_METATYPE(maacc::LayerParameters)
Q_DECLARE_METATYPE(maacc::Shape)

class TestNetwork : public QObject {
  Q_OBJECT

 private slots:
  void infersShapes_data() {
    QTest::addColumn<LayerParameters>("layer");
    QTest::addColumn<Shape>("input");
    QTest::addColumn<Shape>("output");
    auto row = [](const char* name, const LayerParameters& layer, const Shape& input,
                  const Shape& output) { QTest::newRow(name) << layer << input << output; };
    row("dense", DenseLayer{zeros({4, 3}), {}, {}}, {3}, {4});
    row("convolution", conv({2, 3, 5, 5}), {3, 32, 32}, {2, 28, 28});
    Conv2DLayer strided = conv({2, 3, 3, 3});
    strided.stride = {2, 2};
    strided.padding = {0, 1, 0, 1};
    row("strided same padding", strided, {3, 32, 31}, {2, 16, 15});
    Conv2DLayer dilated = conv({2, 3, 3, 3});
    dilated.dilation = {2, 3};
    row("dilation", dilated, {3, 9, 9}, {2, 5, 3});
    Conv2DLayer grouped = conv({6, 1, 3, 3});
    grouped.groups = 3;
    row("groups", grouped, {3, 5, 5}, {6, 3, 3});
    row("pooling", Pool2DLayer{PoolingKind::Max, {2, 2}, {2, 2}, {}, false}, {4, 7, 8}, {4, 3, 4});
    row("global pooling", GlobalPoolLayer{}, {4, 7, 8}, {4});
    row("global pooling, axes kept", GlobalPoolLayer{PoolingKind::Max, true}, {4, 7, 8}, {4, 1, 1});
    row("batch norm", norm(4), {4, 2, 2}, {4, 2, 2});
    row("flatten", FlattenLayer{true}, {4, 2, 3}, {24});
    row("reshape", ReshapeLayer{{2, 3, 4}, false}, {24}, {2, 3, 4});
    row("zero padding", ZeroPadding2DLayer{{1, 2, 3, 4}}, {2, 5, 5}, {2, 8, 12});
  }

  void infersShapes() {
    QFETCH(LayerParameters, layer);
    QFETCH(Shape, input);
    QFETCH(Shape, output);
    QCOMPARE(shapeText(inferOutputShape("x", layer, {input})), shapeText(output));
  }

  void refusesLayersThatDoNotFit_data() {
    QTest::addColumn<LayerParameters>("layer");
    QTest::addColumn<Shape>("input");
    QTest::addColumn<QString>("named");
    auto row = [](const char* name, const LayerParameters& layer, const Shape& input,
                  const char* named) { QTest::newRow(name) << layer << input << QString(named); };
    row("dense of another width", DenseLayer{zeros({4, 3}), {}, {}}, {5}, "[5]");
    row("dense on an image", DenseLayer{zeros({4, 3}), {}, {}}, {3, 1, 1}, "[3, 1, 1]");
    row("bias of another length", DenseLayer{zeros({4, 3}), zeros({3}), {}}, {3}, "bias");
    row("convolution on flat data", conv({2, 3, 3, 3}), {3}, "image");
    row("convolution of other channels", conv({2, 3, 3, 3}), {4, 8, 8}, "[4, 8, 8]");
    row("kernel larger than the image", conv({2, 3, 9, 9}), {3, 8, 8}, "window of 9");
    Conv2DLayer still = conv({2, 3, 3, 3});
    still.stride = {0, 1};
    row("stride zero", still, {3, 8, 8}, "stride");
    row("pooling pads a window", Pool2DLayer{PoolingKind::Max, {2, 2}, {2, 2}, {2, 0, 0, 0}, false},
        {1, 4, 4}, "pads");
    row("batch norm of other channels", norm(3), {4, 2, 2}, "[3]");
    row("reshape to another count", ReshapeLayer{{5}, false}, {6}, "elements");
    row("softmax over an image", SoftmaxLayer{}, {2, 2, 2}, "softmax");
    row("add of one input", AddLayer{}, {2}, "two or more");
    row("weights that are not numbers",
        DenseLayer{filled({4, 3}, std::numeric_limits<float>::quiet_NaN()), {}, {}}, {3}, "NaN");
  }

  void refusesLayersThatDoNotFit() {
    QFETCH(LayerParameters, layer);
    QFETCH(Shape, input);
    QFETCH(QString, named);
    Network network("model.file");
    const LayerId first = network.add("input", InputLayer{input, false}, {});
    const Error error = expectError([&] { network.add("the layer", layer, {first}); });
    QCOMPARE(error.code(), ErrorCode::BadInput);
    QVERIFY(contains(error, "model.file"));
    QVERIFY(contains(error, "the layer"));
    QVERIFY(contains(error, named.toStdString()));
  }

  void takesLogitsBeforeSoftmaxAndSigmoid() {
    Network network;
    const LayerId input = network.add("input", InputLayer{{2}, false}, {});
    const LayerId dense = network.add(
        "dense", DenseLayer{filled({3, 2}, 1), {}, {ActivationKind::Sigmoid, 0, 0}}, {input});
    network.finish(dense);
    QCOMPARE(network.layers().back().name, std::string("dense/sigmoid"));
    QCOMPARE(network.layer(network.logitsLayer()).name, std::string("dense"));
    QCOMPARE(referenceLogits(network, std::vector<float>{1, 2}), (std::vector<double>{3, 3, 3}));
  }

  void dropsLayersTheOutputDoesNotNeed() {
    Network network;
    const LayerId input = network.add("input", InputLayer{{2}, false}, {});
    network.add("unused", DenseLayer{filled({7, 2}, 1), {}, {}}, {input});
    network.finish(network.add("dense", DenseLayer{filled({3, 2}, 1), {}, {}}, {input}));
    QCOMPARE(network.layers().size(), std::size_t{2});
    QCOMPARE(network.weightedLayers().size(), std::size_t{1});
    QCOMPARE(network.layer(network.weightedLayers()[0]).name, std::string("dense"));
  }

  void refusesNetworksThatAreNoClassifiers() {
    Network single("one.file");
    const LayerId input = single.add("input", InputLayer{{2}, false}, {});
    const LayerId dense = single.add("dense", DenseLayer{filled({1, 2}, 1), {}, {}}, {input});
    QVERIFY(contains(expectError([&] { single.finish(dense); }), "two or more classes"));
    Network image;
    const LayerId first = image.add("input", InputLayer{{1, 2, 2}, false}, {});
    QCOMPARE(expectError([&] {
               image.add("second", InputLayer{{1}, false}, {});
             }).code(),
             ErrorCode::Unsupported);
    QCOMPARE(expectError([&] { image.finish(first); }).code(), ErrorCode::Unsupported);
  }

  void hashFollowsWeightsAndNotNames() {
    auto build = [](const std::string& name, float weight) {
      Network network("somewhere/" + name);
      const LayerId input = network.add("input", InputLayer{{2}, false}, {});
      network.finish(network.add(name, DenseLayer{filled({3, 2}, weight), {}, {}}, {input}));
      return network.contentHash();
    };
    QCOMPARE(build("a", 1), build("b", 1));
    QVERIFY(build("a", 1) != build("a", 2));
  }

  void flattenKeepsTheAuthorsOrder() {
    // Stored [2 channels, 1, 3]; the author's order is height, width, channels.
    Network network;
    const LayerId input = network.add("input", InputLayer{{2, 1, 3}, true}, {});
    network.finish(network.add("flatten", FlattenLayer{true}, {input}));
    QCOMPARE(referenceLogits(network, ramp(6)), (std::vector<double>{0, 3, 1, 4, 2, 5}));
  }

  void averagePoolingCountsWhatItShould() {
    const Pool2DLayer pool{PoolingKind::Average, {2, 2}, {2, 2}, {1, 1, 1, 1}, false};
    QCOMPARE(outputOf(pool, {1, 2, 2}, {1, 2, 3, 4}), (std::vector<double>{1, 2, 3, 4}));
    Pool2DLayer counting = pool;
    counting.countPadding = true;
    QCOMPARE(outputOf(counting, {1, 2, 2}, {4, 8, 12, 16}), (std::vector<double>{1, 2, 3, 4}));
  }

  void maxPoolingIgnoresPadding() {
    const Pool2DLayer pool{PoolingKind::Max, {2, 2}, {2, 2}, {1, 1, 1, 1}, false};
    QCOMPARE(outputOf(pool, {1, 2, 2}, {-1, -2, -3, -4}), (std::vector<double>{-1, -2, -3, -4}));
  }

  void decidesForTheLowestOfTheLargest_data() {
    const double inf = std::numeric_limits<double>::infinity();
    QTest::addColumn<QList<double>>("logits");
    QTest::addColumn<int>("predicted");
    QTest::addColumn<double>("margin");
    QTest::newRow("clear") << QList<double>{1, 5, 3} << 1 << 2.0;
    QTest::newRow("tie") << QList<double>{5, 1, 5} << 0 << 0.0;
    QTest::newRow("all equal") << QList<double>{2, 2, 2} << 0 << 0.0;
    QTest::newRow("minus infinity loses") << QList<double>{-inf, 1, 0} << 1 << 1.0;
    QTest::newRow("infinity is no answer") << QList<double>{inf, 1} << -1 << 0.0;
    QTest::newRow("not a number is no answer") << QList<double>{1, std::nan(""), 0} << -1 << 0.0;
  }

  void decidesForTheLowestOfTheLargest() {
    QFETCH(QList<double>, logits);
    QFETCH(int, predicted);
    QFETCH(double, margin);
    const Decision decision = decide(std::vector<double>(logits.begin(), logits.end()));
    QCOMPARE(decision.predictedClass, predicted);
    QCOMPARE(decision.margin, margin);
  }

  void changedUnitsTakeTheirNewWeights() {
    Network network;
    const LayerId input = network.add("input", InputLayer{{2}, false}, {});
    const LayerId dense = network.add("dense", DenseLayer{filled({3, 2}, 1), {}, {}}, {input});
    network.finish(dense);
    const UnitWeightChange change{{dense, 1}, {2, 3}, 0.5};
    QCOMPARE(referenceLogits(network, std::vector<float>{1, 1}, std::vector{change}),
             (std::vector<double>{2, 5.5, 2}));
  }
};

QTEST_GUILESS_MAIN(TestNetwork)
#include "test_network.moc"
