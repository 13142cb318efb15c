#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/analysis/cell_sample.h"

namespace maacc {

// A class of a mutant that probing left undecided.
struct UndecidedCell {
  int64_t mutantIndex = -1;  // position in the plan
  int32_t classIndex = -1;
  float urgency = 0;  // the smaller, the likelier a kill is; may be infinite
};

// How many kills probing missed, from how many it found: evaluated[i] pairs had found kills[i]
// cells, both ascending. In the order of urgency every doubling of the pairs finds fewer kills than
// the one before; if it goes on like that, all doublings to come find last * q / (1 - q), q being
// the ratio of the last two. Absent where kills do not become rarer, because nothing can be said.
std::optional<double> expectedKills(std::span<const int64_t> evaluated,
                                    std::span<const int64_t> kills);

// What deciding a cell decides with it.
enum class CellUnit {
  Cell,    // nothing else
  Mutant,  // all undecided classes of the mutant
};

// Strata of alike urgency, the most urgent cells first, and all cells in the order in which they
// are to be decided: by turns of every stratum, within a stratum in a random order of the seed. So
// any number of first cells is a stratified random sample that looks more closely at the few cells
// where kills are likeliest. Where a mutant is the unit, strata are made of mutants, as urgent as
// their most urgent cell, and the cells of a mutant follow each other. `expected` kills, if known,
// are shared out among the strata, most of them to the urgent ones; one more, which no prediction
// saw coming, may be in any cell.
CellSample drawCells(std::span<const UndecidedCell> cells,
                     CellUnit unit,
                     std::optional<double> expected,
                     uint64_t seed);

}  // namespace maacc
