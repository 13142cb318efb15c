#pragma once

#include <span>
#include <vector>

#include "core/model/network.h"

namespace maacc::test {

// Logits of one canonical input in float32, as the plain evaluator computes them.
std::vector<double> torchLogits(const Network& network, std::span<const float> input);

}  // namespace maacc::test
