#pragma once

#include <vector>

#include "core/engine/evaluator.h"

namespace maacc {

// For tests; the defaults suit a run.
struct DeviceTuning {
  int64_t pairsPerBatch = 0;  // 0: chosen by memory and time
  // Called before every batch with its pairs, from any device's thread; may throw OutOfMemory.
  std::function<void(int64_t pairs)> beforeBatch;
};

// The incremental evaluator in libtorch, on one or several devices, each with a thread and a copy
// of the network; a device may be there twice. Its work is (mutant, input) pairs in large batches.
// Of the options, device is not read; batchSize is the inputs whose tensors are kept at a time, and
// threads are those that find float64 decisions. Keeps references to network and inputs.
std::unique_ptr<Evaluator> makeDeviceEvaluator(const Network& network,
                                               const CorrectInputs& inputs,
                                               const EvaluatorOptions& options,
                                               const std::vector<Device>& devices,
                                               const DeviceTuning& tuning = {});

}  // namespace maacc
