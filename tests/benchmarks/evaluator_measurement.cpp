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

// Adds what was counted between two moments, times a factor.
void addScaled(EvaluationCounts& sum,
               const EvaluationCounts& before,
               const EvaluationCounts& after,
               double factor) {
  auto add = [&](auto EvaluationCounts::*count) {
    const double difference =
        static_cast<double>(after.*count) - static_cast<double>(before.*count);
    sum.*count += static_cast<std::decay_t<decltype(sum.*count)>>(std::round(factor * difference));
  };
  add(&EvaluationCounts::pairsEvaluated);
  add(&EvaluationCounts::pairsSettledByBound);
  add(&EvaluationCounts::pairsUnchanged);
  add(&EvaluationCounts::pairsLeftByEarlyExit);
  add(&EvaluationCounts::pairsRecheckedFloat64);
  add(&EvaluationCounts::flops);
}

// An evaluator at work; the measurement grows with every call of run().
class Trial {
 public:
  Trial(const BenchCase& bench, const EvaluatorMaker& make, const EvaluatorOptions& options)
      : bench_(bench), device_(options.device), load_(options.device) {
    resetPeakMemory();
    result_.setupSeconds =
        secondsOf([&] { evaluator_ = make(bench.network, bench.inputs, options); });
  }

  void run(const std::vector<int64_t>& mutants, double timeFactor, double countFactor) {
    const EvaluationCounts before = evaluator_->counts();
    const double seconds = secondsOf([&] {
      evaluator_->evaluate(bench_.plan, mutants, RunContext(), [&](KillRecord record) {
        result_.records.push_back(std::move(record));
      });
    });
    result_.sampleSeconds += seconds;
    result_.evaluateSeconds += timeFactor * seconds;
    addScaled(result_.counts, before, evaluator_->counts(), countFactor);
    result_.mutantsRun += static_cast<int64_t>(mutants.size());
  }

  EvaluatorMeasurement finish() {
    result_.peakMemoryMiB = peakMemoryMiB();
    result_.deviceMemoryMiB = deviceMemoryMiB(device_);
    result_.deviceLoadPercent = load_.meanPercent();
    result_.batchSize = evaluator_->batchSize();
    result_.threads = evaluator_->threads();
    result_.isExtrapolated = result_.mutantsRun < static_cast<int64_t>(bench_.plan.mutants.size());
    MAACC_CHECK(static_cast<int64_t>(result_.records.size()) == result_.mutantsRun);
    std::sort(
        result_.records.begin(), result_.records.end(),
        [](const KillRecord& a, const KillRecord& b) { return a.mutantIndex < b.mutantIndex; });
    return std::move(result_);
  }

  int threads() const { return evaluator_->threads(); }

 private:
  const BenchCase& bench_;
  const Device device_;
  const DeviceLoad load_;
  std::unique_ptr<Evaluator> evaluator_;
  EvaluatorMeasurement result_;
};

double roundsOf(std::size_t mutants, int threads) {
  return std::ceil(static_cast<double>(mutants) / threads);
}

}  // namespace

EvaluatorMeasurement measureAtOnce(const BenchCase& bench,
                                   const EvaluatorMaker& make,
                                   const EvaluatorOptions& options,
                                   const std::vector<LayerSample>& layers) {
  const std::vector<int64_t> mutants = allMutants(layers);
  const std::size_t total = bench.plan.mutants.size();
  EvaluatorMeasurement best;
  for (int repetition = 0;
       repetition == 0 || (repetition < kRepetitions && best.totalSeconds() < 1); ++repetition) {
    Trial trial(bench, make, options);
    trial.run(mutants, roundsOf(total, trial.threads()) / roundsOf(mutants.size(), trial.threads()),
              static_cast<double>(total) / static_cast<double>(mutants.size()));
    EvaluatorMeasurement measured = trial.finish();
    if (repetition == 0 || measured.totalSeconds() < best.totalSeconds()) {
      best = std::move(measured);
    }
  }
  return best;
}

EvaluatorMeasurement measureByLayer(const BenchCase& bench,
                                    const EvaluatorMaker& make,
                                    const EvaluatorOptions& options,
                                    const std::vector<LayerSample>& layers) {
  Trial trial(bench, make, options);
  for (const LayerSample& layer : layers) {
    const double factor =
        static_cast<double>(layer.layerMutants) / static_cast<double>(layer.mutants.size());
    trial.run(layer.mutants, factor, factor);
  }
  return trial.finish();
}

}  // namespace maacc::bench
