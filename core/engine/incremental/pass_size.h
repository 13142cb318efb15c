#pragma once

#include "core/engine/evaluator.h"
#include "core/model/network.h"

namespace maacc {

// How many mutants go through the inputs together. A pass computes the original network once, so it
// takes mutants worth about ten forward passes, that this costs little, and no less than
// `leastFlops` of work in all. In FLOPs per input.
double flopsPerPass(const Network& network, int64_t inputs, double leastFlops);

// At most so many of `remaining` mutants, that their flips fit the memory with evidence Inputs.
std::size_t mostMutantsPerPass(Evidence evidence, int64_t inputs, std::size_t remaining);

}  // namespace maacc
