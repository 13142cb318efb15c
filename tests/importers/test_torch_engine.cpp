#include <QDir>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>

#include "core/base/random_stream.h"
#include "core/engine/model_loading.h"
#include "core/store/run_file.h"
#include "tests/importers/keras_files.h"
#include "tests/importers/mutated_bytes.h"
#include "tests/importers/onnx_expectation.h"
#include "tests/importers/torch_fixtures.h"
#include "tests/importers/torch_logits.h"
#include "tests/support/expect_error.h"
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
  void refusesScripts_data();
  void refusesScripts();
  void saysHowToGiveTheShape();
  void damagedScriptsNeverCrash();
  void everyCommandTakesTorchScript();
  void fullSizeModelsEqualPyTorch();
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
    // Which there are no programs of.
    if (file != "torch_loops_script.pt" && file != "torch_auxiliary_script.pt") {
      QTest::newRow(file.c_str()) << QString::fromStdString(file);
    }
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

void TorchEngineTest::refusesScripts_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("reason");
  QTest::newRow("branch on the data") << "torch_decides"
                                      << "(aten::Bool): it turns numbers";
  QTest::newRow("state") << "torch_counts"
                         << "(prim::SetAttr): it changes 'calls'";
  QTest::newRow("operator") << "torch_recurrent"
                            << "node 'cell' (aten::gru_cell)";
  QTest::newRow("two outputs") << "torch_pair"
                               << "return the class scores alone";
  QTest::newRow("newer operator") << "torch_newer"
                                  << "scaled_dot_product_attention";
  QTest::newRow("changed through a view") << "torch_views"
                                          << "changed in place through a view";
}

void TorchEngineTest::refusesScripts() {
  QFETCH(QString, file);
  QFETCH(QString, reason);
  const std::string path = torchFixturePath("refused/" + file.toStdString() + ".pt");
  const Error error = expectError([&] { loadModel(path, {{4}, {}, {}}); });
  QVERIFY(contains(error, path));
  QVERIFY(contains(error, reason.toStdString()));
}

void TorchEngineTest::saysHowToGiveTheShape() {
  const std::string path = torchFixturePath("torch_lenet5_script.pt");
  const Error none = expectError([&] { loadModel(path, {}); });
  QVERIFY(contains(none, "--input-shape CHANNELS,HEIGHT,WIDTH"));
  const Error wrong = expectError([&] { loadModel(path, {{1, 18, 20}, {}, {}}); });
  QVERIFY(contains(wrong, "node 'fc1' (aten::linear): on an input of shape [2, 1, 18, 20]"));
  const Error other = expectError([&] {
    loadModel(torchFixturePath("torch_mlp.pt2"), {{13}, {}, {}});
  });
  QVERIFY(contains(other, "takes inputs of the shape [12], not [13]"));
  QTemporaryDir folder;
  const std::string damaged = folder.filePath("damaged.pt").toStdString();
  writeZip(damaged, {{"m/constants.pkl", "."}, {"m/data.pkl", "."}, {"m/version", "3"}});
  QVERIFY(contains(expectError([&] { loadModel(damaged, {{4}, {}, {}}); }), "cannot load"));
  writeZip(damaged, {{"m/constants.pkl", "."}, {"m/code/a.py", "def __setstate__(self): pass"}});
  QVERIFY(contains(expectError([&] { loadModel(damaged, {{4}, {}, {}}); }), "m/code/a.py"));
  for (const char* text : {"", "1,", ",1", "0,2", "1,2,3,4", "a", "-1", "99999999999999999999"}) {
    QVERIFY(contains(expectError([&] { parseInputShape(text); }), "is no shape"));
  }
  QCOMPARE(parseInputShape("3,32,30"), (Shape{3, 32, 30}));
}

void TorchEngineTest::damagedScriptsNeverCrash() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("damaged.pt").toStdString();
  const std::string bytes = readBytes(torchFixturePath("torch_mlp_script.pt"));
  RandomStream random(19, "script");
  constexpr int kRounds = 200;
  for (int round = 0; round < kRounds; ++round) {
    writeBytes(path, mutatedBytes(bytes, random));
    try {
      loadModel(path, {{12}, {}, {}});
    } catch (const Error& error) {
      QVERIFY(contains(error, path));
    }
  }
}

