#include "core/clustering/pairwise_distances.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/clustering/pair_kernels.h"
#include "core/clustering/parallel_tasks.h"
#include "core/clustering/row_sums.h"

namespace maacc {
namespace {

using Vector = Eigen::VectorXd;

constexpr Eigen::Index kStripRows = 32;  // rows of one task
constexpr Eigen::Index kChunkFeatures = 256;
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

class ExactDistances {
 public:
  ExactDistances(const FeatureMatrix& items,
                 Metric metric,
                 int threads,
                 CondensedDistances& distances)
      : items_(items),
        metric_(metric),
        distances_(distances),
        panels_((items.rows() + kTileColumns - 1) / kTileColumns),
        packed_(new double[static_cast<std::size_t>(panels_ * kTileColumns * items.cols())]) {
    if (metric != Metric::Euclidean) {
      norms_ = norms(items, metric);
    }
    runTasks(threads, panels_, [this](int64_t panel) {
      packPanel(panel);
      return true;
    });
  }

  // All pairs (row, column > row) of the strip's rows. Returns false once the progress says stop.
  bool computeStrip(int64_t strip, StageProgress& progress) {
    const Eigen::Index first = strip * kStripRows;
    const Eigen::Index end = std::min(first + kStripRows, items_.rows());
    const int64_t firstPanel = first / kTileColumns;
    // A chunk of the strip's rows stays in the cache while all panels pass by.
    const Eigen::Index chunk = metric_ == Metric::Euclidean ? kChunkFeatures : items_.cols();
    std::vector<PairTile> tiles(
        static_cast<std::size_t>((panels_ - firstPanel) * kStripRows / kTileRows));
    for (Eigen::Index feature = 0; feature < items_.cols(); feature += chunk) {
      const Eigen::Index width = std::min(chunk, items_.cols() - feature);
      std::size_t tile = 0;
      for (int64_t panel = firstPanel; panel < panels_; ++panel) {
        for (Eigen::Index row = first; row < first + kStripRows; row += kTileRows) {
          addTile(row, panel, feature, width, tiles[tile++]);
        }
      }
      const int64_t pairs = CondensedDistances::pairs(items_.rows() - first) -
                            CondensedDistances::pairs(items_.rows() - end);
      if (!progress.add(pairs * width)) {
        return false;
      }
    }
    std::size_t tile = 0;
    for (int64_t panel = firstPanel; panel < panels_; ++panel) {
      for (Eigen::Index row = first; row < first + kStripRows; row += kTileRows) {
        store(tiles[tile++], row, panel * kTileColumns);
      }
    }
    return true;
  }

 private:
  // Rows side by side, feature by feature; lanes past the last row are 0.
  void packPanel(int64_t panel) {
    double* packed = packed_.get() + panel * kTileColumns * items_.cols();
    const Eigen::Index first = panel * kTileColumns;
    const Eigen::Index rows = std::min<Eigen::Index>(kTileColumns, items_.rows() - first);
    const double* from = items_.data() + first * items_.cols();
    for (Eigen::Index feature = 0; feature < items_.cols(); ++feature) {
      for (Eigen::Index lane = 0; lane < kTileColumns; ++lane) {
        *packed++ = lane < rows ? from[lane * items_.cols() + feature] : 0.0;
      }
    }
  }

  void addTile(Eigen::Index firstRow,
               int64_t panel,
               Eigen::Index feature,
               Eigen::Index width,
               PairTile& tile) const {
    TileRows rows;
    for (Eigen::Index row = 0; row < kTileRows; ++row) {
      const Eigen::Index there = std::min(firstRow + row, items_.rows() - 1);
      rows[static_cast<std::size_t>(row)] = items_.data() + there * items_.cols() + feature;
    }
    const double* columns = packed_.get() + (panel * items_.cols() + feature) * kTileColumns;
    const auto kernel = metric_ == Metric::Euclidean ? addSquaredDifferences : sumProducts;
    kernel(rows, columns, width, tile);
  }

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
  int64_t panels_;
  std::unique_ptr<double[]> packed_;  // [panel, feature, lane]
  Vector norms_;                      // empty for Euclidean distances
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
    ExactDistances exact(items, metric, threads, distances);
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
