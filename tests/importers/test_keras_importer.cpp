#include "core/importers/keras_importer.h"

#include <zlib.h>

#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <sstream>

#include "core/importers/import_model.h"
#include "core/model/reference_evaluator.h"
#include "tests/importers/keras_files.h"
#include "tests/importers/keras_logits.h"
#include "tests/support/test_paths.h"

using namespace maacc;

namespace {

std::string fixturePath(const std::string& name) {
  return test::fixture("importers/fixtures/" + name);
}

double worstDifference(const std::vector<double>& actual, const std::vector<double>& expected) {
  double worst = actual.size() == expected.size() ? 0 : INFINITY;
  for (size_t i = 0; i < std::min(actual.size(), expected.size()); ++i) {
    worst = std::max(worst, std::abs(actual[i] - expected[i]));
  }
  return worst;
}

std::vector<std::string> layerNames(const Network& network) {
  std::vector<std::string> names;
  for (const Layer& layer : network.layers()) {
    names.push_back(layer.name);
  }
  return names;
}

std::string shapeOf(const Network& network, size_t weightedLayer) {
  return shapeText(
      unitWeights(network.layer(network.weightedLayers().at(weightedLayer))).kernel->shape);
}

// MNIST images as the paper feeds them: padded by 2, three equal channels, divided by 255;
// canonical.
std::vector<std::vector<float>> paperInputs(const std::string& path, int count) {
  gzFile file = gzopen(path.c_str(), "rb");
  std::vector<unsigned char> bytes(16 + static_cast<size_t>(count) * 784);
  const int got = gzread(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
  std::vector<std::vector<float>> inputs;
  for (int n = 0; got == static_cast<int>(bytes.size()) && n < count; ++n) {
    std::vector<float> input(3 * 32 * 32, 0.0F);
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < 28; ++y) {
        for (int x = 0; x < 28; ++x) {
          input[(c * 32 + y + 2) * 32 + x + 2] =
              static_cast<float>(bytes[16 + n * 784 + y * 28 + x]) / 255.0F;
        }
      }
    }
    inputs.push_back(std::move(input));
  }
  return inputs;
}

std::vector<double> csvLine(std::istream& in) {
  std::string line;
  std::getline(in, line);
  std::replace(line.begin(), line.end(), ',', ' ');
  std::istringstream numbers(line);
  return {std::istream_iterator<double>(numbers), {}};
}

}  // namespace

class KerasImporterTest : public QObject {
  Q_OBJECT

 private slots:
  void logitsEqualKeras_data();
  void logitsEqualKeras();
  void readsCompressedArchives();
  void inlinesNestedModelsByPath();
  void splitsOffSoftmax();
  void readsKeras2Files_data();
  void readsKeras2Files();
  void readsCallsAsKeras2WritesThem();
  void convertsFloat64AndFloat16Weights_data();
  void convertsFloat64AndFloat16Weights();
  void loadsThePapersModels_data();
  void loadsThePapersModels();
  void loadsSamples_data();
  void loadsSamples();
};

void KerasImporterTest::logitsEqualKeras_data() {
  QTest::addColumn<QString>("name");
  for (const char* name :
       {"mlp", "lenet5", "residual_even", "residual_odd", "branches", "nested", "activations",
        "odd_layers", "channels_first", "squeeze_excite", "layer_norms", "text_cnn", "text_mean",
        "sequences", "separable", "sequences_first"}) {
    QTest::newRow(name) << name;
  }
}

void KerasImporterTest::logitsEqualKeras() {
  QFETCH(QString, name);
  const Network network = importModel(fixturePath(name.toStdString() + ".keras"));
  const test::KerasExpectation expected =
      test::readExpectation(fixturePath(name.toStdString() + ".expected.json"));
  const bool channelsLast = std::get<InputLayer>(network.layers().front().parameters).channelsLast;
  QCOMPARE(channelsLast, !name.endsWith("_first"));
  QVERIFY(expected.inputs.size() >= 4);
  for (size_t i = 0; i < expected.inputs.size(); ++i) {
    const std::vector<double> logits = referenceLogits(
        network, test::canonicalKerasInput(expected.inputs[i], expected.inputShape, channelsLast));
    const double worst = worstDifference(logits, expected.logits[i]);
    QVERIFY2(worst <= expected.tolerance,
             qPrintable(QString("input %1: %2 logits, worst difference %3")
                            .arg(i)
                            .arg(logits.size())
                            .arg(worst)));
  }
}

