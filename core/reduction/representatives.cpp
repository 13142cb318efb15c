#include "core/reduction/representatives.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/random_stream.h"

namespace maacc {
namespace {

// Rows between which squared Euclidean distances rank as the metric ranks.
FeatureMatrix comparable(FeatureMatrix rows, Metric metric) {
  if (metric == Metric::Euclidean) {
    return rows;
  }
  for (Eigen::Index row = 0; row < rows.rows(); ++row) {
    if (metric == Metric::Correlation) {
      rows.row(row).array() -= rows.row(row).mean();
    }
    rows.row(row).normalize();
  }
  return rows;
}

FeatureMatrix distancesBetween(const FeatureMatrix& given, Metric metric) {
  const FeatureMatrix rows = comparable(given, metric);
  FeatureMatrix distances = FeatureMatrix::Zero(rows.rows(), rows.rows());
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    for (Eigen::Index j = 0; j < i; ++j) {
      const double squared = (rows.row(i) - rows.row(j)).squaredNorm();
      distances(i, j) = metric == Metric::Euclidean ? std::sqrt(squared) : squared / 2;
      distances(j, i) = distances(i, j);
    }
  }
  return distances;
}

// Whose quota is furthest from what it has, in the direction that `sign` says.
std::size_t furthest(const std::vector<double>& quotas,
                     const std::vector<int64_t>& drawn,
                     const std::vector<bool>& movable,
                     double sign) {
  std::size_t best = 0;
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < quotas.size(); ++i) {
    const double missing = sign * (quotas[i] - static_cast<double>(drawn[i]));
    if (movable[i] && missing > largest) {
      largest = missing;
      best = i;
    }
  }
  return best;
}

}  // namespace

std::vector<int64_t> randomOrder(std::vector<int64_t> members,
                                 uint64_t seed,
                                 const std::string& name) {
  RandomStream stream(seed, "draw " + name);
  std::vector<int64_t> order;
  for (int index : stream.permutation(static_cast<int>(members.size()))) {
    order.push_back(members[static_cast<std::size_t>(index)]);
  }
  return order;
}

std::vector<int32_t> medoidOrder(const FeatureMatrix& rows, Metric metric, int count) {
  const FeatureMatrix distances = distancesBetween(rows, metric);
  const auto wanted =
      std::min<std::size_t>(static_cast<std::size_t>(count), static_cast<std::size_t>(rows.rows()));
  std::vector<int32_t> chosen;
  Eigen::RowVectorXd nearest = Eigen::RowVectorXd::Constant(
      rows.rows(), std::numeric_limits<double>::max() / static_cast<double>(rows.rows() + 1));
  while (chosen.size() < wanted) {
    int32_t best = -1;
    double lowest = std::numeric_limits<double>::infinity();
    for (int32_t row = 0; row < static_cast<int32_t>(rows.rows()); ++row) {
      const double sum = distances.row(row).cwiseMin(nearest).sum();
      const bool taken = std::find(chosen.begin(), chosen.end(), row) != chosen.end();
      if (!taken && sum < lowest) {
        lowest = sum;
        best = row;
      }
    }
    chosen.push_back(best);
    nearest = nearest.cwiseMin(distances.row(best));
  }
  return chosen;
}

std::vector<int64_t> allocateSample(const std::vector<int64_t>& sizes, double share) {
  const int64_t all = std::accumulate(sizes.begin(), sizes.end(), int64_t{0});
  const auto wanted = std::max(static_cast<int64_t>(std::llround(share * static_cast<double>(all))),
                               static_cast<int64_t>(sizes.size()));
  std::vector<double> quotas;
  std::vector<int64_t> drawn;
  for (int64_t size : sizes) {
    quotas.push_back(share * static_cast<double>(size));
    drawn.push_back(std::clamp<int64_t>(static_cast<int64_t>(quotas.back()), 1, size));
  }
  int64_t sum = std::accumulate(drawn.begin(), drawn.end(), int64_t{0});
  std::vector<bool> movable(sizes.size());
  for (; sum != wanted; sum += sum < wanted ? 1 : -1) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      movable[i] = sum < wanted ? drawn[i] < sizes[i] : drawn[i] > 1;
    }
    const double sign = sum < wanted ? 1 : -1;
    drawn[furthest(quotas, drawn, movable, sign)] += sum < wanted ? 1 : -1;
  }
  return drawn;
}

}  // namespace maacc
