#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/engine/evaluator.h"

namespace maacc::bench {

// One thing to find out about every mutant.
struct Mode {
  std::string name;
  Evidence evidence = Evidence::Score;
  KillCriterion criterion = KillCriterion::TrueClass;
};

// "true-class", "predicted-class" (scores) and "matrix" (every flipped input).
const std::vector<Mode>& allModes();

struct BenchOptions {
  std::vector<std::string> cases;  // empty: those of the paper and the deep ones
  std::vector<std::string> modes;  // empty: all
  Device device;
  int threads = 0;            // 0: all cores
  int64_t limitInputs = 0;    // of every case; 0: all it has
  int64_t plainStride = 0;    // plain evaluator: every k-th unit of each layer; 0: by secondsLimit
  double secondsLimit = 300;  // of one measurement; beyond it a sample of mutants is taken
  uint64_t seed = 1;          // of generated networks, their inputs and the plan

  EvaluatorOptions evaluatorOptions(const Mode& mode) const {
    EvaluatorOptions result;
    result.device = device;
    result.threads = threads;
    result.evidence = mode.evidence;
    result.criterion = mode.criterion;
    return result;
  }
};

}  // namespace maacc::bench
