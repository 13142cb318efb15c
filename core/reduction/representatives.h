#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clustering/feature_matrix.h"
#include "core/clustering/linkage.h"

namespace maacc {

// A random order of all members that depends on the seed and the name alone.
std::vector<int64_t> randomOrder(std::vector<int64_t> members,
                                 uint64_t seed,
                                 const std::string& name);

// The first of these rows is the medoid, the one with the smallest sum of distances to all; each
// next one lowers the sum of the distances to the nearest chosen one most (the BUILD phase of
// Kaufman and Rousseeuw's PAM). Ties go to the earlier row. At most as many as there are rows.
std::vector<int32_t> medoidOrder(const FeatureMatrix& rows, Metric metric, int count);

// How many of each stratum are drawn when `share` of all is: proportional, largest remainders, at
// least 1 each. The sum is share times all, rounded, unless there are more strata than that.
std::vector<int64_t> allocateSample(const std::vector<int64_t>& sizes, double share);

}  // namespace maacc
