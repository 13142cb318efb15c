#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/importers/import_model.h"
#include "core/model/reference_evaluator.h"
#include "tests/importers/onnx_expectation.h"
#include "tests/importers/onnx_files.h"
#include "tests/support/expect_error.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

Network fixtureNetwork(const std::string& name) {
  return importModel(fixture("importers/fixtures/" + name + ".onnx"));
}

std::vector<std::string> layerNames(const Network& network) {
  std::vector<std::string> names;
  for (const Layer& layer : network.layers()) {
    names.push_back(layer.name);
  }
  return names;
}

// "Dense relu, Dense, Softmax": kinds with what is fused into them, without the input.
std::string outline(const Network& network) {
  std::string text;
  for (const Layer& layer : network.layers()) {
    if (std::holds_alternative<InputLayer>(layer.parameters)) {
      continue;
    }
    text += (text.empty() ? "" : ", ") + layerKindName(layer.parameters);
    Activation activation = fusedActivation(layer.parameters);
    if (const auto* own = std::get_if<ActivationLayer>(&layer.parameters)) {
      activation = own->activation;
    }
    text += activation == Activation{} ? "" : " " + activationName(activation);
  }
  return text;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

class OnnxImporterTest : public QObject {
  Q_OBJECT

 private slots:
  void logitsEqualOnnxRuntime_data();
  void logitsEqualOnnxRuntime();
  void namesLayersAsTheirAuthor_data();
  void namesLayersAsTheirAuthor();
  void foldsNodesIntoLayers_data();
  void foldsNodesIntoLayers();
  void keepsTheOrderOfTheFile();
  void readsEveryKindOfWeights_data();
  void readsEveryKindOfWeights();
  void readsIntegersAsConstants();
  void readsOneNormHoweverItIsWritten_data();
  void readsOneNormHoweverItIsWritten();
  void looksUpWholeNumbersOfEveryType_data();
  void looksUpWholeNumbersOfEveryType();
  void takesTheAuthorsNumbersForSettings();
  void followsPyTorchInRoundingUp_data();
  void followsPyTorchInRoundingUp();

 private:
  Network import(const OnnxFile& file) {
    const std::string path = folder_.filePath("model.onnx").toStdString();
    file.save(path);
    return importModel(path);
  }

  QTemporaryDir folder_;
};

void OnnxImporterTest::logitsEqualOnnxRuntime_data() {
  QTest::addColumn<QString>("name");
  for (const std::string& name : onnxFixtures()) {
    QTest::newRow(name.c_str()) << QString::fromStdString(name);
  }
}

void OnnxImporterTest::logitsEqualOnnxRuntime() {
  QFETCH(QString, name);
  const Network network = fixtureNetwork(name.toStdString());
  const OnnxExpectation expected = readOnnxExpectation(name.toStdString());
  QVERIFY(!expected.inputs.empty());
  for (size_t i = 0; i < expected.inputs.size(); ++i) {
    const std::vector<double> logits =
        referenceLogits(network, canonicalOnnxInput(network, expected, i));
    const double worst = worstOnnxDifference(expected, i, logits);
    QVERIFY2(worst <= expected.tolerance,
             qPrintable(QString("input %1 of shape %2 differs by %3")
                            .arg(i)
                            .arg(QString::fromStdString(shapeText(network.inputShape())))
                            .arg(worst)));
  }
}

void OnnxImporterTest::namesLayersAsTheirAuthor_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QStringList>("names");
  QTest::newRow("weights' names") << "onnx_mlp" << QStringList{"input", "fc1", "fc2", "head"};
  QTest::newRow("paths of modules")
      << "onnx_resnet_norms"
      << QStringList{"conv1",   "bn1", "layer1.0.conv1", "layer2.0.downsample.0", "layer4.1.bn2",
                     "maxpool", "fc"};
  QTest::newRow("paths of nodes where weights were renamed")
      << "onnx_resnet" << QStringList{"conv1", "layer1.0.conv1", "layer2.0.downsample.0", "fc"};
  QTest::newRow("Keras") << "onnx_keras" << QStringList{"image"};
  QTest::newRow("new exporter") << "onnx_new_lenet5"
                                << QStringList{"conv1", "conv2", "fc1", "fc2", "fc3"};
}

