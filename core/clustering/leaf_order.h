#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/run_context.h"
#include "core/clustering/condensed_distances.h"
#include "core/clustering/dendrogram.h"

namespace maacc {

// Leaves from left to right as the tree is drawn without crossings: the left child first, as
// SciPy's leaves_list. Trees of a forest follow each other by id of their root.
std::vector<int32_t> leafOrder(const Dendrogram& dendrogram);

// Whether no cluster is lower than one inside it, so that every cut by height is also one by count.
bool isMonotone(const Dendrogram& dendrogram);

// The order without crossings in which neighbours are nearest, summed over all neighbours
// (Bar-Joseph, Gifford and Jaakkola 2001). O(n^3) time and O(n^2) memory, so up to
// kLargestOptimalOrder leaves; throws Error{Usage} for more and for distances of another number of
// items. Absent once the context wants a stop. Reports stage "leaf order".
constexpr int32_t kLargestOptimalOrder = 4000;
std::optional<std::vector<int32_t>> optimalLeafOrder(const Dendrogram& dendrogram,
                                                     const CondensedDistances& distances,
                                                     const RunContext& context);

}  // namespace maacc
