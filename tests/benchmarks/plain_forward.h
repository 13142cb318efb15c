#pragma once

#include <cstdint>
#include <vector>

#include "core/engine/evaluator.h"

namespace maacc::bench {

// The original network over all inputs in float32, logits in host memory, nothing else: what the
// incremental evaluator is compared with.
struct PlainForward {
  double seconds = 0;     // best of several passes where one takes less than a second
  int64_t batchSize = 0;  // the fastest one
};

// Inputs lie on the device before the clock starts. CPU: batches are spread over the threads.
PlainForward measurePlainForward(const Network& network,
                                 const CorrectInputs& inputs,
                                 const EvaluatorOptions& options);

// values: [count, ...input shape]. Predictions in float32.
std::vector<int32_t> predictedClasses(const Network& network,
                                      const std::vector<float>& values,
                                      const EvaluatorOptions& options);

}  // namespace maacc::bench
