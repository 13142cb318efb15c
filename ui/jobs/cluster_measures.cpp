#include "ui/jobs/cluster_measures.h"

#include <limits>

#include "core/clustering/clustering_quality.h"

namespace maacc {
namespace {

int32_t medoidOf(const std::vector<int32_t>& members, const CondensedDistances& distances) {
  int32_t best = members.front();
  double least = std::numeric_limits<double>::infinity();
  for (const int32_t candidate : members) {
    double sum = 0;
    for (const int32_t other : members) {
      sum += candidate == other ? 0 : distances.at(candidate, other);
    }
    if (sum < least) {
      least = sum;
      best = candidate;
    }
  }
  return best;
}

}  // namespace

ClusterMeasures measureClusters(const ClusterTree& tree, const Partition& partition) {
  ClusterMeasures measures;
  if (tree.distances == nullptr) {
    return measures;
  }
  const auto members = partition.members();
  if (partition.clusters >= 2 && partition.clusters < tree.dendrogram.leafCount) {
    const Silhouette found = silhouette(partition, *tree.distances);
    measures.meanSilhouette = found.mean;
    for (const std::vector<int32_t>& cluster : members) {
      double sum = 0;
      for (const int32_t leaf : cluster) {
        sum += found.byItem[static_cast<size_t>(leaf)];
      }
      measures.silhouettes.push_back(sum / static_cast<double>(cluster.size()));
    }
  }
  measures.medoids.reserve(members.size());
  for (const std::vector<int32_t>& cluster : members) {
    measures.medoids.push_back(medoidOf(cluster, *tree.distances));
  }
  return measures;
}

}  // namespace maacc
