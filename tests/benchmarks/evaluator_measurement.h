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

// Runs the sample in one go and scales its time by the rounds that the threads need, one mutant per
// thread: for the plain evaluator, to which all mutants cost the same. Best of several runs where
// one takes less than a second.
EvaluatorMeasurement measureAtOnce(const BenchCase& bench,
                                   const EvaluatorMaker& make,
                                   const EvaluatorOptions& options,
                                   const std::vector<LayerSample>& layers);

// Runs the sample layer by layer and scales every layer's time by itself: for the incremental
// evaluator, to which early layers cost more.
EvaluatorMeasurement measureByLayer(const BenchCase& bench,
                                    const EvaluatorMaker& make,
                                    const EvaluatorOptions& options,
                                    const std::vector<LayerSample>& layers);

}  // namespace maacc::bench
