#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/analysis/estimate.h"
#include "core/analysis/kill_record.h"
#include "core/analysis/score_pair.h"
#include "core/mutation/mutation_plan.h"

namespace maacc {

// Mutants of one layer, or of one operator.
struct ScoredGroup {
  std::string name;
  ScorePair scores;
};

// A stage and its seconds, or a counter of work.
struct Amount {
  std::string name;
  double value = 0;
};

// What a comparison needs to know of a run. Plan and records are borrowed.
struct ComparedRun {
  std::string name = {};  // how sentences call the run

  std::string modelHash = {};
  std::string dataHash = {};
  std::string preprocessing = {};
  int64_t limitInputs = 0;
  std::vector<std::string> operators = {};
  std::vector<std::string> layers = {};  // empty: all
  KillCriterion criterion = KillCriterion::TrueClass;
  std::string strategy = {};
  std::string evaluator = {};
  std::string machine = {};  // device and threads, as people read it
  bool complete = true;      // every mutant that is to be tested has its verdict

  int classes = 0;
  int64_t correctInputs = 0;
  const MutationPlan& plan;
  std::span<const KillRecord> records = {};  // ascending by mutant index

  bool estimated = false;  // the scores are estimates
  ScorePair scores = {};
  std::vector<ScoredGroup> byLayer = {};
  std::vector<ScoredGroup> byOperator = {};
  std::vector<Amount> seconds = {};
  std::vector<Amount> counts = {};
};

}  // namespace maacc
