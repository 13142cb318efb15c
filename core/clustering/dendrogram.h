#pragma once

#include <cstdint>
#include <vector>

namespace maacc {

// Two clusters that become one. Ids below the number of leaves are leaves; leafCount + i is the
// cluster that merge i makes.
struct Merge {
  int32_t left = -1;  // the smaller id
  int32_t right = -1;
  double height = 0;
  int32_t size = 0;  // leaves below
  bool operator==(const Merge&) const = default;
};

// Which cluster every item is in. Clusters are numbered by their first item.
struct Partition {
  std::vector<int32_t> clusterOf;  // by item
  int32_t clusters = 0;
  std::vector<std::vector<int32_t>> members() const;  // by cluster, ascending
  bool operator==(const Partition&) const = default;
};

// The tree that hierarchical agglomerative clustering makes: leafCount - 1 merges, ordered as
// SciPy's linkage matrix is (by height, stable); fewer where a method stopped early and left a
// forest. Heights need not grow from child to parent where the linkage is not monotone.
struct Dendrogram {
  int32_t leafCount = 0;  // at least 1
  std::vector<Merge> merges;
  bool operator==(const Dendrogram&) const = default;
};

}  // namespace maacc
