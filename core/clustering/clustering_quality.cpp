#include "core/clustering/clustering_quality.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/error.h"
#include "core/base/host_resources.h"
#include "core/clustering/dendrogram_cuts.h"
#include "core/clustering/dendrogram_nodes.h"
#include "core/clustering/leaf_order.h"
#include "core/clustering/pairwise_distances.h"
#include "core/clustering/stage_progress.h"

namespace maacc {
namespace {

void checkCounts(int64_t items, int64_t others, const std::string& of) {
  if (items != others) {
    throw Error(ErrorCode::Usage, "distances of " + std::to_string(others) +
                                      " items do not belong to " + of + " of " +
                                      std::to_string(items) + "; give those of the same items");
  }
}

// Sums of the distances of one item to every cluster become its silhouette.
double silhouetteOf(std::span<const double> sums, std::span<const int32_t> sizes, int32_t own) {
  const auto mine = static_cast<std::size_t>(own);
  if (sizes[mine] == 1) {
    return 0;
  }
  const double inside = sums[mine] / (sizes[mine] - 1);
  double outside = std::numeric_limits<double>::infinity();
  for (std::size_t cluster = 0; cluster < sums.size(); ++cluster) {
    if (cluster != mine) {
      outside = std::min(outside, sums[cluster] / sizes[cluster]);
    }
  }
  const double larger = std::max(inside, outside);
  return larger > 0 ? (outside - inside) / larger : 0;
}

std::vector<int32_t> clusterSizes(const Partition& partition) {
  std::vector<int32_t> sizes(static_cast<std::size_t>(partition.clusters), 0);
  for (const int32_t cluster : partition.clusterOf) {
    ++sizes[static_cast<std::size_t>(cluster)];
  }
  const auto items = static_cast<int64_t>(partition.clusterOf.size());
  if (partition.clusters < 2 || partition.clusters >= items) {
    throw Error(ErrorCode::Usage, "a silhouette needs 2 to " + std::to_string(items - 1) +
                                      " clusters of " + std::to_string(items) + " items, not " +
                                      std::to_string(partition.clusters) +
                                      "; cut the dendrogram elsewhere");
  }
  return sizes;
}

}  // namespace

CondensedDistances copheneticDistances(const Dendrogram& dendrogram) {
  if (treeCount(dendrogram) != 1) {
    throw Error(ErrorCode::Usage, "cophenetic distances need one tree, this dendrogram has " +
                                      std::to_string(treeCount(dendrogram)) +
                                      "; do not stop the clustering early");
  }
  CondensedDistances cophenetic(dendrogram.leafCount);
  const std::vector<int32_t> order = leafOrder(dendrogram);
  std::vector<std::size_t> firstAt(nodeCount(dendrogram));
  for (std::size_t at = 0; at < order.size(); ++at) {
    firstAt[static_cast<std::size_t>(order[at])] = at;
  }
  for (std::size_t merge = 0; merge < dendrogram.merges.size(); ++merge) {
    const Merge& made = dendrogram.merges[merge];
    const std::size_t first = firstAt[static_cast<std::size_t>(made.left)];
    const std::size_t middle = firstAt[static_cast<std::size_t>(made.right)];
    firstAt[order.size() + merge] = first;
    for (std::size_t left = first; left < middle; ++left) {
      for (std::size_t right = middle; right < first + static_cast<std::size_t>(made.size);
           ++right) {
        const auto [lower, upper] = std::minmax(order[left], order[right]);
        cophenetic.data()[cophenetic.rowBase(lower) + upper] = made.height;
      }
    }
  }
  return cophenetic;
}

std::optional<double> copheneticCorrelation(const Dendrogram& dendrogram,
                                            const CondensedDistances& distances) {
  checkCounts(dendrogram.leafCount, distances.count(), "a dendrogram");
  const CondensedDistances cophenetic = copheneticDistances(dendrogram);
  using Values = Eigen::Map<const Eigen::ArrayXd>;
  const Values x(cophenetic.data(), cophenetic.pairs());
  const Values y(distances.data(), distances.pairs());
  if (x.size() == 0 || x.minCoeff() == x.maxCoeff() || y.minCoeff() == y.maxCoeff()) {
    return std::nullopt;
  }
  const double meanX = x.mean();
  const double meanY = y.mean();
  return ((x - meanX) * (y - meanY)).sum() /
         std::sqrt((x - meanX).square().sum() * (y - meanY).square().sum());
}

Silhouette silhouette(const Partition& partition, const CondensedDistances& distances) {
  checkCounts(static_cast<int64_t>(partition.clusterOf.size()), distances.count(), "a partition");
  const std::vector<int32_t> sizes = clusterSizes(partition);
  Silhouette result;
  std::vector<double> sums(sizes.size());
  for (int32_t item = 0; item < distances.count(); ++item) {
    std::fill(sums.begin(), sums.end(), 0.0);
    for (int32_t other = 0; other < distances.count(); ++other) {
      if (other != item) {
        const int32_t cluster = partition.clusterOf[static_cast<std::size_t>(other)];
        sums[static_cast<std::size_t>(cluster)] += distances.at(item, other);
      }
    }
    result.byItem.push_back(
        silhouetteOf(sums, sizes, partition.clusterOf[static_cast<std::size_t>(item)]));
    result.mean += result.byItem.back();
  }
  result.mean /= distances.count();
  return result;
}

Silhouette silhouette(const Partition& partition, const SampledDistances& distances) {
  checkCounts(static_cast<int64_t>(partition.clusterOf.size()), distances.count(), "a partition");
  const std::vector<int32_t> sizes = clusterSizes(partition);
  Silhouette result;
  std::vector<double> sums(sizes.size());
  for (std::size_t i = 0; i < distances.sampled.size(); ++i) {
    const auto own = partition.clusterOf[static_cast<std::size_t>(distances.sampled[i])];
    const float* row = distances.values.data() + i * partition.clusterOf.size();
    std::fill(sums.begin(), sums.end(), 0.0);
    for (std::size_t other = 0; other < partition.clusterOf.size(); ++other) {
      sums[static_cast<std::size_t>(partition.clusterOf[other])] += row[other];
    }
    result.byItem.push_back(silhouetteOf(sums, sizes, own));
    result.mean += result.byItem.back();
  }
  result.mean /= static_cast<double>(std::max<std::size_t>(1, distances.sampled.size()));
  return result;
}

std::optional<Silhouette> silhouette(const Partition& partition,
                                     const FeatureMatrix& items,
                                     Metric metric,
                                     const RunContext& context) {
  checkCounts(static_cast<int64_t>(partition.clusterOf.size()), items.rows(), "a partition");
  clusterSizes(partition);
  StageProgress progress(context, distanceWork(items), 0, "silhouette");
  const auto distances =
      pairwiseDistances(items, metric, DistanceMode::Exact, availableThreads(), progress);
  if (!distances) {
    return std::nullopt;
  }
  return silhouette(partition, *distances);
}

}  // namespace maacc
