#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/clustering/dendrogram.h"

// Ways to cut a dendrogram into clusters. A dendrogram may be a forest: its trees are never joined,
// so no cut gives fewer clusters than it has trees.
namespace maacc {

// Clusters numbered by their first item, whatever the labels were.
Partition partitionOf(std::span<const int32_t> labels);

// Trees of the forest; 1 where every leaf is joined.
int32_t treeCount(const Dendrogram& dendrogram);

// The labels that scikit-learn's AgglomerativeClustering gives for `clusters` clusters: the newest
// merges are undone, and a label is a place in the heap that this is done with. Throws Error{Usage}
// unless treeCount <= clusters <= leafCount.
std::vector<int32_t> scikitLearnLabels(const Dendrogram& dendrogram, int32_t clusters);

// The same clusters, numbered by their first item.
Partition cutByCount(const Dendrogram& dendrogram, int32_t clusters);

// Clusters within which no merge is higher than `height`: SciPy's fcluster, criterion "distance".
// Where heights are not monotone, a cluster counts as high as the highest merge in it.
Partition cutByHeight(const Dendrogram& dendrogram, double height);

// ceil(leafCount / unitsPerCluster) clusters. Throws Error{Usage} below 1.
Partition cutByUnitsPerCluster(const Dendrogram& dendrogram, int32_t unitsPerCluster);

// ceil(fraction * leafCount) clusters, at least 1. Throws Error{Usage} unless 0 <= fraction <= 1.
Partition cutByFraction(const Dendrogram& dendrogram, double fraction);

// How many clusters each dendrogram gets so that there are `budget` in all: every tree one, then
// the highest merges of all dendrograms are undone first (of equal ones the earlier dendrogram's),
// in every dendrogram the newest before the older. Throws Error{Usage} where the budget is below
// the number of trees or beyond the number of leaves.
std::vector<int32_t> clustersWithinBudget(std::span<const Dendrogram> dendrograms, int64_t budget);

}  // namespace maacc
