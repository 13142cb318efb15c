#pragma once

#include <memory>

#include "core/engine/correct_inputs.h"
#include "core/engine/probing/logit_gradients.h"
#include "core/model/network.h"

namespace maacc {

// By libtorch's automatic differentiation, on the CPU. Keeps references to network and inputs.
std::unique_ptr<LogitGradients> makeTorchLogitGradients(const Network& network,
                                                        const CorrectInputs& inputs);

}  // namespace maacc
