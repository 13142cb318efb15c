#pragma once

#include "core/analysis/cell_counts.h"
#include "core/analysis/estimate.h"

namespace maacc {

// (killed + sum_h K_h) / cells, K_h the killed cells of stratum h. What was sampled is known; the
// rest of a stratum is beta-binomial, its share of kills having Jeffreys' prior Beta(1/2, 1/2) or,
// where e kills of N cells were expected, Beta(1/2, b) with mean e / N. Without an expectation K_h
// is estimated by N_h killed_h / sampled_h, with one by the mean of what was sampled and expected,
// so that a few samples do not make a rare kill a frequent one. The limits are quantiles of the sum
// of all strata. Strata without a sampled cell and without an expectation have the share of the
// others, or one half, and widen the interval to all they could be. Never outside of what is
// certain.
ScoreEstimate estimateCells(const CellCounts& counts, double confidence);

}  // namespace maacc
