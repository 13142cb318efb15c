#include <QDir>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <filesystem>

#include "core/exporters/export_model.h"
#include "core/importers/import_model.h"
#include "core/model/reference_evaluator.h"
#include "tests/support/expect_error.h"
#include "tests/support/random_network.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

constexpr uint64_t kRandomNetworks = 40;

Network denseNetwork(const Activation& activation) {
  Network network("test");
  LayerId last = network.add("in", InputLayer{{3}, false}, {});
  last = network.add(
      "hidden", DenseLayer{{{2, 3}, {1, -2, 0.5, 0.25, 1, -1}}, {{2}, {0.1F, -0.2F}}, activation},
      {last});
  last = network.add("own", ActivationLayer{activation}, {last});
  network.finish(last);
  return network;
}

// Images of 4 x 4 with two channels, one layer, and Dense behind it.
Network imageNetwork(LayerParameters parameters, bool channelsLast, bool flattenLast) {
  Network network("test");
  LayerId last = network.add("in", InputLayer{{2, 4, 4}, channelsLast}, {});
  last = network.add("middle", std::move(parameters), {last});
  last = network.add("flat", FlattenLayer{flattenLast}, {last});
  const int64_t count = network.layer(last).outputShape[0];
  Tensor kernel = zeros({2, count});
  for (size_t i = 0; i < kernel.values.size(); ++i) {
    kernel.values[i] = std::sin(static_cast<float>(i));
  }
  network.finish(network.add("classes", DenseLayer{kernel, {}, {}}, {last}));
  return network;
}

// A MaxPool2D with padding that is not Keras' "same".
Pool2DLayer paddedPool(PoolingKind kind, bool countPadding) {
  return {kind, {3, 3}, {2, 2}, {1, 1, 1, 1}, countPadding};
}

std::vector<std::string> layerNames(const Network& network) {
  std::vector<std::string> names;
  for (const Layer& layer : network.layers()) {
    names.push_back(layer.name);
  }
  return names;
}

QStringList modelFixtures() {
  QStringList paths;
  const QDir importers(QString::fromStdString(fixture("importers/fixtures")));
  for (const QFileInfo& file : importers.entryInfoList({"*.keras", "*.onnx"}, QDir::Files)) {
    paths << file.absoluteFilePath();
  }
  for (const char* name : {"digits-mlp.keras", "digits-cnn.keras"}) {
    paths << QString::fromStdString(sample(name));
  }
  return paths;
}

}  // namespace

class ExportModelTest : public QObject {
  Q_OBJECT

 private slots:
  void onnxKeepsFixtures_data();
  void onnxKeepsFixtures();
  void kerasKeepsFixtures_data() { onnxKeepsFixtures_data(); }
  void kerasKeepsFixtures();
  void bothKeepRandomNetworks();
  void bothKeepEveryActivation_data();
  void bothKeepEveryActivation();
  void kerasSaysWhatItCannotHold_data();
  void kerasSaysWhatItCannotHold();
  void replacesAFileOnlyByAWholeOne();
  void takesTheFormatFromTheEnding();

 private:
  std::string path(const std::string& name) const {
    return folder_.filePath(QString::fromStdString(name)).toStdString();
  }
  Network written(const Network& network, ModelFormat format) const {
    const std::string file = path("written");
    exportModel(network, file, format);
    return importModel(file);
  }

  QTemporaryDir folder_;
};

void ExportModelTest::onnxKeepsFixtures_data() {
  QTest::addColumn<QString>("model");
  for (const QString& model : modelFixtures()) {
    QTest::newRow(qPrintable(QFileInfo(model).fileName())) << model;
  }
}

