#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "tests/benchmarks/bench_case.h"
#include "tests/benchmarks/mutant_sample.h"

namespace maacc::bench {

using EvaluatorMaker = std::function<std::unique_ptr<Evaluator>(
    const Network&, const CorrectInputs&, const EvaluatorOptions&)>;

// What one evaluator took for a plan. Extrapolated: only a sample of the mutants ran, and times and
// counts are scaled to the plan.
struct EvaluatorMeasurement {
  double setupSeconds = 0;  // the constructor
  double evaluateSeconds = 0;
  double sampleSeconds = 0;  // evaluateSeconds before scaling
  bool isExtrapolated = false;
  int64_t mutantsRun = 0;
  EvaluationCounts counts;
  double peakMemoryMiB = 0;
  double deviceMemoryMiB = 0;               // 0 on the CPU
  std::optional<double> deviceLoadPercent;  // mean over setup and evaluate; CUDA only
  int64_t batchSize = 0;
  int threads = 0;
  std::vector<KillRecord> records;  // of the mutants that ran, ascending

  double totalSeconds() const { return setupSeconds + evaluateSeconds; }
};

// By what a sample's time is multiplied.
enum class Scaling {
  ByRounds,      // rounds of one mutant per thread: the plain evaluator, where all cost the same
  ByLayerShare,  // mutants per mutant of the layer sampled least: the incremental evaluator
};

// Runs the sample in one call, as a whole plan would be: a call per layer would scale the forward
// pass and the rounding measured in every call with it. Best of several runs where one takes less
// than a second.
EvaluatorMeasurement measureEvaluator(const BenchCase& bench,
                                      const EvaluatorMaker& make,
                                      const EvaluatorOptions& options,
                                      const std::vector<LayerSample>& layers,
                                      Scaling scaling);

}  // namespace maacc::bench
