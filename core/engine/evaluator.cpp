#include "core/engine/evaluator.h"

#include "core/base/host_resources.h"

namespace maacc {

int workerCount(const EvaluatorOptions& options) {
  if (options.device.kind == DeviceKind::Cuda) {
    return 1;
  }
  return options.threads > 0 ? options.threads : availableThreads();
}

}  // namespace maacc
