#include "tests/benchmarks/plain_forward.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "core/engine/inference_errors.h"
#include "core/engine/torch_network.h"
#include "core/engine/worker_pool.h"

namespace maacc::bench {
namespace {

constexpr int kRepetitions = 5;
constexpr int kProbeRepetitions = 2;

class ForwardPass {
 public:
  ForwardPass(const Network& network,
              const std::vector<float>& values,
              const EvaluatorOptions& options)
      : network_(network, options.device), threads_(workerCount(options)) {
    const c10::InferenceMode guard;
    const auto count = static_cast<int64_t>(values.size()) / elementCount(network.inputShape());
    inputs_ =
        at::from_blob(const_cast<float*>(values.data()), network_.batchShape(count), at::kFloat)
            .to(network_.options());
    logits_ = at::empty({count, network.classCount()}, at::kFloat);
  }

  int64_t count() const { return inputs_.size(0); }
  int threads() const { return threads_; }
  const at::Tensor& logits() const { return logits_; }

  // Seconds of one pass over the first `count` inputs.
  double run(int64_t count, int64_t batchSize) {
    const auto start = std::chrono::steady_clock::now();
    const int64_t batches = (count + batchSize - 1) / batchSize;
    runWorkers(threads_, batches, RunContext(), [&](int64_t batch) {
      const int64_t first = batch * batchSize;
      const int64_t size = std::min(batchSize, count - first);
      logits_.narrow(0, first, size).copy_(network_.logits(inputs_.narrow(0, first, size)));
    });
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

 private:
  TorchNetwork network_;
  int threads_;
  at::Tensor inputs_;
  at::Tensor logits_;
};

std::vector<int64_t> candidateSizes(const ForwardPass& pass, const Device& device) {
  std::vector<int64_t> sizes = {(pass.count() + pass.threads() - 1) / pass.threads()};
  const int64_t smallest = device.kind == DeviceKind::Cpu ? 8 : 64;
  const int64_t largest = device.kind == DeviceKind::Cpu ? 2048 : 65536;
  for (int64_t size = smallest; size <= largest && size < sizes.front(); size *= 2) {
    sizes.push_back(size);
  }
  std::sort(sizes.begin(), sizes.end());
  return sizes;
}

// Every size is tried on as many inputs as keep all threads busy once.
int64_t fastestBatchSize(ForwardPass& pass, const Device& device) {
  int64_t best = 1;
  double bestPerInput = std::numeric_limits<double>::infinity();
  for (const int64_t size : candidateSizes(pass, device)) {
    const int64_t count = std::min(pass.count(), size * pass.threads());
    try {
      for (int repetition = 0; repetition < kProbeRepetitions; ++repetition) {
        const double perInput = pass.run(count, size) / static_cast<double>(count);
        if (perInput < bestPerInput) {
          bestPerInput = perInput;
          best = size;
        }
      }
    } catch (const OutOfMemory&) {
      break;
    }
  }
  return best;
}

}  // namespace

PlainForward measurePlainForward(const Network& network,
                                 const CorrectInputs& inputs,
                                 const EvaluatorOptions& options) {
  ForwardPass pass(network, inputs.values, options);
  PlainForward result;
  result.batchSize = fastestBatchSize(pass, options.device);
  result.seconds = pass.run(pass.count(), result.batchSize);
  for (int repetition = 1; repetition < kRepetitions && result.seconds < 1; ++repetition) {
    result.seconds = std::min(result.seconds, pass.run(pass.count(), result.batchSize));
  }
  return result;
}

std::vector<int32_t> predictedClasses(const Network& network,
                                      const std::vector<float>& values,
                                      const EvaluatorOptions& options) {
  ForwardPass pass(network, values, options);
  pass.run(pass.count(), 32);
  const at::Tensor classes = pass.logits().argmax(1).to(at::kInt).contiguous();
  const auto* first = classes.data_ptr<int32_t>();
  return {first, first + classes.numel()};
}

}  // namespace maacc::bench
