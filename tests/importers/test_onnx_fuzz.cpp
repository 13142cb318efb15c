#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <memory>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/importers/onnx_graph.h"
#include "tests/importers/keras_files.h"
#include "tests/importers/mutated_bytes.h"
#include "tests/support/test_paths.h"

using namespace maacc;

// Whatever the bytes are: a network, or an Error that names the file. Mutations are the same in
// every run.
class OnnxFuzzTest : public QObject {
  Q_OBJECT

 private slots:
  void everyPrefixIsRefused_data();
  void everyPrefixIsRefused();
  void everyFlippedBitIsRefusedOrAModel();
  void neverCrashes_data();
  void neverCrashes();

 private:
  // Whether it was a model.
  static bool imports(const std::string& bytes);
};

bool OnnxFuzzTest::imports(const std::string& bytes) {
  const std::string name = "mutant.onnx";
  try {
    translateOnnxGraph(parseOnnxModel(
        name, std::make_shared<std::vector<unsigned char>>(bytes.begin(), bytes.end())));
    return true;
  } catch (const Error&) {
    return false;
  } catch (const std::exception& other) {
    QTest::qFail(other.what(), __FILE__, __LINE__);
    return false;
  }
}

void OnnxFuzzTest::everyPrefixIsRefused_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("raw weights") << "onnx_mlp_folded";
  QTest::newRow("typed weights") << "onnx_mlp_typed";
  QTest::newRow("shape arithmetic") << "onnx_affine";
}

void OnnxFuzzTest::everyPrefixIsRefused() {
  QFETCH(QString, name);
  const std::string bytes =
      test::readBytes(test::fixture("importers/fixtures/" + name.toStdString() + ".onnx"));
  QVERIFY(imports(bytes));
  int accepted = 0;
  for (size_t size = 0; size < bytes.size() && !QTest::currentTestFailed(); ++size) {
    accepted += imports(bytes.substr(0, size)) ? 1 : 0;
  }
  // Nothing but the operator version follows the graph: without it no prefix is a model.
  QCOMPARE(accepted, 0);
}

void OnnxFuzzTest::everyFlippedBitIsRefusedOrAModel() {
  const std::string bytes =
      test::readBytes(test::fixture("importers/fixtures/onnx_mlp_folded.onnx"));
  int accepted = 0;
  for (size_t at = 0; at < bytes.size() && !QTest::currentTestFailed(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      accepted += imports(changed) ? 1 : 0;
    }
  }
  // Most bytes are weights.
  QVERIFY(accepted > static_cast<int>(bytes.size()));
}

void OnnxFuzzTest::neverCrashes_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"onnx_mlp_typed", "onnx_affine", "onnx_lenet5", "onnx_activations",
                           "onnx_inception", "onnx_keras", "onnx_mlp_external", "onnx_se",
                           "onnx_norms_11", "onnx_sequence", "onnx_text_kim", "onnx_keras_text"}) {
    QTest::newRow(name) << name;
  }
}

void OnnxFuzzTest::neverCrashes() {
  QFETCH(QString, name);
  const int rounds = qEnvironmentVariableIsSet("MAACC_FUZZ_ROUNDS")
                         ? qEnvironmentVariableIntValue("MAACC_FUZZ_ROUNDS")
                         : 600;
  const std::string bytes =
      test::readBytes(test::fixture("importers/fixtures/" + name.toStdString() + ".onnx"));
  RandomStream random(11, name.toStdString());
  int accepted = 0;
  for (int round = 0; round < rounds && !QTest::currentTestFailed(); ++round) {
    accepted += imports(test::mutatedBytes(bytes, random)) ? 1 : 0;
  }
  qInfo("%d of %d accepted", accepted, rounds);
}

QTEST_APPLESS_MAIN(OnnxFuzzTest)
#include "test_onnx_fuzz.moc"
