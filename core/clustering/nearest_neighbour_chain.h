#pragma once

#include <optional>

#include "core/clustering/condensed_distances.h"
#include "core/clustering/linkage.h"
#include "core/clustering/stage_progress.h"

namespace maacc {

// Hierarchical clustering of a matrix of distances, which is overwritten: the nearest-neighbour
// chain (Murtagh 1983; Müllner 2011) with Lance and Williams' updates, and Prim's tree for single
// linkage. Ties and rounding are those of SciPy's linkage. Adds chainWork(count) to the progress.
// Absent once the progress says stop.
std::optional<Dendrogram> chainDendrogram(CondensedDistances& distances,
                                          LinkageMethod method,
                                          StageProgress& progress);

int64_t chainWork(int64_t count);

}  // namespace maacc
