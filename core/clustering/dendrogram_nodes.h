#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/clustering/dendrogram.h"

// Walks over the nodes of a dendrogram: its leaves and, after them, the clusters its merges make. A
// child's id is below its parent's, so going through ids visits children before parents.
namespace maacc {

std::size_t nodeCount(const Dendrogram& dendrogram);

// The merge that made a node that is no leaf.
const Merge& mergeOf(const Dendrogram& dendrogram, int32_t node);

// Nodes that no merge joined, ascending: one for a tree, several for a forest.
std::vector<int32_t> rootNodes(const Dendrogram& dendrogram);

// Hands the value of a node that is not negative down to all nodes below, and keeps the leaves'.
void passToLeaves(const Dendrogram& dendrogram, std::vector<int32_t>& valueByNode);

// By node: the highest merge in it, and 0 for leaves.
std::vector<double> highestBelow(const Dendrogram& dendrogram);

}  // namespace maacc