void ExportModelTest::onnxKeepsFixtures() {
  QFETCH(QString, model);
  const Network network = importModel(model.toStdString());
  const Network again = written(network, ModelFormat::Onnx);
  // What the reader folds once stays folded: a second round changes nothing.
  const Network twice = written(again, ModelFormat::Onnx);
  QCOMPARE(QString::fromStdString(twice.contentHash()),
           QString::fromStdString(again.contentHash()));
  QCOMPARE(layerNames(twice), layerNames(again));
  QCOMPARE(again.weightedLayers().size(), network.weightedLayers().size());
  for (size_t i = 0; i < network.weightedLayers().size(); ++i) {
    QCOMPARE(again.layer(again.weightedLayers()[i]).name,
             network.layer(network.weightedLayers()[i]).name);
  }
}

void ExportModelTest::kerasKeepsFixtures() {
  QFETCH(QString, model);
  const Network network = importModel(model.toStdString());
  try {
    const Network again = written(network, ModelFormat::Keras);
    QCOMPARE(again.weightedLayers().size(), network.weightedLayers().size());
    const Network twice = written(again, ModelFormat::Keras);
    QCOMPARE(QString::fromStdString(twice.contentHash()),
             QString::fromStdString(again.contentHash()));
  } catch (const Error& error) {
    QCOMPARE(error.code(), ErrorCode::Unsupported);
    QVERIFY2(contains(error, "write an .onnx file instead"), error.what());
    QVERIFY(model.endsWith(".onnx"));
  }
}

void ExportModelTest::bothKeepRandomNetworks() {
  int keras = 0;
  for (uint64_t seed = 0; seed < kRandomNetworks; ++seed) {
    const Network network = randomNetwork(seed);
    const Network onnx = written(network, ModelFormat::Onnx);
    QCOMPARE(onnx.weightedLayers().size(), network.weightedLayers().size());
    try {
      written(network, ModelFormat::Keras);
      ++keras;
    } catch (const Error& error) {
      QVERIFY2(contains(error, "write an .onnx file instead"), error.what());
    }
  }
  qInfo("%d of %d random networks fit Keras", keras, static_cast<int>(kRandomNetworks));
  QVERIFY(keras > static_cast<int>(kRandomNetworks) / 4);
}

void ExportModelTest::bothKeepEveryActivation_data() {
  QTest::addColumn<int>("kind");
  QTest::addColumn<double>("alpha");
  QTest::addColumn<double>("limit");
  QTest::addColumn<bool>("inKeras");
  const auto row = [](const char* name, ActivationKind kind, double alpha, double limit,
                      bool inKeras) {
    QTest::newRow(name) << static_cast<int>(kind) << alpha << limit << inKeras;
  };
  row("linear", ActivationKind::Linear, 0, 0, true);
  row("relu", ActivationKind::Relu, 0, 0, true);
  row("relu6", ActivationKind::Relu, 0, 6, true);
  row("relu up to 1.5", ActivationKind::Relu, 0, 1.5, true);
  row("leaky relu", ActivationKind::Relu, 0.1, 0, true);
  row("leaky relu up to 2", ActivationKind::Relu, 0.1, 2, true);
  row("sigmoid", ActivationKind::Sigmoid, 0, 0, true);
  row("tanh", ActivationKind::Tanh, 0, 0, true);
  row("elu", ActivationKind::Elu, 1, 0, true);
  row("elu of 0.5", ActivationKind::Elu, 0.5, 0, true);
  row("selu", ActivationKind::Selu, 0, 0, true);
  row("softplus", ActivationKind::Softplus, 0, 0, true);
  row("softsign", ActivationKind::Softsign, 0, 0, true);
  row("exponential", ActivationKind::Exponential, 0, 0, true);
  row("silu", ActivationKind::Silu, 0, 0, true);
  row("gelu", ActivationKind::Gelu, 0, 0, true);
  row("gelu with tanh", ActivationKind::GeluTanh, 0, 0, false);
  row("hard sigmoid", ActivationKind::HardSigmoid, 0, 0, true);
  row("hard swish", ActivationKind::HardSwish, 0, 0, true);
}

