#pragma once

#include <cstdint>
#include <vector>

#include "core/engine/correct_inputs.h"

namespace maacc {

// The order in which inputs are tried, so that what a mutant can kill is found early: first a few
// inputs of the smallest original margin of every class in turn, then class by class with ascending
// margin, so that neighbours leave together when their class is killed. Positions of `inputs`.
std::vector<int32_t> orderInputs(const CorrectInputs& inputs, int classes);

}  // namespace maacc
