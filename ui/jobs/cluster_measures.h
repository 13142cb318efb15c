#pragma once

#include <vector>

#include "ui/jobs/cluster_tree.h"

namespace maacc {

// What only the distances of all pairs tell about the clusters of a cut.
struct ClusterMeasures {
  std::vector<double> silhouettes;  // by cluster, mean of its members; empty: not defined here
  double meanSilhouette = 0;        // over items
  std::vector<int32_t> medoids;     // by cluster: the leaf nearest to all others
};

// Empty where the tree has no distances. For a pool thread: leaves squared.
ClusterMeasures measureClusters(const ClusterTree& tree, const Partition& partition);

}  // namespace maacc
