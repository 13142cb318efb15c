#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/mutation/mutation_plan.h"

namespace maacc {

enum class StratumKind { All, Layer, LayerOperator };

// The mutants of a plan that are alike: of a layer, of a layer and an operator, or all.
struct MutantStratum {
  int weightedLayer = -1;          // -1: all
  std::string operatorText;        // empty: all
  std::vector<int64_t> positions;  // in the plan, ascending
};

// Disjoint and complete; by layer, operators in order of first use within it.
std::vector<MutantStratum> mutantStrata(const MutationPlan& plan, StratumKind kind);

// "w1 NAI", "w1", "all mutants"
std::string stratumName(int weightedLayer, const std::string& operatorText);

}  // namespace maacc
