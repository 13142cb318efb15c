#include <QTemporaryDir>
#include <QtTest>

#include "core/data/dataset.h"
#include "core/importers/import_model.h"
#include "core/model/reference_evaluator.h"
#include "core/store/run_file.h"
#include "tests/support/run_program.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

// How many inputs the run's model classifies as labelled, and the other network does not.
int64_t flippedBy(const RunSettings& settings, const Network& other) {
  const Network model = importModel(settings.modelPath);
  const Dataset dataset =
      loadDataset({settings.dataPath, settings.labelsPath, settings.dataKey, settings.labelsKey});
  const InputPipeline pipeline(dataset, parseRecipe(settings.preprocessing), model);
  std::vector<float> input(static_cast<size_t>(pipeline.valuesPerSample()));
  int64_t flipped = 0;
  for (int64_t i = 0; i < dataset.size(); ++i) {
    pipeline.read(i, input.data());
    const int label = dataset.labels[static_cast<size_t>(i)];
    flipped += static_cast<int64_t>(decide(referenceLogits(model, input)).predictedClass == label &&
                                    decide(referenceLogits(other, input)).predictedClass != label);
  }
  return flipped;
}

}  // namespace

// maacc convert and maacc export-mutant.
class ExportCommandsTest : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void convertsTheSampleThereAndBack();
  void runsOfAConvertedModelHaveTheSameRecords();
  void exportedMutantDoesWhatTheRunSays_data();
  void exportedMutantDoesWhatTheRunSays();
  void saysWhatIsWrong_data();
  void saysWhatIsWrong();

 private:
  QString path(const QString& name) const { return folder_.filePath(name); }

  QTemporaryDir folder_;
  QString run_;
};

void ExportCommandsTest::initTestCase() {
  run_ = path("run.maacc");
  const ProgramResult result =
      runMaacc(QStringList{"run"} + sampleCase("digits-cnn") +
               QStringList{"--operators", "CW:0.5,NAI,BA:2,SWITCH", "--evidence", "inputs", "--out",
                           run_, "--progress", "none"});
  QVERIFY2(result.exitCode == 0, result.errors);
}

void ExportCommandsTest::convertsTheSampleThereAndBack() {
  const QString model = QString::fromStdString(sample("digits-cnn.keras"));
  const ProgramResult there = runMaacc({"convert", model, "--out", path("there.onnx")});
  QVERIFY2(there.exitCode == 0, there.errors);
  QVERIFY(there.output.contains("its logits are the same to"));
  const ProgramResult back =
      runMaacc({"convert", path("there.onnx"), "--out", path("back"), "--format", "keras"});
  QVERIFY2(back.exitCode == 0, back.errors);
  QCOMPARE(QString::fromStdString(importModel(path("back").toStdString()).contentHash()),
           QString::fromStdString(importModel(model.toStdString()).contentHash()));
}

void ExportCommandsTest::runsOfAConvertedModelHaveTheSameRecords() {
  const QString model = QString::fromStdString(sample("digits-cnn.keras"));
  QCOMPARE(runMaacc({"convert", model, "--out", path("converted.onnx")}).exitCode, 0);
  QStringList arguments = sampleCase("digits-cnn");
  arguments[0] = path("converted.onnx");
  const QString converted = path("converted.maacc");
  const ProgramResult result =
      runMaacc(QStringList{"run"} + arguments +
               QStringList{"--operators", "CW:0.5,NAI,BA:2,SWITCH", "--evidence", "inputs", "--out",
                           converted, "--progress", "none"});
  QVERIFY2(result.exitCode == 0, result.errors);
  QCOMPARE(runMaacc({"show", converted, "--records"}).output,
           runMaacc({"show", run_, "--records"}).output);
}

void ExportCommandsTest::exportedMutantDoesWhatTheRunSays_data() {
  QTest::addColumn<QString>("mutant");
  QTest::addColumn<QString>("format");
  for (const char* format : {"onnx", "keras"}) {
    for (const char* mutant : {"w0-u1-NAI", "w0-u2-BA:2", "w1-u3-CW:0.5", "w2-u0-SWITCH"}) {
      QTest::addRow("%s as %s", mutant, format) << mutant << format;
    }
  }
}

void ExportCommandsTest::exportedMutantDoesWhatTheRunSays() {
  QFETCH(QString, mutant);
  QFETCH(QString, format);
  const QString file = path("mutant." + format);
  const ProgramResult exported =
      runMaacc({"export-mutant", run_, "--mutant", mutant, "--out", file});
  QVERIFY2(exported.exitCode == 0, exported.errors);
  QVERIFY(exported.output.contains(mutant.toUtf8()));
  const RunFile run = RunFile::openForReading(run_.toStdString());
  const std::vector<KillRecord> records = run.records();
  const MutationPlan plan = run.plan();
  const auto record = std::find_if(records.begin(), records.end(), [&](const KillRecord& each) {
    return plan.mutants[static_cast<size_t>(each.mutantIndex)].id.text == mutant.toStdString();
  });
  QVERIFY(record != records.end());
  QVERIFY(record->flippedInputs.value() > 0);
  QCOMPARE(flippedBy(run.settings(), importModel(file.toStdString())),
           record->flippedInputs.value());
}

void ExportCommandsTest::saysWhatIsWrong_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QString>("sentence");
  const QString model = QString::fromStdString(sample("digits-cnn.keras"));
  const QString other = QString::fromStdString(sample("digits-mlp.keras"));
  QTest::newRow("ending") << QStringList{"convert", model, "--out", "x.h5"} << ".onnx or .keras";
  QTest::newRow("format") << QStringList{"convert", model, "--out", "x", "--format", "h5"}
                          << "choose onnx or keras";
  QTest::newRow("no folder") << QStringList{"convert", model, "--out", "/nowhere/x.onnx"}
                             << "/nowhere/x.onnx";
  QTest::newRow("no model") << QStringList{"convert", "absent.keras", "--out", "x.onnx"}
                            << "there is no such file";
  QTest::newRow("no such mutant") << QStringList{"export-mutant", run_,    "--mutant",
                                                 "w9-u0-NAI",     "--out", "x.onnx"}
                                  << "w9-u0-NAI";
  QTest::newRow("another model") << QStringList{"export-mutant", run_,  "--mutant", "w0-u1-NAI",
                                                "--model",       other, "--out",    "x.onnx"}
                                 << "is not the model of this run";
}

void ExportCommandsTest::saysWhatIsWrong() {
  QFETCH(QStringList, arguments);
  QFETCH(QString, sentence);
  const ProgramResult result = runMaacc(arguments);
  QVERIFY(result.exitCode == 2 || result.exitCode == 4);
  QVERIFY2(result.errors.contains(sentence.toUtf8()), result.errors);
  QCOMPARE(result.errors.trimmed().count('\n'), 0);
}

QTEST_GUILESS_MAIN(ExportCommandsTest)
#include "test_export_commands.moc"
