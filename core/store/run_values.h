#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/analysis/kill_record.h"
#include "core/analysis/mutant_group.h"
#include "core/clustering/clustering.h"
#include "core/model/network.h"
#include "core/mutation/mutation_plan.h"

namespace maacc {

enum class Evidence { Score, Inputs };  // counts and killed classes, or every flipped input as well
std::string evidenceName(Evidence evidence);      // "score", "inputs"
Evidence parseEvidence(const std::string& text);  // throws Error{Usage}

// What was asked for. Everything that decides a verdict, and where the inputs came from.
struct RunSettings {
  std::string modelPath;  // absolute
  std::string modelHash;  // Network::contentHash()
  std::string dataPath;   // absolute
  std::string labelsPath;
  std::string dataKey;
  std::string labelsKey;
  int32_t labelsFrom = 0;     // the label of the first class
  std::string dataHash;       // Dataset::contentHash
  std::string preprocessing;  // recipeText
  std::vector<std::string> operators;
  std::vector<std::string> layers;  // as given; empty: all
  int64_t limitInputs = 0;          // first N samples of the data; 0: all
  uint64_t seed = 0;
  std::string strategy = "exhaustive";
  std::string reduction;  // all of how the strategy works, as one line; empty: nothing to say
  std::string evaluator = "incremental";
  KillCriterion criterion = KillCriterion::TrueClass;
  Evidence evidence = Evidence::Score;
};

// One layer as people see it; enough to show a run without its model.
struct LayerSummary {
  std::string name;
  std::string kind;
  std::string activation;   // fused one, or empty
  std::vector<int> inputs;  // positions of the layers it reads
  Shape outputShape;
  int64_t parameters = 0;
  int units = 0;           // mutable units
  int weightedLayer = -1;  // -1: none
};
std::vector<LayerSummary> summarizeLayers(const Network& network);

// The original network on the data.
struct Baseline {
  int classes = 0;
  int64_t inputs = 0;                  // samples evaluated
  std::vector<int32_t> correctInputs;  // their positions in the data, ascending
  std::vector<int32_t> correctLabels;  // their classes
  std::vector<double> correctMargins;  // largest minus second largest logit of the original
  double accuracy() const;
};

// The machine that ran it. Changes on every resume; the last one is kept.
struct RunEnvironment {
  std::string programVersion;
  std::string torchVersion;
  std::string blas;
  std::string device;  // "cpu", "cuda:0 NVIDIA H200"
  int threads = 0;
  int64_t batchSize = 0;
};

enum class RunState { Running, Stopped, Finished };  // Running and no process: it was killed
std::string stateName(RunState state);

struct StageTime {
  std::string stage;  // "load", "baseline", "mutants"
  double seconds = 0;
};

// Named counters of work, e.g. "pairs_evaluated", "pairs_rechecked_float64".
struct WorkCount {
  std::string name;
  int64_t value = 0;
};

// What a run is about to test, and why.
struct RunPlan {
  MutationPlan mutants;      // the population, or the mutants of neuron clusters mutated together
  MutantSample sample = {};  // with groups, the mutants in them are what the score speaks of
  std::vector<Clustering> clusterings = {};
};

}  // namespace maacc