void TorchEngineTest::everyCommandTakesTorchScript() {
  QTemporaryDir folder;
  const QString model = QString::fromStdString(torchFixturePath("digits-mlp.pt"));
  QStringList subject = sampleCase("digits-mlp");
  subject[0] = model;
  const QString run = folder.filePath("run.maacc");
  const QString onnx = folder.filePath("mlp.onnx");
  const QString mutant = folder.filePath("mutant.onnx");
  const std::vector<QStringList> commands = {
      QStringList{"inspect", model, "--input-shape", "1,8,8"},
      QStringList{"inspect"} + subject,
      QStringList{"cluster", model, "--input-shape", "1,8,8", "--units-per-cluster", "3"},
      QStringList{"convert", model, "--input-shape", "1,8,8", "--out", onnx},
      QStringList{"inspect", onnx},
      QStringList{"run"} + subject +
          QStringList{"--operators", "NAI", "--limit-inputs", "40", "--progress", "none", "--out",
                      run},
      QStringList{"run", "--resume", "--progress", "none", "--out", run},
      QStringList{"explain", run, "--mutant", "w1-u3-NAI", "--input", "3"},
      QStringList{"export-mutant", run, "--mutant", "w1-u3-NAI", "--out", mutant},
      QStringList{"sweep"} + subject +
          QStringList{"--operators", "NAI", "--limit-inputs", "20", "--experiments",
                      "neuron-clusters", "--progress", "none", "--to", folder.filePath("sweep")}};
  for (const QStringList& command : commands) {
    const ProgramResult result = runMaacc(command);
    QVERIFY2(result.exitCode == 0,
             qPrintable(command.join(' ') + ": " + QString::fromUtf8(result.errors)));
  }
}

// By hand: files NAME.WHAT.pt, .pt2 or .onnx beside NAME.expected.json.
void TorchEngineTest::fullSizeModelsEqualPyTorch() {
  const QString folder = qEnvironmentVariable("MAACC_TORCH_MODELS");
  if (folder.isEmpty()) {
    QSKIP("MAACC_TORCH_MODELS names no folder of models");
  }
  for (const QFileInfo& file : QDir(folder).entryInfoList({"*.pt", "*.pt2", "*.onnx"})) {
    const OnnxExpectation expected =
        readOnnxExpectationFile((folder + "/" + file.baseName() + ".expected.json").toStdString());
    QElapsedTimer clock;
    clock.start();
    const Network network = loadModel(file.filePath().toStdString(), {expected.inputShape, {}, {}});
    const qint64 loaded = clock.elapsed();
    double worst = 0;
    for (size_t i = 0; i < expected.inputs.size(); ++i) {
      worst = std::max(worst,
                       worstOnnxDifference(expected, i, torchLogits(network, expected.inputs[i])));
    }
    qInfo("%s: loaded in %lld ms, differs by %g", qPrintable(file.fileName()), loaded, worst);
    QVERIFY2(worst <= expected.tolerance, qPrintable(file.fileName()));
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
  QSet<QJsonObject> scores;
  for (const QString& file :
       {subject[0], QString::fromStdString(torchFixturePath(model.toStdString() + ".onnx")),
        QString::fromStdString(torchFixturePath(model.toStdString() + ".pt")),
        QString::fromStdString(torchFixturePath(model.toStdString() + ".pt2")),
        QString::fromStdString(torchFixturePath(model.toStdString() + ".h5"))}) {
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
    const QByteArray shown = runMaacc({"show", run, "--json"}).output;
    scores.insert(QJsonDocument::fromJson(shown).object().value("score").toObject());
  }
  QCOMPARE(scores.size(), 1);
  QVERIFY(!scores.begin()->isEmpty());
}

QTEST_GUILESS_MAIN(TorchEngineTest)
#include "test_torch_engine.moc"
