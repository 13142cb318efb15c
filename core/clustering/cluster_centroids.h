#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/clustering/feature_matrix.h"

namespace maacc {

// The centroids of clusters as sums of two float64 each, so that a distance keeps its relative
// precision however far from the origin the clusters are. A cluster lives in the row of one of its
// items.
class ClusterCentroids {
 public:
  // Items less the mean of all, by feature.
  explicit ClusterCentroids(const FeatureMatrix& items);

  int64_t features() const { return features_; }
  int32_t size(int32_t cluster) const { return sizes_[static_cast<std::size_t>(cluster)]; }
  std::span<const double> leading(int32_t cluster) const;
  double largestNorm() const;

  // SciPy's Ward distance, squared: 2 nm / (n + m) |a - b|^2. The same for (a, b) and (b, a).
  double wardSquare(int32_t a, int32_t b) const;

  // `into` becomes the cluster of both.
  void merge(int32_t from, int32_t into);

 private:
  int64_t features_;
  std::vector<double> high_;
  std::vector<double> low_;
  std::vector<int32_t> sizes_;
};

}  // namespace maacc
