#include "tests/benchmarks/case_measurement.h"

#include <algorithm>
#include <iostream>
#include <set>
#include <utility>

#include "tests/benchmarks/memory_use.h"

namespace maacc::bench {
namespace {

void announce(const BenchCase& bench, const std::string& what) {
  std::cerr << "bench: " << bench.name << ": " << what << std::endl;
}

int64_t unitsOf(const MutationPlan& plan) {
  std::set<std::pair<int, std::vector<int>>> units;
  for (const Mutant& mutant : plan.mutants) {
    units.emplace(mutant.weightedLayer, mutant.units);
  }
  return static_cast<int64_t>(units.size());
}

// The smallest power of two, or what was asked for, whose sample takes at most the time allowed.
int64_t plainStride(const BenchCase& bench, const BenchOptions& options, double forwardSeconds) {
  if (options.plainStride > 0) {
    return options.plainStride;
  }
  int64_t stride = 1;
  while (stride < kLargestStride &&
         forwardSeconds * static_cast<double>(allMutants(sampleByLayer(bench.plan, stride,
                                                                       PerUnit::OneOperatorInTurn))
                                                  .size()) >
             options.secondsLimit) {
    stride *= 2;
  }
  return stride;
}

EvaluatorMeasurement measurePlain(const BenchCase& bench,
                                  const BenchOptions& options,
                                  int64_t stride) {
  const auto layers = sampleByLayer(bench.plan, stride, PerUnit::OneOperatorInTurn);
  announce(bench, "plain evaluator, " + std::to_string(allMutants(layers).size()) + " of " +
                      std::to_string(bench.plan.mutants.size()) + " mutants");
  const Mode everything{"everything", Evidence::Inputs, KillCriterion::TrueClass};
  return measureEvaluator(bench, makePlainEvaluator, options.evaluatorOptions(everything), layers,
                          Scaling::ByRounds);
}

// Grows a sample as long as the next one, by the last one's time, stays within the time allowed.
// Never less than every 64th unit, the size of the smallest costly layers: fewer would distort the
// layers' shares. So the time allowed is a target, not a bound.
int64_t incrementalStride(const BenchCase& bench,
                          const BenchOptions& options,
                          const EvaluatorOptions& evaluatorOptions) {
  constexpr int64_t kFirst = 64;
  constexpr int64_t kStep = 4;
  int64_t stride = kFirst;
  while (stride > 1) {
    const auto layers = sampleByLayer(bench.plan, stride, PerUnit::AllOperators);
    const auto larger = sampleByLayer(bench.plan, stride / kStep, PerUnit::AllOperators);
    const EvaluatorMeasurement probe = measureEvaluator(
        bench, makeIncrementalEvaluator, evaluatorOptions, layers, Scaling::ByLayerShare);
    const double growth =
        static_cast<double>(allMutants(larger).size()) / static_cast<double>(probe.mutantsRun);
    if (probe.setupSeconds + growth * probe.sampleSeconds > options.secondsLimit) {
      break;
    }
    stride /= kStep;
  }
  return stride;
}

EvaluatorMeasurement measureIncremental(const BenchCase& bench,
                                        const BenchOptions& options,
                                        const Mode& mode,
                                        double plainSeconds) {
  const EvaluatorOptions evaluatorOptions = options.evaluatorOptions(mode);
  const bool surelyWithinLimit = plainSeconds <= 4 * options.secondsLimit;
  announce(bench, "incremental evaluator, " + mode.name);
  const int64_t stride =
      surelyWithinLimit ? 1 : incrementalStride(bench, options, evaluatorOptions);
  const auto layers = sampleByLayer(bench.plan, stride, PerUnit::AllOperators);
  return measureEvaluator(bench, makeIncrementalEvaluator, evaluatorOptions, layers,
                          Scaling::ByLayerShare);
}

}  // namespace

CaseMeasurement measureCase(const BenchCase& bench, const BenchOptions& options) {
  CaseMeasurement result;
  result.name = bench.name;
  result.units = unitsOf(bench.plan);
  result.mutants = static_cast<int64_t>(bench.plan.mutants.size());
  result.inputs = bench.inputs.count();
  result.flopsPerInput = forwardFlops(bench.network);
  result.baselineSeconds = bench.baselineSeconds;
  announce(bench, "plain forward pass");
  result.forward = measurePlainForward(bench.network, bench.inputs,
                                       options.evaluatorOptions(allModes().front()));
  result.plain = measurePlain(bench, options, plainStride(bench, options, result.forward.seconds));
  for (const Mode& mode : allModes()) {
    if (!options.modes.empty() &&
        std::find(options.modes.begin(), options.modes.end(), mode.name) == options.modes.end()) {
      continue;
    }
    EvaluatorMeasurement incremental =
        measureIncremental(bench, options, mode, result.plain.totalSeconds());
    const Comparison comparison = compareVerdicts(result.plain.records, incremental.records,
                                                  mode.evidence == Evidence::Inputs);
    result.modes.push_back({mode, std::move(incremental), comparison});
  }
  return result;
}

}  // namespace maacc::bench
