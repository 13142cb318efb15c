#pragma once

#include <vector>

#include "ui/jobs/cluster_tree.h"

namespace maacc {

// What only distances tell about the clusters of a cut.
struct ClusterMeasures {
  // By cluster, mean of its members that were looked at; NaN where none was. Empty: not defined.
  std::vector<double> silhouettes;
  double meanSilhouette = 0;     // over items
  std::vector<int32_t> medoids;  // by cluster: the leaf nearest to all others; -1: not known
  int32_t sampled = 0;           // leaves that silhouettes are of; 0: all
};

// Empty where the tree has no distances. In a tree that has only a sample of them, so are the
// silhouettes, and the medoids of large clusters. For a pool thread: leaves squared, or leaves
// times sampled ones.
ClusterMeasures measureClusters(const ClusterTree& tree, const Partition& partition);

}  // namespace maacc
