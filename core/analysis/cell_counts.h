#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/analysis/cell_sample.h"
#include "core/analysis/kill_record.h"

namespace maacc {

// Cells of a two-phase run: cells = mutants x classes.
struct CellStratum {
  int64_t cells = 0;    // undecided ones, before any of them was decided for the sample
  int64_t sampled = 0;  // of these, drawn at random and decided
  int64_t killed = 0;   // of the sampled
  // Kills that were expected before any cell was sampled; 0: nothing was known.
  double expectedKills = 0;
};

struct CellCounts {
  int64_t cells = 0;   // of all mutants that have a verdict
  int64_t killed = 0;  // known without the sample
  std::vector<CellStratum> strata;
};

// What the records of a two-phase run make of its sample. A stratum is sampled as far as its cells
// are decided in the order of the sample without a gap; those beyond the first gap are known, but
// speak for no others, and leave the stratum. Mutants in error are left out with all their cells.
// Undecided cells outside of the strata form a stratum of their own.
CellCounts countCells(std::span<const KillRecord> records,
                      const CellSample& sample,
                      KillCriterion criterion,
                      int classes);

}  // namespace maacc
