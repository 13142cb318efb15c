#pragma once

#include <string>
#include <vector>

#include "tests/benchmarks/evaluator_measurement.h"
#include "tests/benchmarks/plain_forward.h"
#include "tests/benchmarks/verdict_differences.h"

namespace maacc::bench {

struct ModeMeasurement {
  Mode mode;
  EvaluatorMeasurement incremental;
  Comparison comparison;  // with the plain evaluator
};

struct CaseMeasurement {
  std::string name;
  int64_t units = 0;
  int64_t mutants = 0;
  int64_t inputs = 0;
  double flopsPerInput = 0;
  double baselineSeconds = 0;
  PlainForward forward;
  EvaluatorMeasurement plain;
  std::vector<ModeMeasurement> modes;
};

// Measures the plain forward pass, the plain evaluator once (it keeps every flip, so that all modes
// can be compared with it) and the incremental evaluator in every mode. Says on standard error what
// it is at.
CaseMeasurement measureCase(const BenchCase& bench, const BenchOptions& options);

}  // namespace maacc::bench
