#pragma once

#include <string>
#include <vector>

#include "tests/benchmarks/evaluator_measurement.h"

namespace maacc::bench {

struct ScalingPoint {
  std::string caseName;
  std::string mode;
  std::string varied;  // "mutants" or "inputs"
  int64_t mutants = 0;
  int64_t inputs = 0;
  EvaluatorMeasurement incremental;
};

// Whether the incremental evaluator's time grows linearly: a quarter, half and all of the mutants
// with all inputs, then a quarter, half and all of the inputs with all mutants.
std::vector<ScalingPoint> measureScaling(const BenchCase& bench,
                                         const BenchOptions& options,
                                         const Mode& mode);

}  // namespace maacc::bench
