#include "tests/benchmarks/evaluator_measurement.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "tests/benchmarks/device_load.h"
#include "tests/benchmarks/memory_use.h"

namespace maacc::bench {
namespace {

constexpr int kRepetitions = 5;

double secondsOf(const std::function<void()>& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

EvaluationCounts scaled(const EvaluationCounts& counts, double factor) {
  auto times = [&](int64_t count) {
    return static_cast<int64_t>(std::llround(factor * static_cast<double>(count)));
  };
  return {times(counts.pairsEvaluated),        times(counts.pairsSettledByBound),
          times(counts.pairsUnchanged),        times(counts.pairsLeftByEarlyExit),
          times(counts.pairsRecheckedFloat64), factor * counts.flops};
}

double roundsOf(std::size_t mutants, int threads) {
  return std::ceil(static_cast<double>(mutants) / threads);
}

double largestShare(const std::vector<LayerSample>& layers) {
  double largest = 1;
  for (const LayerSample& layer : layers) {
    largest = std::max(largest, static_cast<double>(layer.layerMutants) /
                                    static_cast<double>(layer.mutants.size()));
  }
  return largest;
}

EvaluatorMeasurement measureOnce(const BenchCase& bench,
                                 const EvaluatorMaker& make,
                                 const EvaluatorOptions& options,
                                 const std::vector<LayerSample>& layers,
                                 Scaling scaling) {
  const std::vector<int64_t> mutants = allMutants(layers);
  const std::size_t total = bench.plan.mutants.size();
  resetPeakMemory();
  const DeviceLoad load(options.device);
  EvaluatorMeasurement result;
  std::unique_ptr<Evaluator> evaluator;
  result.setupSeconds = secondsOf([&] { evaluator = make(bench.network, bench.inputs, options); });
  result.sampleSeconds = secondsOf([&] {
    evaluator->evaluate(bench.plan, mutants, RunContext(), ProgressSpan{},
                        [&](KillRecord record) { result.records.push_back(std::move(record)); });
  });
  result.deviceLoadPercent = load.meanPercent();
  result.peakMemoryMiB = peakMemoryMiB();
  result.deviceMemoryMiB = deviceMemoryMiB(options.device);
  result.batchSize = evaluator->batchSize();
  result.threads = evaluator->threads();
  result.mutantsRun = static_cast<int64_t>(mutants.size());
  result.isExtrapolated = mutants.size() < total;
  const double timeFactor =
      scaling == Scaling::ByRounds
          ? roundsOf(total, result.threads) / roundsOf(mutants.size(), result.threads)
          : largestShare(layers);
  result.evaluateSeconds = timeFactor * result.sampleSeconds;
  result.counts =
      scaled(evaluator->counts(), static_cast<double>(total) / static_cast<double>(mutants.size()));
  MAACC_CHECK(result.records.size() == mutants.size());
  std::sort(result.records.begin(), result.records.end(),
            [](const KillRecord& a, const KillRecord& b) { return a.mutantIndex < b.mutantIndex; });
  return result;
}

}  // namespace

EvaluatorMeasurement measureEvaluator(const BenchCase& bench,
                                      const EvaluatorMaker& make,
                                      const EvaluatorOptions& options,
                                      const std::vector<LayerSample>& layers,
                                      Scaling scaling) {
  EvaluatorMeasurement best = measureOnce(bench, make, options, layers, scaling);
  for (int repetition = 1; repetition < kRepetitions && best.setupSeconds + best.sampleSeconds < 1;
       ++repetition) {
    EvaluatorMeasurement measured = measureOnce(bench, make, options, layers, scaling);
    if (measured.totalSeconds() < best.totalSeconds()) {
      best = std::move(measured);
    }
  }
  return best;
}

}  // namespace maacc::bench
