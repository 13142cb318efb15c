#pragma once

#include <cstdint>
#include <optional>

#include "core/base/run_context.h"
#include "core/clustering/condensed_distances.h"
#include "core/clustering/dendrogram.h"

// Cuts that a dendrogram itself suggests.
namespace maacc {

struct SuggestedCut {
  int32_t clusters = 0;
  double score = 0;  // larger is better; its meaning is the function's
};

// The cut within the largest difference of successive merge heights (the score); of equal ones the
// one with fewer clusters. At least two clusters and fewer than leaves. Throws Error{Usage} below
// three leaves.
SuggestedCut largestGapCut(const Dendrogram& dendrogram);

// The cut from `fewest` to `most` clusters with the best mean silhouette (the score); of equal ones
// the one with fewer clusters. Absent once the context wants a stop. Reports stage "silhouette".
// Throws Error{Usage} unless max(2, trees) <= fewest <= most < leaves.
std::optional<SuggestedCut> bestSilhouetteCut(const Dendrogram& dendrogram,
                                              const CondensedDistances& distances,
                                              int32_t fewest,
                                              int32_t most,
                                              const RunContext& context);

// Dynamic tree cut, variant "tree" (Langfelder, Zhang and Horvath 2008), after the paper's idea:
// between neighbouring leaves of the drawn tree stand the heights at which they join. A stretch of
// leaves falls into those parts whose inner heights stay at or below a level; the level is the mean
// of the stretch's heights, else half way from there to the highest, else to the lowest. It is
// split there when at least two parts have `smallestCluster` leaves; a smaller part goes to the
// neighbour it joins lower. Parts are split again until none can be. Throws Error{Usage} below 1.
Partition dynamicTreeCut(const Dendrogram& dendrogram, int32_t smallestCluster);

}  // namespace maacc
