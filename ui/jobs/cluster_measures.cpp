#include "ui/jobs/cluster_measures.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/clustering/clustering_quality.h"
#include "core/clustering/pairwise_distances.h"

namespace maacc {
namespace {

constexpr size_t kMostExact = 512;  // members whose distances are all found

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

int32_t medoidOfRows(const std::vector<int32_t>& members, const ClusterTree& tree) {
  FeatureMatrix rows(static_cast<Eigen::Index>(members.size()), tree.rows.cols());
  for (size_t i = 0; i < members.size(); ++i) {
    rows.row(static_cast<Eigen::Index>(i)) = tree.rows.row(members[i]);
  }
  StageProgress progress(RunContext(), distanceWork(rows));
  const auto distances = pairwiseDistances(rows, tree.metric, DistanceMode::Fast, 1, progress);
  std::vector<int32_t> all(members.size());
  std::iota(all.begin(), all.end(), 0);
  return members[static_cast<size_t>(medoidOf(all, *distances))];
}

// The member nearest to those of the sample; -1 where the sample has none.
int32_t medoidBySample(const std::vector<int32_t>& members, const SampledDistances& sample) {
  std::vector<Eigen::Index> rows;
  for (size_t i = 0; i < sample.sampled.size(); ++i) {
    if (std::binary_search(members.begin(), members.end(), sample.sampled[i])) {
      rows.push_back(static_cast<Eigen::Index>(i));
    }
  }
  int32_t best = -1;
  double least = std::numeric_limits<double>::infinity();
  for (const int32_t candidate : members) {
    double sum = 0;
    for (const Eigen::Index row : rows) {
      sum += sample.values(row, candidate);
    }
    if (sum < least && !rows.empty()) {
      least = sum;
      best = candidate;
    }
  }
  return best;
}

int32_t medoidOf(const std::vector<int32_t>& members, const ClusterTree& tree) {
  if (members.size() == 1) {
    return members.front();
  }
  if (tree.distances != nullptr) {
    return medoidOf(members, *tree.distances);
  }
  return members.size() <= kMostExact ? medoidOfRows(members, tree)
                                      : medoidBySample(members, *tree.sample);
}

// Means by cluster. leaves: the ones that silhouettes were found of; empty: all.
void takeSilhouettes(const Silhouette& found,
                     const Partition& partition,
                     const std::vector<int32_t>& leaves,
                     ClusterMeasures& measures) {
  std::vector<double> sums(static_cast<size_t>(partition.clusters), 0);
  std::vector<int32_t> counts(sums.size(), 0);
  for (size_t i = 0; i < found.byItem.size(); ++i) {
    const size_t leaf = leaves.empty() ? i : static_cast<size_t>(leaves[i]);
    const auto cluster = static_cast<size_t>(partition.clusterOf[leaf]);
    sums[cluster] += found.byItem[i];
    ++counts[cluster];
  }
  for (size_t cluster = 0; cluster < sums.size(); ++cluster) {
    measures.silhouettes.push_back(counts[cluster] == 0 ? std::numeric_limits<double>::quiet_NaN()
                                                        : sums[cluster] / counts[cluster]);
  }
  measures.meanSilhouette = found.mean;
  measures.sampled = static_cast<int32_t>(leaves.size());
}

}  // namespace

ClusterMeasures measureClusters(const ClusterTree& tree, const Partition& partition) {
  ClusterMeasures measures;
  if (tree.distances == nullptr && tree.sample == nullptr) {
    return measures;
  }
  if (partition.clusters >= 2 && partition.clusters < tree.dendrogram.leafCount) {
    if (tree.distances != nullptr) {
      takeSilhouettes(silhouette(partition, *tree.distances), partition, {}, measures);
    } else {
      takeSilhouettes(silhouette(partition, *tree.sample), partition, tree.sample->sampled,
                      measures);
    }
  }
  for (const std::vector<int32_t>& cluster : partition.members()) {
    measures.medoids.push_back(medoidOf(cluster, tree));
  }
  return measures;
}

}  // namespace maacc
