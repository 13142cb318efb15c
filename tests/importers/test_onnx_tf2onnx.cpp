#include <QtTest>

#include "core/importers/import_model.h"
#include "core/model/reference_evaluator.h"
#include "tests/importers/onnx_expectation.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

// Models of tf.keras as tf2onnx writes them: channels last, Transpose around convolutions, biases
// as Add. TensorFlow itself is the oracle (make_tf_onnx_fixtures.py).
class OnnxTf2OnnxTest : public QObject {
  Q_OBJECT

 private slots:
  void outputsEqualTensorFlow_data();
  void outputsEqualTensorFlow();
  void findsKernels();
};

void OnnxTf2OnnxTest::outputsEqualTensorFlow_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"mlp", "lenet5", "residual", "text", "activations"}) {
    QTest::newRow(name) << QString("onnx_tf_%1").arg(name);
  }
}

void OnnxTf2OnnxTest::outputsEqualTensorFlow() {
  QFETCH(QString, name);
  const OnnxExpectation expected = readOnnxExpectation(name.toStdString());
  const Network network =
      importModel(fixture("importers/fixtures/" + name.toStdString() + ".onnx"));
  QVERIFY(!expected.inputs.empty());
  for (size_t i = 0; i < expected.inputs.size(); ++i) {
    const double worst = worstOnnxDifference(
        expected, i, referenceLogits(network, canonicalOnnxInput(network, expected, i)));
    QVERIFY2(worst <= expected.tolerance, qPrintable(QString("worst difference %1").arg(worst)));
  }
}

void OnnxTf2OnnxTest::findsKernels() {
  const Network network = importModel(fixture("importers/fixtures/onnx_tf_lenet5.onnx"));
  QCOMPARE(shapeText(network.inputShape()), std::string("[1, 14, 14]"));
  QCOMPARE(network.weightedLayers().size(), size_t{4});
}

QTEST_APPLESS_MAIN(OnnxTf2OnnxTest)
#include "test_onnx_tf2onnx.moc"
