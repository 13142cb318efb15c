#include "core/engine/device_evaluator.h"

#include <algorithm>
#include <atomic>

#include "core/base/error.h"
#include "core/base/host_resources.h"
#include "core/engine/incremental/input_order.h"
#include "core/engine/inference_errors.h"
#include "core/engine/pairs/pair_worker.h"

namespace maacc {
namespace {

constexpr int64_t kTraceBytes = 256LL << 20;
constexpr double kFlopsPerPassCuda = 1e13;
constexpr double kFlopsPerPassCpu = 1e11;

class DeviceEvaluator : public Evaluator {
 public:
  DeviceEvaluator(const Network& network,
                  const CorrectInputs& inputs,
                  const EvaluatorOptions& options,
                  const std::vector<Device>& devices,
                  const DeviceTuning& tuning);

  void evaluate(const MutationPlan& plan,
                std::span<const int64_t> mutantIndices,
                const RunContext& context,
                const ProgressSpan& progress,
                const Sink& sink) override;

  EvaluationCounts counts() const override {
    EvaluationCounts counts = ledger_.counts();
    counts.pairsRecheckedFloat64 = rechecked_;
    return counts;
  }
  int64_t batchSize() const override { return workers_.front()->blockInputs(); }
  int threads() const override { return team_.threads(); }

 private:
  PairLimits limitsOf(const Device& device, const DeviceTuning& tuning) const;

  const Network& network_;
  const CorrectInputs& inputs_;
  const EvaluatorOptions options_;
  const std::vector<Device> devices_;
  const std::vector<int32_t> order_;
  ReferenceTraces traces_;
  MutantLedger ledger_;
  WorkerTeam team_;  // one thread per device
  std::vector<std::unique_ptr<PairWorker>> workers_;
  std::atomic<int64_t> rechecked_{0};
};

DeviceEvaluator::DeviceEvaluator(const Network& network,
                                 const CorrectInputs& inputs,
                                 const EvaluatorOptions& options,
                                 const std::vector<Device>& devices,
                                 const DeviceTuning& tuning)
    : network_(network),
      inputs_(inputs),
      options_(options),
      devices_(devices),
      order_(orderInputs(inputs, network.classCount())),
      traces_(network, inputs, kTraceBytes),
      ledger_(inputs.count()),
      team_(static_cast<int>(devices.size())) {
  const c10::InferenceMode guard;
  const int threads = options.threads > 0 ? options.threads : availableThreads();
  for (const Device& device : devices) {
    workers_.push_back(std::make_unique<PairWorker>(
        network, inputs, order_, traces_, ledger_, device, limitsOf(device, tuning),
        std::max(1, threads / static_cast<int>(devices.size()))));
  }
}

PairLimits DeviceEvaluator::limitsOf(const Device& device, const DeviceTuning& tuning) const {
  const auto sharers = std::count_if(devices_.begin(), devices_.end(), [&](const Device& other) {
    return other.kind == device.kind && other.index == device.index;
  });
  PairLimits limits;
  limits.pairs = tuning.pairsPerBatch;
  limits.beforeBatch = tuning.beforeBatch;
  limits.inputs = options_.batchSize;
  limits.memoryAsked = options_.memoryBytes > 0;
  limits.memoryBytes = memoryBudget(options_, freeMemory(device)) / sharers;
  return limits;
}

void DeviceEvaluator::evaluate(const MutationPlan& plan,
                               std::span<const int64_t> mutantIndices,
                               const RunContext& context,
                               const ProgressSpan& progress,
                               const Sink& sink) {
  ledger_.begin(context, progress, sink);
  const VerdictRules rules(network_, plan, options_, traces_, rechecked_);
  const bool onCuda = devices_.front().kind == DeviceKind::Cuda;
  const auto devices = static_cast<int>(devices_.size());
  PairPassBuilder builder(rules, inputs_.count(), devices,
                          onCuda ? kFlopsPerPassCuda : kFlopsPerPassCpu, mutantIndices);
  std::atomic<bool> failed{false};
  team_.run(devices, [&](int, int64_t device) {
    const c10::InferenceMode guard;
    at::set_num_threads(1);
    try {
      while (!failed && context.proceed()) {
        std::optional<PairPass> pass = builder.next();
        if (!pass) {
          return;
        }
        workers_[static_cast<std::size_t>(device)]->run(*pass, rules, context, failed);
      }
    } catch (...) {
      failed = true;
      throw;
    }
  });
}

}  // namespace

std::unique_ptr<Evaluator> makeDeviceEvaluator(const Network& network,
                                               const CorrectInputs& inputs,
                                               const EvaluatorOptions& options,
                                               const std::vector<Device>& devices,
                                               const DeviceTuning& tuning) {
  MAACC_CHECK(inputs.count() > 0 && !devices.empty());
  std::unique_ptr<Evaluator> evaluator;
  translatingTorchErrors([&] {
    evaluator = std::make_unique<DeviceEvaluator>(network, inputs, options, devices, tuning);
  });
  return evaluator;
}

}  // namespace maacc