void KerasImporterTest::readsCompressedArchives() {
  const QTemporaryDir folder;
  const std::string path = folder.filePath("deflated.dat").toStdString();
  test::writeZip(path, test::readZip(fixturePath("lenet5.keras")), true);
  QVERIFY(looksLikeKeras(path));
  QCOMPARE(importModel(path).contentHash(), importModel(fixturePath("lenet5.keras")).contentHash());
}

void KerasImporterTest::inlinesNestedModelsByPath() {
  const std::vector<std::string> names = layerNames(importKeras(fixturePath("nested.keras")));
  for (const char* name : {"conv", "stem/conv", "middle/conv", "middle/tail/squeeze"}) {
    QVERIFY2(std::count(names.begin(), names.end(), name) == 1, name);
  }
}

void KerasImporterTest::splitsOffSoftmax() {
  const Network network = importKeras(fixturePath("mlp.keras"));
  QCOMPARE(network.layers().back().name, std::string("class/softmax"));
  QCOMPARE(network.layer(network.logitsLayer()).name, std::string("class"));
  QCOMPARE(network.weightedLayers().size(), size_t{3});
}

// The layout that Keras 2.13 to 2.15 write, made from a Keras 3 file: other groups, other calls, no
// names in the weights.
void KerasImporterTest::readsKeras2Files_data() {
  QTest::addColumn<bool>("countsByTwo");
  QTest::newRow("consecutive numbers") << false;
  QTest::newRow("numbers by two") << true;
}

void KerasImporterTest::readsKeras2Files() {
  QFETCH(bool, countsByTwo);
  const QTemporaryDir folder;
  test::ZipMembers members = test::readZip(fixturePath("mlp.keras"));
  members["metadata.json"] = R"({"keras_version": "2.14.0"})";
  test::editConfig(members, [](nlohmann::json& config) {
    for (nlohmann::json& layer : config["config"]["layers"]) {
      if (layer["class_name"] == "InputLayer") {
        layer["config"]["batch_input_shape"] = layer["config"]["batch_shape"];
        layer["config"].erase("batch_shape");
      }
    }
  });
  test::editWeights(members, folder.path().toStdString(), [&](hid_t file) {
    H5Lmove(file, "layers", file, "_layer_checkpoint_dependencies", H5P_DEFAULT, H5P_DEFAULT);
    const hid_t group = H5Gopen2(file, "_layer_checkpoint_dependencies", H5P_DEFAULT);
    for (const char* name : {"dense", "dense_1", "dense_2"}) {
      H5Adelete_by_name(group, (std::string(name) + "/vars").c_str(), "name", H5P_DEFAULT);
    }
    if (countsByTwo) {
      H5Lmove(group, "dense_2", group, "dense_4", H5P_DEFAULT, H5P_DEFAULT);
      H5Lmove(group, "dense_1", group, "dense_2", H5P_DEFAULT, H5P_DEFAULT);
    }
    H5Gclose(group);
  });
  const std::string path = folder.filePath("keras2.keras").toStdString();
  test::writeZip(path, members);
  QCOMPARE(importModel(path).contentHash(), importModel(fixturePath("mlp.keras")).contentHash());
}

void KerasImporterTest::readsCallsAsKeras2WritesThem() {
  const QTemporaryDir folder;
  test::ZipMembers members = test::readZip(fixturePath("branches.keras"));
  test::editConfig(members, [](nlohmann::json& config) {
    for (nlohmann::json& layer : config["config"]["layers"]) {
      if (layer["inbound_nodes"].empty()) {
        continue;
      }
      nlohmann::json arguments = layer["inbound_nodes"][0]["args"][0];
      nlohmann::json call = nlohmann::json::array();
      for (const nlohmann::json& tensor :
           arguments.is_array() ? arguments : nlohmann::json::array({arguments})) {
        nlohmann::json reference = tensor["config"]["keras_history"];
        reference.push_back({{"training", false}});
        call.push_back(reference);
      }
      layer["inbound_nodes"] = nlohmann::json::array({call});
    }
  });
  const std::string path = folder.filePath("keras2.keras").toStdString();
  test::writeZip(path, members);
  QCOMPARE(importModel(path).contentHash(),
           importModel(fixturePath("branches.keras")).contentHash());
}

