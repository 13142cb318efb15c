#include <QTemporaryDir>
#include <QtTest>

#include "core/engine/model_loading.h"
#include "core/store/run_file.h"
#include "tests/importers/onnx_expectation.h"
#include "tests/importers/torch_fixtures.h"
#include "tests/importers/torch_logits.h"
#include "tests/support/run_program.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

// What the engine makes of PyTorch's files, TorchScript among them.
class TorchEngineTest : public QObject {
  Q_OBJECT

 private slots:
  void plainEngineEqualsPyTorch_data();
  void plainEngineEqualsPyTorch();
  void scriptsAreTheSameNetworkAsPrograms_data();
  void scriptsAreTheSameNetworkAsPrograms();
  void samplesHaveTheSameVerdictsInAllFormats_data();
  void samplesHaveTheSameVerdictsInAllFormats();
};

void TorchEngineTest::plainEngineEqualsPyTorch_data() {
  QTest::addColumn<QString>("file");
  for (const auto& files : {torchPrograms(), torchScripts()}) {
    for (const std::string& file : files) {
      QTest::newRow(file.c_str()) << QString::fromStdString(file);
    }
  }
}

void TorchEngineTest::plainEngineEqualsPyTorch() {
  QFETCH(QString, file);
  const OnnxExpectation expected = readOnnxExpectation(torchExpectation(file.toStdString()));
  const Network network =
      loadModel(torchFixturePath(file.toStdString()), {expected.inputShape, {}, {}});
  QVERIFY(!expected.inputs.empty());
  for (size_t i = 0; i < expected.inputs.size(); ++i) {
    const std::vector<float> input = canonicalOnnxInput(network, expected, i);
    const double worst = worstOnnxDifference(expected, i, torchLogits(network, input));
    QVERIFY2(worst <= expected.tolerance,
             qPrintable(QString("input %1 differs by %2").arg(i).arg(worst)));
  }
}

void TorchEngineTest::scriptsAreTheSameNetworkAsPrograms_data() {
  QTest::addColumn<QString>("script");
  for (const std::string& file : torchScripts()) {
    QTest::newRow(file.c_str()) << QString::fromStdString(file);
  }
}

void TorchEngineTest::scriptsAreTheSameNetworkAsPrograms() {
  QFETCH(QString, script);
  const std::string model = torchExpectation(script.toStdString());
  const Shape shape = readOnnxExpectation(model).inputShape;
  const Network fromScript = loadModel(torchFixturePath(script.toStdString()), {shape, {}, {}});
  const Network fromProgram = loadModel(torchFixturePath(model + ".pt2"), {});
  QCOMPARE(fromScript.contentHash(), fromProgram.contentHash());
  QCOMPARE(fromScript.layers().size(), fromProgram.layers().size());
  for (const LayerId layer : fromProgram.weightedLayers()) {
    QCOMPARE(fromScript.layer(layer).name, fromProgram.layer(layer).name);
  }
}

void TorchEngineTest::samplesHaveTheSameVerdictsInAllFormats_data() {
  QTest::addColumn<QString>("model");
  QTest::newRow("digits-mlp") << "digits-mlp";
  QTest::newRow("digits-cnn") << "digits-cnn";
}

void TorchEngineTest::samplesHaveTheSameVerdictsInAllFormats() {
  QFETCH(QString, model);
  QTemporaryDir folder;
  QStringList subject = sampleCase(model.toStdString());
  std::vector<std::vector<KillRecord>> records;
  for (const QString& file :
       {subject[0], QString::fromStdString(torchFixturePath(model.toStdString() + ".onnx")),
        QString::fromStdString(torchFixturePath(model.toStdString() + ".pt")),
        QString::fromStdString(torchFixturePath(model.toStdString() + ".pt2"))}) {
    subject[0] = file;
    const QString run = folder.filePath(QString("%1.maacc").arg(records.size()));
    const ProgramResult result =
        runMaacc(QStringList{"run"} + subject +
                 QStringList{"--operators", "CW:0.2,NAI,NEB", "--evidence", "inputs", "--progress",
                             "none", "--out", run});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    records.push_back(RunFile::openForReading(run.toStdString()).records());
    QVERIFY(!records.back().empty());
    QVERIFY2(records.back() == records.front(), qPrintable(file));
  }
}

QTEST_GUILESS_MAIN(TorchEngineTest)
#include "test_torch_engine.moc"