void OnnxImporterTest::namesLayersAsTheirAuthor() {
  QFETCH(QString, name);
  QFETCH(QStringList, names);
  const std::vector<std::string> found = layerNames(fixtureNetwork(name.toStdString()));
  std::string all;
  for (const std::string& layer : found) {
    all += layer + " ";
    QVERIFY2(std::count(found.begin(), found.end(), layer) == 1, layer.c_str());
  }
  for (const QString& expected : names) {
    QVERIFY2(contains(found, expected.toStdString()), qPrintable(expected + " in " + all.c_str()));
  }
}

void OnnxImporterTest::foldsNodesIntoLayers_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("expected");
  QTest::newRow("products, sums and activations") << "onnx_mlp_folded"
                                                  << "Dense relu, Dense tanh, Dense, Softmax";
  QTest::newRow("shape arithmetic") << "onnx_lenet5"
                                    << "Conv2D sigmoid, AveragePool2D, Conv2D relu, MaxPool2D, "
                                       "Flatten, Dense relu, Dense relu, Dense";
  QTest::newRow("normalisation and padding")
      << "onnx_new_affine"
      << "BatchNorm, Conv2D, ZeroPadding2D, MaxPool2D, Flatten, Dense relu, BatchNorm, Dense, "
         "Reshape, Conv2D, GlobalMaxPool2D, Reshape, Flatten";
  QTest::newRow("gates and what spreads them")
      << "onnx_se"
      << "Conv2D relu, GlobalAveragePool2D, Dense relu, Dense sigmoid, Reshape, Multiply, Conv2D, "
         "Activation softplus, Activation tanh, Multiply, GlobalAveragePool2D, Conv2D silu, Conv2D "
         "hard_sigmoid, Multiply, Conv2D sigmoid, Multiply, GlobalMaxPool2D, Dense, Dense sigmoid, "
         "Multiply, Dense";
  for (const char* norms : {"onnx_norms_11", "onnx_norms_17", "onnx_new_norms"}) {
    QTest::newRow(norms) << norms
                         << "Conv2D, LayerNorm, Conv2D gelu, Conv2D, LayerNorm, Activation relu, "
                            "Flatten, Dense, LayerNorm, Activation tanh, Dense";
  }
  QTest::newRow("convolutions over words")
      << "onnx_text_cnn"
      << "Embedding, Conv2D relu, GlobalMaxPool2D, Conv2D relu, GlobalMaxPool2D, Concat, Dense";
  QTest::newRow("activations in many nodes")
      << "onnx_activations"
      << "Dense relu, Dense sigmoid, Dense tanh, Dense leaky_relu(0.2), Dense elu(0.5), Dense "
         "gelu, "
         "Dense silu, Dense hard_swish, Dense hard_sigmoid, Dense silu, Dense relu6, Dense selu, "
         "Dense softplus, Dense softsign, Dense relu, BatchNorm, Activation exponential, Dense "
         "leaky_relu(0.3), Dense gelu(tanh), Dense hard_swish, Dense, BatchNorm, Activation tanh, "
         "Dense, Activation relu, Add, Dense";
}

void OnnxImporterTest::foldsNodesIntoLayers() {
  QFETCH(QString, name);
  QFETCH(QString, expected);
  QCOMPARE(QString::fromStdString(outline(fixtureNetwork(name.toStdString()))), expected);
}

// Both convolutions come before either activation.
void OnnxImporterTest::keepsTheOrderOfTheFile() {
  OnnxFile file;
  file.inputShape = {-1, 2, 4, 4};
  const std::vector<int64_t> shape = {3, 2, 3, 3};
  file.tensors = {onnxFloats("first.weight", shape, someNumbers(shape)),
                  onnxFloats("second.weight", shape, someNumbers(shape))};
  file.nodes = {onnxNode("Conv", {"x", "first.weight"}, {"a"}),
                onnxNode("Conv", {"x", "second.weight"}, {"b"}),
                onnxNode("Relu", {"b"}, {"rb"}),
                onnxNode("Sigmoid", {"a"}, {"ra"}),
                onnxNode("Add", {"rb", "ra"}, {"sum"}),
                onnxNode("Flatten", {"sum"}, {"y"})};
  const Network network = import(file);
  QCOMPARE(QString::fromStdString(outline(network)),
           QString("Conv2D sigmoid, Conv2D relu, Add, Flatten"));
  QCOMPARE(network.layer(network.weightedLayers().at(0)).name, std::string("first"));
}

