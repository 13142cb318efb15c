#pragma once

#include <cstdint>
#include <vector>

#include "core/analysis/flip_table.h"

namespace maacc {

// Inputs that together kill every mutant that any input kills, and of which none can be left out.
struct KillingSet {
  std::vector<int32_t> inputs;  // positions among the correctly classified ones
  std::vector<int64_t> adds;    // by input: mutants that those before it do not kill
  int64_t killable = 0;         // mutants that some input kills; the sum of adds
};

// Greedy set cover: always the input that kills most of what is left, the first of several; then
// inputs that the later ones made needless go. At most 1 + ln(kills of the strongest input) times
// the size of a smallest such set (Chvatal 1979); finding a smallest one is NP-hard. Time is that
// of the flips.
KillingSet greedyKillingSet(const FlipTable& table, const MutantsByInput& byInput);

}  // namespace maacc
