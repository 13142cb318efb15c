#pragma once

#include "core/mutation/mutant.h"

namespace maacc {

// The network with the mutant's weights in place, rounded to float32: what others can look at. A
// layer without bias gets one where the mutant needs it. Throws Error{Unsupported} when the mutant
// has weights that are not finite float32 numbers (FlipBit makes such).
Network mutatedNetwork(const Network& network, const Mutant& mutant, uint64_t seed);

}  // namespace maacc
