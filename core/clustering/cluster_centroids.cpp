#include "core/clustering/cluster_centroids.h"

#include <algorithm>
#include <cmath>

#include "core/clustering/vector_clones.h"

namespace maacc {
namespace {

constexpr int64_t kLanes = 8;
using Lanes [[gnu::vector_size(kLanes * sizeof(double)), gnu::aligned(8)]] = double;

struct Sum {
  double high = 0;
  double low = 0;
};

// a + b without error (Knuth 1969).
Sum exactSum(double a, double b) {
  const double sum = a + b;
  const double part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

MAACC_CLUSTERING_CLONES
double squaredDistance(const double* highA,
                       const double* lowA,
                       const double* highB,
                       const double* lowB,
                       int64_t features) {
  Lanes sums{};
  int64_t feature = 0;
  for (; feature + kLanes <= features; feature += kLanes) {
    const Lanes difference = (*reinterpret_cast<const Lanes*>(highA + feature) -
                              *reinterpret_cast<const Lanes*>(highB + feature)) +
                             (*reinterpret_cast<const Lanes*>(lowA + feature) -
                              *reinterpret_cast<const Lanes*>(lowB + feature));
    sums += difference * difference;
  }
  double sum =
      ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
  for (; feature < features; ++feature) {
    const double difference = (highA[feature] - highB[feature]) + (lowA[feature] - lowB[feature]);
    sum += difference * difference;
  }
  return sum;
}

}  // namespace

ClusterCentroids::ClusterCentroids(const FeatureMatrix& items)
    : features_(items.cols()),
      high_(static_cast<std::size_t>(items.size())),
      low_(static_cast<std::size_t>(items.size())),
      sizes_(static_cast<std::size_t>(items.rows()), 1) {
  const Eigen::RowVectorXd mean = items.colwise().mean();
  std::size_t at = 0;
  for (Eigen::Index row = 0; row < items.rows(); ++row) {
    for (Eigen::Index column = 0; column < items.cols(); ++column, ++at) {
      const Sum centred = exactSum(items(row, column), -mean[column]);
      high_[at] = centred.high;
      low_[at] = centred.low;
    }
  }
}

std::span<const double> ClusterCentroids::leading(int32_t cluster) const {
  return {high_.data() + cluster * features_, static_cast<std::size_t>(features_)};
}

double ClusterCentroids::largestNorm() const {
  double largest = 0;
  for (std::size_t cluster = 0; cluster < sizes_.size(); ++cluster) {
    double scaled = 0;  // hypot in steps, which cannot overflow
    for (const double value : leading(static_cast<int32_t>(cluster))) {
      scaled = std::max(scaled, std::abs(value));
    }
    largest = std::max(largest, scaled * std::sqrt(static_cast<double>(features_)));
  }
  return largest;
}

double ClusterCentroids::wardSquare(int32_t a, int32_t b) const {
  const double sizeA = size(a);
  const double sizeB = size(b);
  const double square =
      squaredDistance(high_.data() + a * features_, low_.data() + a * features_,
                      high_.data() + b * features_, low_.data() + b * features_, features_);
  return 2.0 * sizeA * sizeB / (sizeA + sizeB) * square;
}

void ClusterCentroids::merge(int32_t from, int32_t into) {
  const int32_t both = size(from) + size(into);
  const double share = static_cast<double>(size(from)) / both;
  for (int64_t feature = 0; feature < features_; ++feature) {
    const auto source = static_cast<std::size_t>(from * features_ + feature);
    const auto target = static_cast<std::size_t>(into * features_ + feature);
    const double step = (high_[source] - high_[target]) + (low_[source] - low_[target]);
    const Sum moved = exactSum(high_[target], step * share);
    const Sum kept = exactSum(moved.high, moved.low + low_[target]);
    high_[target] = kept.high;
    low_[target] = kept.low;
  }
  sizes_[static_cast<std::size_t>(into)] = both;
}

}  // namespace maacc
