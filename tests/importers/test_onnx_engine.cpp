#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include "core/importers/import_model.h"
#include "core/store/run_file.h"
#include "tests/engine/verdict_oracle.h"
#include "tests/importers/onnx_expectation.h"
#include "tests/importers/torch_logits.h"
#include "tests/support/run_program.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

std::string fixturePath(const std::string& name) {
  return fixture("importers/fixtures/" + name + ".onnx");
}

// The sample case with its model exported to ONNX.
QStringList onnxSampleCase(const std::string& model) {
  QStringList arguments = sampleCase(model);
  arguments[0] = QString::fromStdString(fixturePath(model));
  return arguments;
}

}  // namespace

// What the evaluators make of imported networks.
class OnnxEngineTest : public QObject {
  Q_OBJECT

 private slots:
  void plainEngineEqualsOnnxRuntime_data();
  void plainEngineEqualsOnnxRuntime();
  void evaluatorsAgreeOnImportedNetworks_data();
  void evaluatorsAgreeOnImportedNetworks();
  void samplesHaveTheSameVerdictsInBothFormats_data();
  void samplesHaveTheSameVerdictsInBothFormats();
  void inspectListsTheLayers();
};

void OnnxEngineTest::plainEngineEqualsOnnxRuntime_data() {
  QTest::addColumn<QString>("name");
  for (const std::string& name : onnxFixtures()) {
    QTest::newRow(name.c_str()) << QString::fromStdString(name);
  }
}

void OnnxEngineTest::plainEngineEqualsOnnxRuntime() {
  QFETCH(QString, name);
  const Network network = importModel(fixturePath(name.toStdString()));
  const OnnxExpectation expected = readOnnxExpectation(name.toStdString());
  QVERIFY(!expected.inputs.empty());
  for (size_t i = 0; i < expected.inputs.size(); ++i) {
    const std::vector<float> input = canonicalOnnxInput(network, expected, i);
    const double worst = worstOnnxDifference(expected, i, torchLogits(network, input));
    QVERIFY2(worst <= expected.tolerance,
             qPrintable(QString("input %1 differs by %2").arg(i).arg(worst)));
  }
}

void OnnxEngineTest::evaluatorsAgreeOnImportedNetworks_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"onnx_inception", "onnx_densenet", "onnx_mobilenet_norms", "onnx_affine",
                           "onnx_keras", "onnx_activations_14"}) {
    QTest::newRow(name) << name;
  }
}

void OnnxEngineTest::evaluatorsAgreeOnImportedNetworks() {
  QFETCH(QString, name);
  const Network network = importModel(fixturePath(name.toStdString()));
  const CorrectInputs inputs = selfLabelledInputs(network, 9, 3);
  const MutationPlan plan =
      enumerateMutants(network, {{parseOperator("NAI"), parseOperator("CW:0.5")}, {}, 3});
  const std::vector<KillRecord> expected = verdictsByReference(network, inputs, plan);
  EvaluatorOptions options;
  options.threads = 1;
  const auto plain = makePlainEvaluator(network, inputs, options);
  const auto incremental = makeIncrementalEvaluator(network, inputs, options);
  for (Evaluator* evaluator : {plain.get(), incremental.get()}) {
    const std::string difference = firstDifference(evaluateAll(*evaluator, plan), expected, plan);
    QVERIFY2(difference.empty(), difference.c_str());
  }
}

void OnnxEngineTest::samplesHaveTheSameVerdictsInBothFormats_data() {
  QTest::addColumn<QString>("model");
  QTest::newRow("digits-mlp") << "digits-mlp";
  QTest::newRow("digits-cnn") << "digits-cnn";
}

void OnnxEngineTest::samplesHaveTheSameVerdictsInBothFormats() {
  QFETCH(QString, model);
  QTemporaryDir folder;
  std::vector<std::vector<KillRecord>> records;
  std::vector<std::vector<int64_t>> correct;
  for (const QStringList& subject :
       {sampleCase(model.toStdString()), onnxSampleCase(model.toStdString())}) {
    const QString run = folder.filePath(QString("%1.maacc").arg(records.size()));
    const ProgramResult result =
        runMaacc(QStringList{"run"} + subject +
                 QStringList{"--operators", "CW:0.2,NAI,NEB", "--evidence", "inputs", "--progress",
                             "none", "--out", run});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    const RunFile file = RunFile::openForReading(run.toStdString());
    records.push_back(file.records());
    const auto& inputs = file.baseline().correctInputs;
    correct.emplace_back(inputs.begin(), inputs.end());
  }
  QVERIFY(!records[0].empty());
  QVERIFY(correct[0] == correct[1]);
  QCOMPARE(records[0].size(), records[1].size());
  for (size_t i = 0; i < records[0].size(); ++i) {
    QVERIFY2(records[0][i] == records[1][i], qPrintable(QString("mutant %1 differs").arg(i)));
  }
}

void OnnxEngineTest::inspectListsTheLayers() {
  const ProgramResult result =
      runMaacc({"inspect", QString::fromStdString(fixturePath("onnx_resnet_norms")), "--json"});
  QVERIFY2(result.exitCode == 0, result.errors.constData());
  const QJsonObject model = QJsonDocument::fromJson(result.output).object()["model"].toObject();
  const QJsonArray layers = model["layers"].toArray();
  QStringList names;
  for (const QJsonValue& layer : layers) {
    names << layer.toObject()["name"].toString();
  }
  QVERIFY2(names.contains("layer1.0.conv1"), qPrintable(names.join(' ')));
}

QTEST_GUILESS_MAIN(OnnxEngineTest)
#include "test_onnx_engine.moc"
