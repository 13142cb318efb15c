#include "core/clustering/pairwise_distances.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/clustering/pair_kernels.h"
#include "core/clustering/parallel_tasks.h"
#include "core/clustering/row_sums.h"

namespace maacc {
namespace {

using Vector = Eigen::VectorXd;

constexpr Eigen::Index kStripRows = 16;   // rows of one task
constexpr Eigen::Index kBlockRows = 256;  // rows and columns of one matrix product

// Rows less their mean for correlation, as SciPy makes it a cosine.
FeatureMatrix withoutMeans(const FeatureMatrix& items) {
  FeatureMatrix centred = items;
  for (Eigen::Index row = 0; row < centred.rows(); ++row) {
    const double mean =
        pairwiseSum(items.row(row).data(), items.cols()) / static_cast<double>(items.cols());
    centred.row(row).array() -= mean;
  }
  return centred;
}

Vector norms(const FeatureMatrix& items, Metric metric) {
  Vector lengths(items.rows());
  for (Eigen::Index row = 0; row < items.rows(); ++row) {
    lengths[row] = std::sqrt(sumSquares(items.row(row).data(), items.cols()));
    if (!(lengths[row] > 0)) {
      throw Error(ErrorCode::Usage, "item " + std::to_string(row) + " has no direction, because " +
                                        (metric == Metric::Cosine ? "all its features are 0"
                                                                  : "all its features are equal") +
                                        "; leave it out or cluster by euclidean distances");
    }
  }
  return lengths;
}

double cosineDistance(double product, double firstNorm, double secondNorm) {
  const double cosine = product / (firstNorm * secondNorm);
  return 1.0 - (std::abs(cosine) > 1.0 ? std::copysign(1.0, cosine) : cosine);
}

// Rows packed side by side, feature by feature; rows past the last are 0.
std::vector<double> packRows(const FeatureMatrix& items, Eigen::Index first, int width) {
  std::vector<double> packed(static_cast<std::size_t>(items.cols() * width), 0.0);
  const Eigen::Index rows = std::min<Eigen::Index>(width, items.rows() - first);
  for (Eigen::Index row = 0; row < rows; ++row) {
    const double* from = items.row(first + row).data();
    for (Eigen::Index feature = 0; feature < items.cols(); ++feature) {
      packed[static_cast<std::size_t>(feature * width + row)] = from[feature];
    }
  }
  return packed;
}

class ExactDistances {
 public:
  ExactDistances(const FeatureMatrix& items, Metric metric, CondensedDistances& distances)
      : items_(items), metric_(metric), distances_(distances) {
    if (metric != Metric::Euclidean) {
      norms_ = norms(items, metric);
    }
    for (Eigen::Index first = 0; first < items.rows(); first += kTileColumns) {
      panels_.push_back(packRows(items, first, kTileColumns));
    }
  }

  // All pairs (row, column > row) of the strip's rows. A tile of rows and a panel of columns stay
  // in the second-level cache. Returns false once the progress says stop.
  bool computeStrip(int64_t strip, StageProgress& progress) {
    const Eigen::Index first = strip * kStripRows;
    const Eigen::Index end = std::min(first + kStripRows, items_.rows());
    std::vector<std::vector<double>> quads;
    for (Eigen::Index row = first; row < end; row += kTileRows) {
      quads.push_back(packRows(items_, row, kTileRows));
    }
    for (auto panel = static_cast<std::size_t>(first / kTileColumns); panel < panels_.size();
         ++panel) {
      for (std::size_t quad = 0; quad < quads.size(); ++quad) {
        PairTile sums;
        const auto kernel = metric_ == Metric::Euclidean ? sumSquaredDifferences : sumProducts;
        kernel(quads[quad].data(), panels_[panel].data(), items_.cols(), sums);
        store(sums, first + static_cast<Eigen::Index>(quad) * kTileRows,
              static_cast<Eigen::Index>(panel) * kTileColumns);
      }
      if (!progress.add((end - first) * kTileColumns * items_.cols())) {
        return false;
      }
    }
    return true;
  }

