#pragma once

#include <span>
#include <vector>

#include "core/mutation/mutant.h"

namespace maacc {

// Mutants that share a rounding band: the largest error of those measured counts for all.
struct BandGroup {
  std::vector<std::size_t> members;   // positions in the list asked about
  std::vector<std::size_t> measured;  // some of them
};

// Every mutant for itself or, where a forward pass costs much, those of a layer and operator.
std::vector<BandGroup> bandGroups(const Network& network, std::span<const Mutant* const> mutants);

// On which of `inputs` probe inputs a mutant is measured: two, or one where it costs much.
std::vector<std::size_t> bandProbes(const Network& network, std::size_t inputs);

// Largest difference of a logit; infinite where one is not finite. logits: `stride` apart.
double largestError(const float* logits, std::size_t stride, const std::vector<double>& exact);

}  // namespace maacc
