#pragma once

#include <optional>

#include "core/clustering/condensed_distances.h"
#include "core/clustering/feature_matrix.h"
#include "core/clustering/linkage.h"
#include "core/clustering/stage_progress.h"

namespace maacc {

// Distances of all pairs of rows, rounded as `mode` says, by `threads` threads; the values do not
// depend on their number. Cosine distance is 1 - cosine of the angle, correlation distance the same
// of rows less their mean. Adds distanceWork(...) to the progress. Absent once it says stop.
// Throws Error{Usage} for a row without direction (cosine, correlation).
std::optional<CondensedDistances> pairwiseDistances(const FeatureMatrix& items,
                                                    Metric metric,
                                                    DistanceMode mode,
                                                    int threads,
                                                    StageProgress& progress);

int64_t distanceWork(const FeatureMatrix& items);

}  // namespace maacc
