#include "core/engine/device_evaluator.h"
#include "core/engine/incremental/lane_evaluator.h"

namespace maacc {

std::unique_ptr<Evaluator> makeIncrementalEvaluator(const Network& network,
                                                    const CorrectInputs& inputs,
                                                    const EvaluatorOptions& options) {
  if (options.device.kind == DeviceKind::Cuda) {
    return makeDeviceEvaluator(network, inputs, options, singleDevices(options.device));
  }
  return makeLaneEvaluator(network, inputs, options);
}

}  // namespace maacc
