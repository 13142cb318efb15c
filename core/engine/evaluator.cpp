#include "core/engine/evaluator.h"

#include "core/base/host_resources.h"

namespace maacc {
namespace {

constexpr int64_t kUnknownMemory = 2LL << 30;

}  // namespace

int workerCount(const EvaluatorOptions& options) {
  if (options.device.kind == DeviceKind::Cuda) {
    return 1;
  }
  return options.threads > 0 ? options.threads : availableThreads();
}

int64_t memoryBudget(const EvaluatorOptions& options, int64_t free) {
  if (options.memoryBytes > 0) {
    return options.memoryBytes;
  }
  return free > 0 ? free / 2 : kUnknownMemory;
}

int64_t inputMemory(const EvaluatorOptions& options, int64_t free) {
  constexpr int64_t kShare = 4;
  const bool ofDevice = options.device.kind == DeviceKind::Cuda;  // inputs stay on the host
  return memoryBudget(ofDevice ? EvaluatorOptions{} : options, free) / kShare;
}

KillRecord notFiniteRecord(int64_t mutantIndex) {
  KillRecord record;
  record.mutantIndex = mutantIndex;
  record.status = MutantStatus::Error;
  record.reason = kNotFiniteReason;
  return record;
}

}  // namespace maacc
