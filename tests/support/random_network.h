#pragma once

#include <cstdint>
#include <vector>

#include "core/model/network.h"

namespace maacc::test {

// A random small classifier: a DAG of convolutions (strided, dilated, grouped, asymmetrically
// padded), pooling, BatchNorm, activations, Add, Concat, Reshape, Flatten and Dense layers with
// random weights. The same seed gives the same network.
Network randomNetwork(uint64_t seed);

// `count` random inputs of the network, standard normal: [count * valuesPerSample].
std::vector<float> randomInputs(const Network& network, int64_t count, uint64_t seed);

}  // namespace maacc::test
