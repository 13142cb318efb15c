#pragma once

#include "core/engine/evaluator.h"

namespace maacc {

// The incremental evaluator on the CPU, with our own kernels. Ignores options.device. Keeps
// references to network and inputs.
std::unique_ptr<Evaluator> makeLaneEvaluator(const Network& network,
                                             const CorrectInputs& inputs,
                                             const EvaluatorOptions& options);

}  // namespace maacc
