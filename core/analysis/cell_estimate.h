#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/analysis/cell_sample.h"
#include "core/analysis/estimate.h"
#include "core/analysis/kill_record.h"

namespace maacc {

// Cells of a two-phase run: cells = mutants x classes.
struct CellStratum {
  int64_t cells = 0;    // undecided ones, before any of them was decided for the sample
  int64_t sampled = 0;  // of these, drawn at random and decided
  int64_t killed = 0;   // of the sampled
};

struct CellCounts {
  int64_t cells = 0;   // of all mutants that have a verdict
  int64_t killed = 0;  // known without the sample
  std::vector<CellStratum> strata;
};

// (killed + sum_h cells_h killed_h / sampled_h) / cells. Per stratum the limits are those of the
// posterior of the number of killed cells in a finite population under Jeffreys' prior: what was
// sampled is known, the rest is beta-binomial. Strata are combined by MOVER (Zou and Donner 2008):
// the distances of the limits from the values add up in squares. Strata without a sampled cell have
// the share of the others, or one half, and widen the interval to all they could be. Never outside
// of what is certain.
ScoreEstimate estimateCells(const CellCounts& counts, double confidence);

// What the records of a two-phase run make of its sample. A sampled cell that is still undecided is
// not counted as sampled; mutants in error are left out with all their cells. Undecided cells
// outside of the strata form a stratum of their own.
CellCounts countCells(std::span<const KillRecord> records,
                      const CellSample& sample,
                      KillCriterion criterion,
                      int classes);

}  // namespace maacc