void ExportModelTest::bothKeepEveryActivation() {
  QFETCH(int, kind);
  QFETCH(double, alpha);
  QFETCH(double, limit);
  QFETCH(bool, inKeras);
  const Activation activation{static_cast<ActivationKind>(kind), alpha, limit};
  const Network network = denseNetwork(activation);
  const std::vector<float> input = {0.3F, -1.5F, 2.0F};
  const std::vector<double> expected = referenceLogits(network, input);
  std::vector<ModelFormat> formats = {ModelFormat::Onnx};
  if (inKeras) {
    formats.push_back(ModelFormat::Keras);
  } else {
    const Error error = expectError([&] { written(network, ModelFormat::Keras); });
    QVERIFY(contains(error, "layer 'hidden'"));
  }
  for (const ModelFormat format : formats) {
    const std::vector<double> found = referenceLogits(written(network, format), input);
    for (size_t i = 0; i < expected.size(); ++i) {
      QVERIFY2(std::abs(found[i] - expected[i]) < 1e-6, qPrintable(QString::number(found[i])));
    }
  }
}

void ExportModelTest::kerasSaysWhatItCannotHold_data() {
  QTest::addColumn<bool>("fits");
  QTest::addColumn<bool>("averages");
  QTest::addColumn<bool>("counts");
  QTest::addColumn<bool>("channelsLast");
  QTest::addColumn<bool>("flattenLast");
  QTest::newRow("max pooling with its own padding") << false << false << false << true << true;
  QTest::newRow("averages that leave padding out") << false << true << false << true << true;
  QTest::newRow("averages over padding") << true << true << true << true << true;
  QTest::newRow("channels first") << true << true << true << false << false;
  QTest::newRow("turned before it is flattened") << true << true << true << false << true;
  QTest::newRow("turned back before it is flattened") << false << true << true << true << false;
}

void ExportModelTest::kerasSaysWhatItCannotHold() {
  QFETCH(bool, fits);
  QFETCH(bool, averages);
  QFETCH(bool, counts);
  QFETCH(bool, channelsLast);
  QFETCH(bool, flattenLast);
  const Network network =
      imageNetwork(paddedPool(averages ? PoolingKind::Average : PoolingKind::Max, counts),
                   channelsLast, flattenLast);
  written(network, ModelFormat::Onnx);
  if (fits) {
    written(network, ModelFormat::Keras);
    return;
  }
  const Error error = expectError([&] { written(network, ModelFormat::Keras); });
  QCOMPARE(error.code(), ErrorCode::Unsupported);
  QVERIFY(contains(error, "layer '"));
  QVERIFY(contains(error, "write an .onnx file instead"));
}

void ExportModelTest::replacesAFileOnlyByAWholeOne() {
  const std::string file = path("kept.keras");
  exportModel(denseNetwork({}), file, ModelFormat::Keras);
  const QString before = QString::fromStdString(importModel(file).contentHash());
  expectError([&] {
    exportModel(denseNetwork({ActivationKind::GeluTanh, 0, 0}), file, ModelFormat::Keras);
  });
  QCOMPARE(QString::fromStdString(importModel(file).contentHash()), before);
  QVERIFY(!std::filesystem::exists(file + ".partial"));
  const Error error =
      expectError([&] { exportModel(denseNetwork({}), "/nowhere/at.onnx", ModelFormat::Onnx); });
  QCOMPARE(error.code(), ErrorCode::System);
  QVERIFY(contains(error, "/nowhere/at.onnx"));
}

void ExportModelTest::takesTheFormatFromTheEnding() {
  QVERIFY(modelFormatOf("a/b.onnx") == ModelFormat::Onnx);
  QVERIFY(modelFormatOf("b.keras") == ModelFormat::Keras);
  QVERIFY(parseModelFormat("keras") == ModelFormat::Keras);
  QCOMPARE(expectError([] { modelFormatOf("b.h5"); }).code(), ErrorCode::Usage);
  QVERIFY(contains(expectError([] { parseModelFormat("h5"); }), "onnx or keras"));
}

QTEST_APPLESS_MAIN(ExportModelTest)
#include "test_export_model.moc"
