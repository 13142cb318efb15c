#pragma once

#include "core/store/run_file.h"

namespace maacc::test {

// A run of a 2-layer network on 10 inputs with 4 classes, of which inputs 0, 2, 3, 5, 7, 9 are
// correct. Everything differs from its default, so that a value that is not stored shows.
inline RunSettings sampleSettings() {
  RunSettings settings;
  settings.modelPath = "/models/small \"net\".keras";
  settings.modelHash = std::string(64, 'a');
  settings.dataPath = "/data/images.npz";
  settings.labelsPath = "/data/labels.npz";
  settings.dataKey = "x";
  settings.labelsKey = "y";
  settings.dataHash = std::string(64, 'b');
  settings.preprocessing = "pad=2,scale=1/255";
  settings.operators = {"CW:0.2", "NAI"};
  settings.layers = {"dense, \"first\"", "1"};
  settings.limitInputs = 10;
  settings.seed = 0xFEDCBA9876543210U;
  settings.strategy = "sample";
  settings.reduction = "{\"strategy\":\"sample\"}";
  settings.evaluator = "plain";
  settings.criterion = KillCriterion::PredictedClass;
  settings.evidence = Evidence::Inputs;
  return settings;
}

inline std::vector<LayerSummary> sampleLayers() {
  return {
      {"input", "Input", "", {}, {6}, 0, 0, -1},
      {"dense, \"first\"", "Dense", "relu", {0}, {5}, 35, 5, 0},
      {"logits", "Dense", "", {1}, {4}, 24, 4, 1},
  };
}

inline Baseline sampleBaseline() {
  Baseline baseline;
  baseline.classes = 4;
  baseline.inputs = 10;
  baseline.correctInputs = {0, 2, 3, 5, 7, 9};
  baseline.correctLabels = {0, 1, 2, 3, 0, 1};
  baseline.correctMargins = {0.125, 3.5, 1e-9, 7, 0.1, 12.75};
  return baseline;
}

// Layer 0: units 0 to 4; layer 1: units 0 to 3; CW:0.2 and NAI each, then one cluster: 19 mutants.
inline MutationPlan samplePlan() {
  MutationPlan plan;
  plan.seed = 0xFEDCBA9876543210U;
  plan.hash = std::string(64, 'c');
  const auto add = [&plan](int layer, const std::vector<int>& units, const std::string& op) {
    const Operator parsed = parseOperator(op);
    plan.mutants.push_back({makeMutantId(layer, units, parsed), layer, units, parsed});
  };
  for (int layer = 0; layer < 2; ++layer) {
    for (int unit = 0; unit < 5 - layer; ++unit) {
      add(layer, {unit}, "CW:0.2");
      add(layer, {unit}, "NAI");
    }
  }
  add(0, {0, 2, 4}, "NAI");
  return plan;
}

// The first layer's mutants in one group of 10 with 3 to test, the others in one of 9 with 9.
inline MutantSample sampleGroups() {
  MutantSample sample;
  sample.groups = {
      {"w0 \"all\"", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {7, 0, 3, 9, 1}},
      {"rest", {10, 11, 12, 13, 14, 15, 16, 17, 18}, {18, 10, 11, 12, 13, 14, 15, 16, 17}}};
  sample.toTest = {3, 9};
  sample.randomDraw = true;
  return sample;
}

// Units of the first layer in two clusters, the second layer's mutants in a forest.
inline std::vector<Clustering> sampleClusterings() {
  Clustering units;
  units.weightedLayer = 0;
  units.method = "ward, \"euclidean\"";
  units.items = {0, 1, 2, 3, 4};
  units.dendrogram = {5, {{0, 3, 0.1, 2}, {1, 2, 0.1, 2}, {5, 6, 1.0 / 3, 4}, {4, 7, 2e300, 5}}};
  units.partition = {{0, 0, 0, 0, 1}, 2};
  Clustering mutants;
  mutants.kind = ClusteredItems::Mutants;
  mutants.weightedLayer = 1;
  mutants.operatorText = "CW:0.2";
  mutants.items = {10, 12, 14};
  mutants.dendrogram = {3, {{0, 2, 0.5, 2}}};
  mutants.partition = {{0, 1, 0}, 2};
  return {units, mutants};
}

inline CellSample sampleOfCells() {
  return {{{"w0 \"CW\"", 12}, {"w1", 3}}, {{18, 3, 1}, {0, 2, 0}, {0, 1, 0}}};
}

inline KillRecord killedRecord(int64_t mutantIndex) {
  const Baseline baseline = sampleBaseline();
  KillRecord record;
  record.mutantIndex = mutantIndex;
  record.killedTrueClass = ClassSet(4, 0);
  record.killedPredictedClass = ClassSet(4, 0);
  for (const Flip flip : {Flip{1, 3}, Flip{4, 2}, Flip{5, 3}}) {
    countFlip(record, flip, baseline.correctLabels[static_cast<std::size_t>(flip.input)]);
    record.flips.push_back(flip);
  }
  return record;
}

inline KillRecord survivedRecord(int64_t mutantIndex) {
  KillRecord record;
  record.mutantIndex = mutantIndex;
  record.killedTrueClass = ClassSet(4, 0);
  record.killedPredictedClass = ClassSet(4, 0);
  return record;
}

inline KillRecord errorRecord(int64_t mutantIndex) {
  KillRecord record;
  record.mutantIndex = mutantIndex;
  record.status = MutantStatus::Error;
  record.reason = "a weight is not finite";
  return record;
}

inline RunFile createSampleRun(const std::string& path) {
  return RunFile::create(path, sampleSettings(), sampleLayers(), sampleBaseline(), {samplePlan()});
}

inline RunFile createGroupedRun(const std::string& path) {
  return RunFile::create(path, sampleSettings(), sampleLayers(), sampleBaseline(),
                         {samplePlan(), sampleGroups(), sampleClusterings()});
}

// A kill was found, one class is open.
inline KillRecord openRecord(int64_t mutantIndex) {
  KillRecord record = killedRecord(mutantIndex);
  record.flippedInputs.reset();
  record.flips.clear();
  record.undecided = ClassSet{0, 1, 0, 0};
  return record;
}

inline KillRecord undecidedRecord(int64_t mutantIndex) {
  KillRecord record;
  record.mutantIndex = mutantIndex;
  record.status = MutantStatus::Undecided;
  record.flippedInputs.reset();
  record.killedTrueClass = ClassSet(4, 0);
  record.undecided = ClassSet{0, 1, 1, 0};
  return record;
}

}  // namespace maacc::test