void OnnxImporterTest::readsEveryKindOfWeights_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("typed fields") << "onnx_mlp_typed";
  QTest::newRow("float64") << "onnx_mlp_float64";
  QTest::newRow("a file beside the model") << "onnx_mlp_external";
}

void OnnxImporterTest::readsEveryKindOfWeights() {
  QFETCH(QString, name);
  QCOMPARE(fixtureNetwork(name.toStdString()).contentHash(),
           fixtureNetwork("onnx_mlp_folded").contentHash());
}

void OnnxImporterTest::readsIntegersAsConstants() {
  OnnxFile file;
  file.inputShape = {-1, 2, 3, 2};
  const std::string target("\x00\x00\xff\xff", 4);  // int16 0, -1: keep the batch, flatten the rest
  file.tensors = {onnxTensor("target", {2}, 5, target)};
  file.nodes = {onnxNode("Reshape", {"x", "target"}, {"y"})};
  QCOMPARE(QString::fromStdString(outline(import(file))), QString("Flatten"));
}

void OnnxImporterTest::readsOneNormHoweverItIsWritten_data() {
  QTest::addColumn<bool>("power");
  QTest::addColumn<bool>("reciprocal");
  QTest::newRow("power, quotient") << true << false;
  QTest::newRow("power, reciprocal") << true << true;
  QTest::newRow("product, quotient") << false << false;
}

void OnnxImporterTest::readsOneNormHoweverItIsWritten() {
  QFETCH(bool, power);
  QFETCH(bool, reciprocal);
  OnnxFile file;
  file.inputShape = {-1, 3, 2, 2};
  const std::vector<int64_t> axes = {-3, -2, -1};
  const auto weights = [](const char* name) {
    return onnxFloats(name, {3, 2, 2}, someNumbers({3, 2, 2}));
  };
  file.tensors = {weights("s"), weights("o"), onnxFloats("two", {}, {2}),
                  onnxFloats("e", {}, {1e-5F})};
  OnnxFile whole = file;
  whole.nodes = {onnxNode("LayerNormalization", {"x", "s", "o"}, {"n"},
                          {onnxAttribute("axis", int64_t{1}), onnxAttribute("epsilon", 1e-5F)}),
                 onnxNode("Flatten", {"n"}, {"y"})};
  file.nodes = {onnxNode("ReduceMean", {"x"}, {"m"}, {onnxAttribute("axes", axes)}),
                onnxNode("Sub", {"x", "m"}, {"d"}),
                power ? onnxNode("Pow", {"d", "two"}, {"q"}) : onnxNode("Mul", {"d", "d"}, {"q"}),
                onnxNode("ReduceMean", {"q"}, {"v"}, {onnxAttribute("axes", axes)}),
                onnxNode("Add", {"e", "v"}, {"ve"}),
                onnxNode("Sqrt", {"ve"}, {"r"})};
  if (reciprocal) {
    file.nodes.push_back(onnxNode("Reciprocal", {"r"}, {"i"}));
    file.nodes.push_back(onnxNode("Mul", {"i", "d"}, {"n"}));
  } else {
    file.nodes.push_back(onnxNode("Div", {"d", "r"}, {"n"}));
  }
  file.nodes.insert(file.nodes.end(),
                    {onnxNode("Mul", {"s", "n"}, {"sn"}), onnxNode("Add", {"sn", "o"}, {"l"}),
                     onnxNode("Flatten", {"l"}, {"y"})});
  QCOMPARE(QString::fromStdString(outline(import(file))), QString("LayerNorm, Flatten"));
  QCOMPARE(import(file).contentHash(), import(whole).contentHash());
}

