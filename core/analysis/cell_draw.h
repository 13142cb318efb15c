#pragma once

#include <cstdint>
#include <span>

#include "core/analysis/cell_sample.h"

namespace maacc {

// A class of a mutant that probing left undecided.
struct UndecidedCell {
  int64_t mutantIndex = -1;  // position in the plan
  int32_t classIndex = -1;
  float urgency = 0;  // the smaller, the likelier a kill is; may be infinite
};

// How many kills probing may have missed, from how many it found lately: evaluated[i] pairs had
// found kills[i] cells, both ascending. While pairs are evaluated in the order of their urgency the
// kills become rarer; where what is missing falls like one over the pairs evaluated, the last
// quarter of them finds a third of what is missing then, and where it falls like one over their
// square, most of it. The number of kills in the last quarter, plus one half, stands in between.
double expectedKills(std::span<const int64_t> evaluated, std::span<const int64_t> kills);

// Strata of alike urgency, the most urgent cells first, and all cells in the order in which they
// are to be decided: by turns of every stratum, within a stratum in a random order of the seed. So
// any number of first cells is a stratified random sample that looks more closely at the few cells
// where kills are likeliest. `expected` kills are shared out among the strata.
CellSample drawCells(std::span<const UndecidedCell> cells, double expected, uint64_t seed);

}  // namespace maacc
