#include <QtTest>
#include <algorithm>

#include "core/importers/import_model.h"
#include "core/model/reference_evaluator.h"
#include "tests/importers/onnx_expectation.h"
#include "tests/importers/torch_fixtures.h"

using namespace maacc;
using namespace maacc::test;

namespace {

std::vector<std::string> layerNames(const Network& network) {
  std::vector<std::string> names;
  for (const Layer& layer : network.layers()) {
    names.push_back(layer.name);
  }
  return names;
}

Network program(const std::string& file) { return importModel(torchFixturePath(file)); }

}  // namespace

// Programs that torch.export.save wrote.
class TorchImporterTest : public QObject {
  Q_OBJECT

 private slots:
  void logitsEqualPyTorch_data();
  void logitsEqualPyTorch();
  void namesLayersAsTheirAuthor_data();
  void namesLayersAsTheirAuthor();
  void everyVersionGivesTheSameWeights_data();
  void everyVersionGivesTheSameWeights();
};

void TorchImporterTest::logitsEqualPyTorch_data() {
  QTest::addColumn<QString>("file");
  for (const std::string& file : torchPrograms()) {
    QTest::newRow(file.c_str()) << QString::fromStdString(file);
  }
}

void TorchImporterTest::logitsEqualPyTorch() {
  QFETCH(QString, file);
  const Network network = program(file.toStdString());
  const OnnxExpectation expected = readOnnxExpectation(torchExpectation(file.toStdString()));
  QVERIFY(!expected.inputs.empty());
  for (size_t i = 0; i < expected.inputs.size(); ++i) {
    const std::vector<double> logits =
        referenceLogits(network, canonicalOnnxInput(network, expected, i));
    const double worst = worstOnnxDifference(expected, i, logits);
    QVERIFY2(worst <= expected.tolerance,
             qPrintable(QString("input %1 differs by %2").arg(i).arg(worst)));
  }
}

void TorchImporterTest::namesLayersAsTheirAuthor_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QStringList>("names");
  const QStringList resnet = {"conv1", "bn1", "maxpool", "layer1.0.conv1", "layer2.0.downsample.0",
                              "fc"};
  QTest::newRow("new") << "torch_resnet.pt2" << resnet;
  QTest::newRow("core operators") << "torch_resnet_core.pt2" << resnet;
  QTest::newRow("old layout") << "torch_resnet_old.pt2" << resnet;
  QTest::newRow("activations") << "torch_mobilenet.pt2"
                               << QStringList{"stem.0", "stem.2", "expand.2", "add", "fc"};
}

void TorchImporterTest::namesLayersAsTheirAuthor() {
  QFETCH(QString, file);
  QFETCH(QStringList, names);
  const std::vector<std::string> found = layerNames(program(file.toStdString()));
  for (const QString& name : names) {
    QVERIFY2(std::find(found.begin(), found.end(), name.toStdString()) != found.end(),
             qPrintable(name));
  }
}

void TorchImporterTest::everyVersionGivesTheSameWeights_data() {
  QTest::addColumn<QString>("one");
  QTest::addColumn<QString>("other");
  QTest::newRow("mlp, old layout") << "torch_mlp.pt2"
                                   << "torch_mlp_old.pt2";
  QTest::newRow("lenet5, core operators") << "torch_lenet5.pt2"
                                          << "torch_lenet5_core.pt2";
  QTest::newRow("lenet5, old layout") << "torch_lenet5.pt2"
                                      << "torch_lenet5_old.pt2";
  QTest::newRow("resnet, core operators") << "torch_resnet.pt2"
                                          << "torch_resnet_core.pt2";
  QTest::newRow("resnet, old layout") << "torch_resnet.pt2"
                                      << "torch_resnet_old.pt2";
}

// Also the same units under the same numbers.
void TorchImporterTest::everyVersionGivesTheSameWeights() {
  QFETCH(QString, one);
  QFETCH(QString, other);
  QCOMPARE(program(one.toStdString()).contentHash(), program(other.toStdString()).contentHash());
}

QTEST_APPLESS_MAIN(TorchImporterTest)
#include "test_torch_importer.moc"
