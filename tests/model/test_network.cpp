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

LayerNormLayer layerNorm(const Shape& shape) { return {filled(shape, 1), filled(shape, 0), 1e-3}; }

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
    row("layer norm of features", layerNorm({4}), {4}, {4});
    row("layer norm of pixels", layerNorm({4}), {4, 2, 3}, {4, 2, 3});
    row("layer norm of everything", layerNorm({4, 2, 3}), {4, 2, 3}, {4, 2, 3});
    row("embedding", EmbeddingLayer{zeros({10, 3})}, {7}, {3, 1, 7});
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
    row("product of one input", MultiplyLayer{}, {2}, "two or more");
    row("layer norm of other channels", layerNorm({3}), {4, 2, 2}, "[3]");
    row("layer norm of rows", layerNorm({4, 2}), {4, 2, 2}, "channels or to the whole");
    LayerNormLayer uneven = layerNorm({4});
    uneven.offset = zeros({3});
    row("layer norm with another offset", uneven, {4, 2, 2}, "offset of shape [3]");
    LayerNormLayer sharp = layerNorm({4});
    sharp.epsilon = 0;
    row("layer norm without epsilon", sharp, {4}, "epsilon");
    row("embedding of an image", EmbeddingLayer{zeros({9, 2})}, {1, 2, 2}, "whole numbers");
    row("embedding without rows", EmbeddingLayer{zeros({0, 2})}, {3}, "up to 2^24 rows");
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

  void multipliesShapesThatSpread_data() {
    QTest::addColumn<QList<Shape>>("inputs");
    QTest::addColumn<QString>("output");
    auto row = [](const char* name, const QList<Shape>& inputs, const char* output) {
      QTest::newRow(name) << inputs << QString(output);
    };
    row("features", {{4}, {4}, {4}}, "[4]");
    row("images", {{4, 2, 3}, {4, 2, 3}}, "[4, 2, 3]");
    row("one pixel", {{4, 2, 3}, {4, 1, 1}}, "[4, 2, 3]");
    row("one channel first", {{1, 2, 3}, {4, 2, 3}}, "[4, 2, 3]");
    row("one pixel and one channel", {{4, 1, 1}, {1, 2, 3}}, "[4, 2, 3]");
    row("other features", {{4}, {5}}, "");
    row("other channels", {{4, 2, 3}, {3, 1, 1}}, "");
    row("one row", {{4, 2, 3}, {4, 1, 3}}, "");
    row("features and an image", {{4, 2, 3}, {4}}, "");
  }

  void multipliesShapesThatSpread() {
    QFETCH(QList<Shape>, inputs);
    QFETCH(QString, output);
    const std::vector<Shape> shapes(inputs.begin(), inputs.end());
    if (output.isEmpty()) {
      const Error error = expectError([&] { inferOutputShape("gate", MultiplyLayer{}, shapes); });
      QCOMPARE(error.code(), ErrorCode::BadInput);
      QVERIFY(contains(error, "gate") && contains(error, shapeText(shapes.back())));
      return;
    }
    QCOMPARE(shapeText(inferOutputShape("gate", MultiplyLayer{}, shapes)), output.toStdString());
  }

  void productsSpreadPixelsAndChannels() {
    Network network;
    const LayerId input = network.add("input", InputLayer{{2, 1, 3}, false}, {});
    const LayerId pixel = network.add("pixel", GlobalPoolLayer{PoolingKind::Max, true}, {input});
    const Tensor first{{1, 2, 1, 1}, {1, 0}};
    const LayerId channel =
        network.add("channel", Conv2DLayer{first, {}, {}, {}, {}, 1, {}}, {input});
    const LayerId product = network.add("product", MultiplyLayer{}, {pixel, channel, input});
    network.finish(network.add("flatten", FlattenLayer{}, {product}));
    QCOMPARE(referenceLogits(network, std::vector<float>{1, 2, 3, 4, 5, 6}),
             (std::vector<double>{3, 12, 27, 24, 60, 108}));
  }

  void layerNormsFollowTheirDefinition_data() {
    QTest::addColumn<Shape>("scale");
    QTest::addColumn<QList<double>>("expected");
    // Of 1, 3, 2, 6, 3, 3 as [2, 1, 3], with numpy: population variance, epsilon 0.5.
    const double a = 0.9622504486493763;
    const double b = 0.5773502691896258;
    QTest::newRow("pixels") << Shape{2} << QList<double>{-a, 0, -b, a, 0, b};
    const double c = 1.1881770515720091;
    QTest::newRow("everything") << Shape{2, 1, 3}
                                << QList<double>{-c, 0, -c / 2, 1.7822655773580136, 0, 0};
  }

  void layerNormsFollowTheirDefinition() {
    QFETCH(Shape, scale);
    QFETCH(QList<double>, expected);
    LayerNormLayer norm = layerNorm(scale);
    norm.epsilon = 0.5;
    const std::vector<double> found = outputOf(norm, {2, 1, 3}, {1, 3, 2, 6, 3, 3});
    for (qsizetype i = 0; i < expected.size(); ++i) {
      QVERIFY2(
          std::abs(found[static_cast<std::size_t>(i)] - expected[i]) < 1e-12,
          qPrintable(QString("%1: %2").arg(i).arg(found[static_cast<std::size_t>(i)], 0, 'g', 17)));
    }
  }

  void looksRowsUp() {
    const EmbeddingLayer embedding{{{3, 2}, {0, 1, 10, 11, 20, 21}}};
    QCOMPARE(outputOf(embedding, {3}, {2, 0, 2}), (std::vector<double>{20, 0, 20, 21, 1, 21}));
    for (const float wrong : {3.0F, -1.0F, 0.5F}) {
      const Error error = expectError([&] { outputOf(embedding, {3}, {0, wrong, 1}); });
      QCOMPARE(error.code(), ErrorCode::BadInput);
      QVERIFY(contains(error, "'layer'") && contains(error, "no row of the 3"));
    }
  }

  void knowsTheSmallestVocabulary() {
    Network network;
    const LayerId input = network.add("input", InputLayer{{2}, false}, {});
    const LayerId large = network.add("large", EmbeddingLayer{zeros({9, 1})}, {input});
    const LayerId small = network.add("small", EmbeddingLayer{zeros({5, 1})}, {input});
    network.add("unused", EmbeddingLayer{zeros({2, 1})}, {input});
    const LayerId both = network.add("both", ConcatLayer{}, {large, small});
    const Error error = expectError([&] {
      network.add("late", EmbeddingLayer{zeros({5, 1})},
                  {network.add("flat", FlattenLayer{}, {both})});
    });
    QCOMPARE(error.code(), ErrorCode::Unsupported);
    QVERIFY(contains(error, "'late'") && contains(error, "'flat'"));
    network.finish(network.add("flatten", FlattenLayer{}, {both}));
    QCOMPARE(std::get<InputLayer>(network.layer(network.inputLayer()).parameters).vocabulary,
             int64_t{5});
  }

  void hashFollowsNormsAndTables() {
    auto hash = [](const LayerParameters& parameters, const Shape& input) {
      Network network;
      const LayerId first = network.add("input", InputLayer{input, false}, {});
      const LayerId layer = network.add("layer", parameters, {first});
      network.finish(network.add("flatten", FlattenLayer{}, {layer}));
      return network.contentHash();
    };
    LayerNormLayer norm = layerNorm({3});
    const std::string before = hash(norm, {3, 1, 2});
    QCOMPARE(hash(layerNorm({3}), {3, 1, 2}), before);
    norm.epsilon = 0.25;
    QVERIFY(hash(norm, {3, 1, 2}) != before);
    norm = layerNorm({3});
    norm.offset.values[1] = 1;
    QVERIFY(hash(norm, {3, 1, 2}) != before);
    const EmbeddingLayer table{filled({4, 2}, 1)};
    EmbeddingLayer other = table;
    other.table.values[7] = 2;
    QVERIFY(hash(table, {3}) != hash(other, {3}));
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
