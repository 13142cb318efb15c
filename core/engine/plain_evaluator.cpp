#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>

#include "core/base/error.h"
#include "core/base/host_resources.h"
#include "core/engine/evaluator.h"
#include "core/engine/inference_errors.h"
#include "core/engine/verdict_judge.h"
#include "core/engine/worker_pool.h"

namespace maacc {
namespace {

constexpr double kSlowForwardSeconds = 0.3;
constexpr int64_t kProbeInputs = 2;  // per mutant; few, because each costs a float64 evaluation

class PlainEvaluator : public Evaluator {
 public:
  PlainEvaluator(const Network& network,
                 const CorrectInputs& inputs,
                 const EvaluatorOptions& options)
      : inputs_(inputs),
        options_(options),
        threads_(workerCount(options)),
        torch_(network, options.device),
        inputTensor_(uploadInputs()),
        judge_(
            torch_,
            [this](int64_t position) {
              thread_local std::vector<float> buffer;
              return inputs_.input(position, buffer);
            },
            spreadPositions(inputs.count(), kCalibrationInputs),
            threads_),
        probe_(spreadPositions(inputs.count(), kProbeInputs)),
        batchSize_(options.batchSize > 0 ? options.batchSize : fastestBatchSize()) {}

  void evaluate(const MutationPlan& plan,
                std::span<const int64_t> mutantIndices,
                const RunContext& context,
                const ProgressSpan& progress,
                const Sink& sink) override {
    std::mutex sinkMutex;
    int64_t done = progress.doneBefore;
    context.report("mutants", done, progress.total);
    runWorkers(threads_, static_cast<int64_t>(mutantIndices.size()), context, [&](int64_t task) {
      const int64_t index = mutantIndices[static_cast<std::size_t>(task)];
      KillRecord record = evaluateMutant(plan, index, context);
      const std::scoped_lock lock(sinkMutex);
      if (!context.stopRequested()) {  // otherwise the mutant may be half evaluated
        sink(std::move(record));
        context.report("mutants", ++done, progress.total);
      }
    });
  }

  EvaluationCounts counts() const override {
    EvaluationCounts counts;
    counts.pairsEvaluated = pairsEvaluated_;
    counts.pairsRecheckedFloat64 = judge_.recheckedPairs();
    counts.flops = static_cast<double>(pairsEvaluated_) * forwardFlops(torch_.network());
    return counts;
  }
  int64_t batchSize() const override { return batchSize_; }
  int threads() const override { return threads_; }

 private:
  at::Tensor uploadInputs() const {
    const c10::InferenceMode guard;
    if (!inputs_.areKept()) {
      return {};
    }
    const at::Tensor view = at::from_blob(const_cast<float*>(inputs_.values.data()),
                                          torch_.batchShape(inputs_.count()), at::kFloat);
    return view.to(torch_.options());
  }
  at::Tensor batchOf(int64_t first, int64_t count) const {
    if (inputs_.areKept()) {
      return inputTensor_.narrow(0, first, count);
    }
    const at::Tensor batch = at::empty(torch_.batchShape(count), at::kFloat);
    inputs_.copyTo(first, count, batch.data_ptr<float>());
    return batch.to(torch_.options());
  }
  int64_t mostInputsAtOnce() const;

  KillRecord evaluateMutant(const MutationPlan& plan, int64_t index, const RunContext& context);
  void evaluateBatches(const std::vector<UnitWeightChange>& changes,
                       KillRecord& record,
                       const RunContext& context);
  int64_t fastestBatchSize() const;
  double forwardSeconds(int64_t batchSize) const;

