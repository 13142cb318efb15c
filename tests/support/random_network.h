#pragma once

#include <cstdint>
#include <vector>

#include "core/model/network.h"

namespace maacc::test {

// A random small classifier: a DAG of convolutions (strided, dilated, grouped, asymmetrically
// padded), pooling, BatchNorm, activations, Add, Concat, Reshape, Flatten and Dense layers with
// random weights. LayerSet::All: gates (products of values of one shape, with one pixel, with one
// channel), LayerNorm, sequences (images of height 1) and Embedding besides. The same seed gives
// the same network.
enum class LayerSet { Basic, All };
Network randomNetwork(uint64_t seed, LayerSet layers = LayerSet::Basic);

// For loops over seeds: every other network has all kinds of layers.
Network eitherNetwork(uint64_t seed);

// `count` random inputs of the network, standard normal, or rows of its vocabulary where it looks
// them up: [count * valuesPerSample].
std::vector<float> randomInputs(const Network& network, int64_t count, uint64_t seed);

}  // namespace maacc::test
