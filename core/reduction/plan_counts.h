#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "core/model/network.h"
#include "core/mutation/operator.h"
#include "core/reduction/reduction_settings.h"

namespace maacc {

// What counting needs of a layer with mutable units.
struct CountedLayer {
  int weightedLayer = -1;
  int units = 0;
  bool outputLayer = false;
  std::set<OperatorKind> without;  // operators that make no mutants of it
};
std::vector<CountedLayer> countedLayers(const Network& network);  // all, ascending

// The mutants of one layer and operator.
struct PlannedCell {
  int weightedLayer = -1;
  Operator op;
  int64_t mutants = 0;            // of one unit each
  std::optional<int64_t> tested;  // at first; absent where only clustering or drawing tells
};

struct PlanCounts {
  std::vector<PlannedCell> cells;  // of every layer and operator that has mutants, in that order
  int64_t mutants = 0;
  std::optional<int64_t> tested;  // known more often than that of the cells
};

// How many mutants a run of these layers (ascending) and operators has and how many of them it
// tests at first, as enumerateMutants and planReduction would count them; needs neither weights nor
// clusters. A two-phase run probes every mutant: all are counted as tested.
PlanCounts countPlan(std::span<const CountedLayer> layers,
                     std::span<const Operator> operators,
                     const ReductionSettings& settings);

}  // namespace maacc
