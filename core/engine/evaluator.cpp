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

KillRecord notFiniteRecord(int64_t mutantIndex) {
  KillRecord record;
  record.mutantIndex = mutantIndex;
  record.status = MutantStatus::Error;
  record.reason = kNotFiniteReason;
  return record;
}

}  // namespace maacc
