#include "tests/ui/ui_fixtures.h"

#include <QCoreApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

#include "core/mutation/operator.h"
#include "tests/support/test_paths.h"

namespace maacc::test {

void isolateSettings() {
  static QTemporaryDir folder;
  QStandardPaths::setTestModeEnabled(true);
  QCoreApplication::setOrganizationName("MAACC-test");
  QCoreApplication::setApplicationName(QString::number(QCoreApplication::applicationPid()));
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
  qputenv("MAACC_ENGINE", QByteArray::fromStdString(program("fake_engine")));
  setFakeMode("normal");
}

void setFakeMode(const char* mode) { qputenv("MAACC_FAKE_MODE", mode); }

RunDescription makeDescription(int units) {
  RunDescription description;
  description.settings.modelPath = "/models/small.keras";
  description.settings.dataPath = "/data/test.npz";
  description.settings.operators = {"CW", "NAI", "NEB"};
  description.settings.modelHash = "m";
  description.settings.dataHash = "d";
  for (int layer = 0; layer < 2; ++layer) {
    const std::string name = layer == 0 ? "hidden" : "output";
    description.layers.push_back({name, "Dense", "relu", {}, {units}, units * 10, units, layer});
    for (int unit = 0; unit < units; ++unit) {
      for (const Operator& op : paperOperators()) {
        const std::vector<int> unitList{unit};
        description.plan.mutants.push_back(
            {makeMutantId(layer, unitList, op), layer, unitList, op});
      }
    }
  }
  description.plan.hash = "p";
  description.baseline.classes = 10;
  description.baseline.inputs = 100;
  for (int32_t input = 0; input < 90; ++input) {
    description.baseline.correctInputs.push_back(input);
    description.baseline.correctLabels.push_back(input % 10);
    description.baseline.correctMargins.push_back(0.1 * (input % 7));
  }
  indexDescription(description);
  return description;
}

KillRecord makeRecord(int64_t mutantIndex, int classes) {
  KillRecord record;
  record.mutantIndex = mutantIndex;
  if (mutantIndex % 10 == 9) {
    record.status = MutantStatus::Error;
    record.reason = "not a number in the logits";
    return record;
  }
  record.killedTrueClass.assign(static_cast<size_t>(classes), 0);
  record.killedPredictedClass.assign(static_cast<size_t>(classes), 0);
  if (mutantIndex % 3 == 0) {
    return record;
  }
  record.status = MutantStatus::Killed;
  const auto flips = static_cast<int32_t>(1 + mutantIndex % 5);
  for (int32_t input = 0; input < flips; ++input) {
    const Flip flip{input, (input + 1) % classes};
    countFlip(record, flip, input % classes);
  }
  return record;
}

ModelInfo makeModelInfo() {
  ModelInfo info;
  info.request.modelPath = "/models/small.keras";
  info.request.dataPath = "/data/test.npz";
  info.classes = 10;
  info.inputShape = {64};
  info.units = 20;
  info.hash = "m";
  info.forwardFlops = 1480;
  info.layers = {
      {{"input", "Input", "", {}, {64}, 0, 0, -1}, "holds no weights", false, false, {}, {}},
      {{"hidden", "Dense", "relu", {0}, {10}, 650, 10, 0},
       {},
       true,
       false,
       {},
       PairFlops{220, 340, 680}},
      {{"output", "Dense", "softmax", {1}, {10}, 110, 10, 1},
       {},
       true,
       true,
       {},
       PairFlops{20, 220, 440}}};
  info.data =
      DataInfo{"/data/test.npz", 100, {64}, "uint8", {10, 10, 10, 10, 10, 10, 10, 10, 10, 10},
               "scale=1/16",     100, 90,   0.9,     0.1};
  return info;
}

void writeRun(const QString& path, int units, int64_t tested, RunState state, Evidence evidence) {
  RunDescription run = makeDescription(units);
  run.settings.evidence = evidence;
  RunFile file =
      RunFile::create(path.toStdString(), run.settings, run.layers, run.baseline, {run.plan});
  file.setEnvironment({"0.1.0", "1.13.1", "OpenBLAS", "cpu", 2, 64});
  std::vector<KillRecord> records;
  for (int64_t index = 0; index < tested; ++index) {
    records.push_back(makeRecord(index));
    if (evidence == Evidence::Inputs) {
      for (int32_t input = 0; input < records.back().flippedInputs.value_or(0); ++input) {
        records.back().flips.push_back({input, (input + 1) % 10});
      }
    }
  }
  file.append(records);
  file.setState(state);
}

}  // namespace maacc::test
