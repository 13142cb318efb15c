#include "core/clustering/sampled_distances.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/clustering/parallel_tasks.h"

namespace maacc {
namespace {

constexpr Eigen::Index kBlockRows = 64;  // sampled rows of one task
constexpr Eigen::Index kBlockItems = 512;

// Rows of length 1, less their means for correlations: of two of them, 1 - product is the distance.
FeatureMatrix directionsOf(const FeatureMatrix& items, Metric metric) {
  FeatureMatrix rows = items;
  for (Eigen::Index row = 0; row < rows.rows(); ++row) {
    if (metric == Metric::Correlation) {
      rows.row(row).array() -= items.row(row).mean();
    }
    const double length = rows.row(row).norm();
    if (!(length > 0)) {
      throw Error(ErrorCode::Usage, "item " + std::to_string(row) +
                                        " has no direction; leave it out or cluster by euclidean "
                                        "distances");
    }
    rows.row(row) /= length;
  }
  return rows;
}

FeatureMatrix rowsOf(const FeatureMatrix& items, const std::vector<int32_t>& which) {
  FeatureMatrix rows(static_cast<Eigen::Index>(which.size()), items.cols());
  for (std::size_t i = 0; i < which.size(); ++i) {
    rows.row(static_cast<Eigen::Index>(i)) = items.row(which[i]);
  }
  return rows;
}

}  // namespace

std::optional<SampledDistances> sampleDistances(const FeatureMatrix& items,
                                                Metric metric,
                                                std::vector<int32_t> sampled,
                                                int threads,
                                                StageProgress& progress) {
  const bool euclidean = metric == Metric::Euclidean;
  const FeatureMatrix turned = euclidean ? FeatureMatrix() : directionsOf(items, metric);
  const FeatureMatrix& all = euclidean ? items : turned;
  const FeatureMatrix drawn = rowsOf(all, sampled);
  const Eigen::VectorXd squares = all.rowwise().squaredNorm();
  const Eigen::VectorXd drawnSquares = drawn.rowwise().squaredNorm();
  SampledDistances result;
  result.sampled = std::move(sampled);
  result.values.resize(drawn.rows(), all.rows());
  const auto block = [&](int64_t task) {
    const Eigen::Index first = task * kBlockRows;
    const Eigen::Index rows = std::min(kBlockRows, drawn.rows() - first);
    for (Eigen::Index item = 0; item < all.rows(); item += kBlockItems) {
      const Eigen::Index width = std::min(kBlockItems, all.rows() - item);
      Eigen::MatrixXd products =
          drawn.middleRows(first, rows) * all.middleRows(item, width).transpose();
      if (euclidean) {
        products *= -2;
        products.colwise() += drawnSquares.segment(first, rows);
        products.rowwise() += squares.segment(item, width).transpose();
        products = products.cwiseMax(0.0).cwiseSqrt();
      } else {
        products = 1.0 - products.array().max(-1.0).min(1.0);
      }
      result.values.block(first, item, rows, width) = products.cast<float>();
      if (!progress.add(rows * width * all.cols())) {
        return false;
      }
    }
    return true;
  };
  if (!runTasks(threads, (drawn.rows() + kBlockRows - 1) / kBlockRows, block)) {
    return std::nullopt;
  }
  // Rounding leaves something between an item and itself.
  for (std::size_t i = 0; i < result.sampled.size(); ++i) {
    result.values(static_cast<Eigen::Index>(i), result.sampled[i]) = 0;
  }
  return result;
}

}  // namespace maacc
