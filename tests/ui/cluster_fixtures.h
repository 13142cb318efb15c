#pragma once

#include <memory>

#include "ui/jobs/cluster_tree.h"

namespace maacc::test {

// Average linkage of normal rows; names "u0", "u1", ...
std::shared_ptr<const ClusterTree> makeTree(int32_t leaves, int columns = 5, uint64_t seed = 1);

// A tree of these merges over rows of one feature each.
std::shared_ptr<const ClusterTree> treeOf(Dendrogram dendrogram);

// Leaves 0 to 4: {0, 1} at 3, that with 2 at 2 (lower: not monotone), and {3, 4} at 1 beside it.
Dendrogram unruly();

// A Ward tree of many leaves, made without clustering: neighbours join at random heights.
std::shared_ptr<const ClusterTree> wideTree(int32_t leaves);

// What is clustered: one tree of the first layer.
ClusterScope scopeOf(int leaves);

}  // namespace maacc::test
