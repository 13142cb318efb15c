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
  // Kills that were expected before any cell was sampled; 0: nothing was known.
  double expectedKills = 0;
};

struct CellCounts {
  int64_t cells = 0;   // of all mutants that have a verdict
  int64_t killed = 0;  // known without the sample
  std::vector<CellStratum> strata;
};

// (killed + sum_h K_h) / cells, K_h the killed cells of stratum h. What was sampled is known; the
// rest of a stratum is beta-binomial, its share of kills having Jeffreys' prior Beta(1/2, 1/2) or,
// where e kills of N cells were expected, Beta(1/2, b) with mean e / N. Without an expectation K_h
// is estimated by N_h killed_h / sampled_h, with one by the mean of what was sampled and expected,
// so that a few samples do not make a rare kill a frequent one. Strata are combined by MOVER (Zou
// and Donner 2008): the distances of the limits from the values add up in squares. Strata without a
// sampled cell and without an expectation have the share of the others, or one half, and widen the
// interval to all they could be. Never outside of what is certain.
ScoreEstimate estimateCells(const CellCounts& counts, double confidence);

// What the records of a two-phase run make of its sample. A sampled cell that is still undecided is
// not counted as sampled; mutants in error are left out with all their cells. Undecided cells
// outside of the strata form a stratum of their own.
// Records must leave cells of the strata that are not in the sample undecided, even where a kill
// was come across while a sampled cell was decided: only draws speak for the others.
CellCounts countCells(std::span<const KillRecord> records,
                      const CellSample& sample,
                      KillCriterion criterion,
                      int classes);

}  // namespace maacc
