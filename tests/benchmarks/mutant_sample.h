#pragma once

#include <cstdint>
#include <vector>

#include "core/mutation/mutation_plan.h"

namespace maacc::bench {

// Mutants of one layer that stand for all of them.
struct LayerSample {
  std::vector<int64_t> mutants;  // positions in the plan, ascending
  int64_t layerMutants = 0;      // in the plan
};

enum class PerUnit { AllOperators, OneOperatorInTurn };

// Every stride-th unit of every layer, beginning with its first. Stride 1 takes everything,
// whatever perUnit says. A sample lies within another one whose stride divides its own.
std::vector<LayerSample> sampleByLayer(const MutationPlan& plan, int64_t stride, PerUnit perUnit);

std::vector<int64_t> allMutants(const std::vector<LayerSample>& layers);

// A stride for which every layer gives its first unit alone.
inline constexpr int64_t kLargestStride = int64_t{1} << 20;

}  // namespace maacc::bench