  const CorrectInputs& inputs_;
  const EvaluatorOptions options_;
  const int threads_;
  const TorchNetwork torch_;
  const at::Tensor inputTensor_;  // all correct inputs on the device, where they are kept
  const VerdictJudge judge_;
  const std::vector<int64_t> probe_;
  std::atomic<int64_t> batchSize_;
  std::atomic<int64_t> pairsEvaluated_{0};
};

KillRecord PlainEvaluator::evaluateMutant(const MutationPlan& plan,
                                          int64_t index,
                                          const RunContext& context) {
  const Network& network = torch_.network();
  const std::vector<UnitWeightChange> changes =
      resolveMutant(network, plan.mutants[static_cast<std::size_t>(index)], plan.seed);
  for (;;) {
    KillRecord record;
    record.mutantIndex = index;
    record.killedTrueClass.assign(static_cast<std::size_t>(network.classCount()), 0);
    record.killedPredictedClass = record.killedTrueClass;
    try {
      translatingTorchErrors([&] { evaluateBatches(changes, record, context); });
      return record;
    } catch (const OutOfMemory& error) {
      if (batchSize_ <= 1) {
        throw Error(ErrorCode::Device, "one input at a time does not fit the memory of " +
                                           deviceText(options_.device) + " (" + error.what() + ")");
      }
      batchSize_ = std::max<int64_t>(1, batchSize_ / 2);
    }
  }
}

void PlainEvaluator::evaluateBatches(const std::vector<UnitWeightChange>& changes,
                                     KillRecord& record,
                                     const RunContext& context) {
  const MutatedLayers mutated = torch_.mutate(changes);
  const double band = judge_.band(mutated, changes, probe_);
  const int64_t batchSize = batchSize_;
  bool allFinite = true;
  for (int64_t first = 0; first < inputs_.count() && context.proceed(); first += batchSize) {
    const int64_t count = std::min(batchSize, inputs_.count() - first);
    const std::vector<Decision> decisions =
        judge_.judge(torch_.logits(batchOf(first, count), mutated), first, band, changes);
    for (int64_t row = 0; row < count; ++row) {
      const int32_t predicted = decisions[static_cast<std::size_t>(row)].predictedClass;
      const int32_t label = inputs_.labels[static_cast<std::size_t>(first + row)];
      if (predicted < 0) {
        allFinite = false;
      } else if (predicted != label) {
        const Flip flip{static_cast<int32_t>(first + row), predicted};
        countFlip(record, flip, label);
        if (options_.evidence == Evidence::Inputs) {
          record.flips.push_back(flip);
        }
      }
    }
    pairsEvaluated_ += count;
  }
  if (!allFinite) {
    record = notFiniteRecord(record.mutantIndex);
  }
}

// Batches that are read again are memory too: of all threads they take a quarter of the budget.
int64_t PlainEvaluator::mostInputsAtOnce() const {
  if (inputs_.areKept()) {
    return inputs_.count();
  }
  const int64_t bytes = inputs_.valuesPerSample * static_cast<int64_t>(sizeof(float)) * threads_;
  const int64_t budget = memoryBudget(options_, availableHostMemory()) / 4;
  return std::clamp<int64_t>(budget / bytes, 1, inputs_.count());
}

// Seconds of one forward pass: best of three, or of one where it is slow.
double PlainEvaluator::forwardSeconds(int64_t batchSize) const {
  double best = 1e30;
  for (int repetition = 0; repetition < 3 && (repetition == 0 || best < kSlowForwardSeconds);
       ++repetition) {
    const auto start = std::chrono::steady_clock::now();
    const at::Tensor logits = torch_.logits(batchOf(0, batchSize)).to(at::kCPU);
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

int64_t PlainEvaluator::fastestBatchSize() const {
  const c10::InferenceMode guard;
  const bool onCpu = options_.device.kind == DeviceKind::Cpu;
  const std::vector<int64_t> candidates =
      onCpu ? std::vector<int64_t>{32, 64, 128, 256, 512, 1024, 2048}
            : std::vector<int64_t>{512, 2048, 8192, 32768};
  int64_t best = candidates.front();
  double bestPerInput = 1e30;
  double seconds = 0;
  const int64_t most = mostInputsAtOnce();
  for (int64_t candidate : candidates) {
    const int64_t count = std::min(candidate, most);
    try {
      translatingTorchErrors([&] { seconds = forwardSeconds(count); });
    } catch (const OutOfMemory&) {
      break;
    }
    if (seconds / static_cast<double>(count) < bestPerInput) {
      bestPerInput = seconds / static_cast<double>(count);
      best = count;
    }
    if (candidate >= most || seconds > kSlowForwardSeconds) {
      break;
    }
  }
  return best;
}

}  // namespace

std::unique_ptr<Evaluator> makePlainEvaluator(const Network& network,
                                              const CorrectInputs& inputs,
                                              const EvaluatorOptions& options) {
  MAACC_CHECK(inputs.count() > 0);
  std::unique_ptr<Evaluator> evaluator;
  translatingTorchErrors(
      [&] { evaluator = std::make_unique<PlainEvaluator>(network, inputs, options); });
  return evaluator;
}

}  // namespace maacc