 private:
  void store(const PairTile& sums, Eigen::Index firstRow, Eigen::Index firstColumn) {
    const Eigen::Index endRow = std::min(firstRow + kTileRows, items_.rows());
    const Eigen::Index endColumn = std::min(firstColumn + kTileColumns, items_.rows());
    for (Eigen::Index row = firstRow; row < endRow; ++row) {
      double* out = distances_.data();
      const int64_t base = distances_.rowBase(row);
      const auto& tileRow = sums[static_cast<std::size_t>(row - firstRow)];
      for (Eigen::Index column = std::max(firstColumn, row + 1); column < endColumn; ++column) {
        const double sum = tileRow[static_cast<std::size_t>(column - firstColumn)];
        out[base + column] = metric_ == Metric::Euclidean
                                 ? std::sqrt(sum)
                                 : cosineDistance(sum, norms_[row], norms_[column]);
      }
    }
  }

  const FeatureMatrix& items_;
  Metric metric_;
  CondensedDistances& distances_;
  Vector norms_;
  std::vector<std::vector<double>> panels_;
};

class ProductDistances {
 public:
  ProductDistances(const FeatureMatrix& items, Metric metric, CondensedDistances& distances)
      : items_(items),
        metric_(metric),
        distances_(distances),
        norms_(metric == Metric::Euclidean ? Vector(items.rowwise().squaredNorm())
                                           : norms(items, metric)),
        blocks_((items.rows() + kBlockRows - 1) / kBlockRows) {}

  int64_t blockPairs() const { return blocks_ * blocks_; }

  bool computeBlock(int64_t pair, StageProgress& progress) {
    const Eigen::Index firstRow = pair / blocks_ * kBlockRows;
    const Eigen::Index firstColumn = pair % blocks_ * kBlockRows;
    if (firstColumn < firstRow) {
      return true;
    }
    const Eigen::Index rows = std::min(kBlockRows, items_.rows() - firstRow);
    const Eigen::Index columns = std::min(kBlockRows, items_.rows() - firstColumn);
    const FeatureMatrix products =
        items_.middleRows(firstRow, rows) * items_.middleRows(firstColumn, columns).transpose();
    for (Eigen::Index row = firstRow; row < firstRow + rows; ++row) {
      const int64_t base = distances_.rowBase(row);
      for (Eigen::Index column = std::max(firstColumn, row + 1); column < firstColumn + columns;
           ++column) {
        distances_.data()[base + column] =
            distance(row, column, products(row - firstRow, column - firstColumn));
      }
    }
    return progress.add(rows * columns * items_.cols());
  }

 private:
  double distance(Eigen::Index row, Eigen::Index column, double product) const {
    if (metric_ == Metric::Euclidean) {
      return std::sqrt(std::max(0.0, norms_[row] + norms_[column] - 2 * product));
    }
    return cosineDistance(product, norms_[row], norms_[column]);
  }

  const FeatureMatrix& items_;
  Metric metric_;
  CondensedDistances& distances_;
  Vector norms_;  // squared for Euclidean distances
  Eigen::Index blocks_;
};

bool computeAll(const FeatureMatrix& items,
                const Metric metric,
                DistanceMode mode,
                int threads,
                CondensedDistances& distances,
                StageProgress& progress) {
  if (mode == DistanceMode::Exact) {
    ExactDistances exact(items, metric, distances);
    return runTasks(threads, (items.rows() + kStripRows - 1) / kStripRows,
                    [&](int64_t strip) { return exact.computeStrip(strip, progress); });
  }
  ProductDistances fast(items, metric, distances);
  return runTasks(threads, fast.blockPairs(),
                  [&](int64_t pair) { return fast.computeBlock(pair, progress); });
}

}  // namespace

int64_t distanceWork(const FeatureMatrix& items) {
  return CondensedDistances::pairs(items.rows()) * items.cols();
}

std::optional<CondensedDistances> pairwiseDistances(const FeatureMatrix& items,
                                                    Metric metric,
                                                    DistanceMode mode,
                                                    int threads,
                                                    StageProgress& progress) {
  CondensedDistances distances(static_cast<int32_t>(items.rows()));
  const bool done =
      metric == Metric::Correlation
          ? computeAll(withoutMeans(items), metric, mode, threads, distances, progress)
          : computeAll(items, metric, mode, threads, distances, progress);
  if (!done) {
    return std::nullopt;
  }
  return distances;
}

}  // namespace maacc