void OnnxImporterTest::looksUpWholeNumbersOfEveryType_data() {
  QTest::addColumn<int>("type");
  QTest::addColumn<bool>("casts");
  QTest::newRow("int64") << 7 << false;
  QTest::newRow("int32") << 6 << false;
  QTest::newRow("int32 as int64") << 6 << true;
  QTest::newRow("float32 as int64") << 1 << true;
}

void OnnxImporterTest::looksUpWholeNumbersOfEveryType() {
  QFETCH(int, type);
  QFETCH(bool, casts);
  OnnxFile file;
  file.inputType = type;
  file.tensors = {onnxFloats("words.weight", {6, 3}, someNumbers({6, 3}))};
  file.nodes = {onnxNode("Cast", {"x"}, {"i"}, {onnxAttribute("to", int64_t{7})}),
                onnxNode("Gather", {"words.weight", casts ? "i" : "x"}, {"w"}),
                onnxNode("ReduceMean", {"w"}, {"y"},
                         {onnxAttribute("axes", std::vector<int64_t>{1}),
                          onnxAttribute("keepdims", int64_t{0})})};
  if (!casts) {
    file.nodes.erase(file.nodes.begin());
  }
  const Network network = import(file);
  QCOMPARE(QString::fromStdString(outline(network)), QString("Embedding, GlobalAveragePool2D"));
  QCOMPARE(network.layer(LayerId{1}).name, std::string("words"));
  QCOMPARE(std::get<InputLayer>(network.layers().front().parameters).vocabulary, int64_t{6});
  const std::vector<float> numbers = someNumbers({6, 3});
  const std::vector<double> found = referenceLogits(network, std::vector<float>{5, 0, 0, 1});
  for (std::size_t d = 0; d < 3; ++d) {
    const double mean =
        (static_cast<double>(numbers[15 + d]) + 2.0 * numbers[d] + numbers[3 + d]) / 4;
    QVERIFY(std::abs(found[d] - mean) < 1e-12);
  }
}

// 0.2 is 0.200000003 in float32, which is what the file holds.
void OnnxImporterTest::takesTheAuthorsNumbersForSettings() {
  OnnxFile file;
  file.nodes = {onnxNode("LeakyRelu", {"x"}, {"y"}, {onnxAttribute("alpha", 0.2F)})};
  const Network network = import(file);
  const auto& layer = std::get<ActivationLayer>(network.layer(network.logitsLayer()).parameters);
  QCOMPARE(layer.activation.alpha, 0.2);
}

void OnnxImporterTest::followsPyTorchInRoundingUp_data() {
  QTest::addColumn<int>("size");
  QTest::addColumn<int>("window");
  QTest::addColumn<int>("stride");
  QTest::addColumn<int>("padding");
  QTest::addColumn<int>("outputs");
  // torch.nn.MaxPool2d(window, stride, padding, ceil_mode=True) on size pixels each way.
  QTest::newRow("divides evenly") << 6 << 2 << 2 << 0 << 3;
  QTest::newRow("one more window") << 7 << 2 << 2 << 0 << 4;
  QTest::newRow("last would start in the padding") << 6 << 2 << 3 << 1 << 3;
  QTest::newRow("last would start behind the image") << 5 << 1 << 3 << 0 << 2;
  QTest::newRow("overlapping") << 8 << 3 << 2 << 1 << 5;
}

void OnnxImporterTest::followsPyTorchInRoundingUp() {
  QFETCH(int, size);
  QFETCH(int, window);
  QFETCH(int, stride);
  QFETCH(int, padding);
  QFETCH(int, outputs);
  OnnxFile file;
  file.inputShape = {-1, 2, size, size};
  const auto both = [](int value) { return std::vector<int64_t>(2, value); };
  file.nodes = {
      onnxNode("MaxPool", {"x"}, {"p"},
               {onnxAttribute("kernel_shape", both(window)), onnxAttribute("strides", both(stride)),
                onnxAttribute("pads", std::vector<int64_t>(4, padding)),
                onnxAttribute("ceil_mode", int64_t{1})}),
      onnxNode("Flatten", {"p"}, {"y"})};
  const Network network = import(file);
  QCOMPARE(network.classCount(), 2 * outputs * outputs);
}

QTEST_APPLESS_MAIN(OnnxImporterTest)
#include "test_onnx_importer.moc"