void KerasImporterTest::convertsFloat64AndFloat16Weights_data() {
  QTest::addColumn<int>("bytes");
  QTest::newRow("float64") << 8;
  QTest::newRow("float16") << 2;
}

void KerasImporterTest::convertsFloat64AndFloat16Weights() {
  QFETCH(int, bytes);
  const QTemporaryDir folder;
  test::ZipMembers members = test::readZip(fixturePath("mlp.keras"));
  hid_t type = H5Tcopy(H5T_IEEE_F64LE);
  if (bytes == 2) {
    H5Tclose(type);
    type = H5Tcopy(H5T_IEEE_F32LE);
    H5Tset_fields(type, 15, 10, 5, 0, 10);
    H5Tset_size(type, 2);
    H5Tset_ebias(type, 15);
  }
  test::editWeights(members, folder.path().toStdString(), [&](hid_t file) {
    test::putArray(file, "layers/dense/vars/0", {30, 12}, 0.375F, type);
  });
  H5Tclose(type);
  const std::string path = folder.filePath("other.keras").toStdString();
  test::writeZip(path, members);
  const Network network = importModel(path);
  const Tensor& kernel = *unitWeights(network.layer(network.weightedLayers()[0])).kernel;
  QVERIFY(std::all_of(kernel.values.begin(), kernel.values.end(),
                      [](float value) { return value == 0.375F; }));
}

void KerasImporterTest::loadsThePapersModels_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QStringList>("kernels");
  QTest::newRow("FCNN") << "fcnn-mnist"
                        << QStringList{"[50, 3072]", "[50, 50]", "[50, 50]", "[10, 50]"};
  QTest::newRow("LeNet-5") << "lenet5-mnist"
                           << QStringList{"[6, 3, 5, 5]", "[16, 6, 5, 5]", "[120, 400]",
                                          "[84, 120]", "[10, 84]"};
}

void KerasImporterTest::loadsThePapersModels() {
  MAACC_REQUIRE_REFERENCE();
  QFETCH(QString, name);
  QFETCH(QStringList, kernels);
  const std::string base = test::referenceDir();
  const Network network = importModel(base + "/models/" + name.toStdString() + ".keras");
  QCOMPARE(shapeText(network.inputShape()), std::string("[3, 32, 32]"));
  QCOMPARE(network.weightedLayers().size(), static_cast<size_t>(kernels.size()));
  for (qsizetype i = 0; i < kernels.size(); ++i) {
    QCOMPARE(shapeOf(network, static_cast<size_t>(i)), kernels[i].toStdString());
  }
  std::istringstream expected(
      test::readBytes(base + "/expected/" + name.toStdString() + ".logits-first100.csv"));
  const auto inputs = paperInputs(base + "/data/mnist-t10k-images-idx3-ubyte.gz", 10);
  QCOMPARE(inputs.size(), size_t{10});
  for (const std::vector<float>& input : inputs) {
    const double worst = worstDifference(referenceLogits(network, input), csvLine(expected));
    QVERIFY2(worst <= 1e-4, qPrintable(QString("worst difference %1").arg(worst)));
  }
}

void KerasImporterTest::loadsSamples_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("MLP") << "digits-mlp.keras";
  QTest::newRow("CNN") << "digits-cnn.keras";
}

void KerasImporterTest::loadsSamples() {
  QFETCH(QString, name);
  const Network network = importModel(test::sample(name.toStdString()));
  QCOMPARE(shapeText(network.inputShape()), std::string("[1, 8, 8]"));
  QCOMPARE(network.classCount(), 10);
}

QTEST_APPLESS_MAIN(KerasImporterTest)
#include "test_keras_importer.moc"
