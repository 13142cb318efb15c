#include <cmath>
#include <limits>

#include "core/clustering/feature_matrix.h"
#include "core/clustering/row_sums.h"

namespace maacc {
namespace {

using Columns = Eigen::Array<double, 1, Eigen::Dynamic>;

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// NumPy sums the rows one after the other, but a single column pairwise.
Columns columnSums(const FeatureMatrix& features) {
  if (features.cols() == 1) {
    return Columns::Constant(1, pairwiseSum(features.data(), features.rows()));
  }
  Columns sums = Columns::Zero(features.cols());
  for (Eigen::Index row = 0; row < features.rows(); ++row) {
    sums += features.row(row).array();
  }
  return sums;
}

void scaleToUnitRange(FeatureMatrix& features) {
  const Columns least = features.colwise().minCoeff().array();
  const Columns range = features.colwise().maxCoeff().array() - least;
  const Columns scale = 1.0 / (range < 10 * kEpsilon).select(Columns::Ones(range.size()), range);
  const Columns shift = 0.0 - least * scale;
  for (Eigen::Index row = 0; row < features.rows(); ++row) {
    features.row(row).array() = features.row(row).array() * scale + shift;
  }
}

// The variance by the corrected two-pass algorithm (Chan, Golub and LeVeque 1983), and a column
// counts as constant where its variance is within rounding of zero, both as scikit-learn has it.
void standardize(FeatureMatrix& features) {
  const auto count = static_cast<double>(features.rows());
  const Columns mean = columnSums(features) / count;
  for (Eigen::Index row = 0; row < features.rows(); ++row) {
    features.row(row).array() -= mean;
  }
  const Columns correction = columnSums(features);
  const FeatureMatrix squares = features.array().square().matrix();
  const Columns variance = (columnSums(squares) - correction.square() / count) / count;
  const Columns bound = count * kEpsilon * variance + (count * mean * kEpsilon).square();
  const Columns scale =
      (variance <= bound).select(Columns::Ones(variance.size()), variance.max(0.0).sqrt());
  for (Eigen::Index row = 0; row < features.rows(); ++row) {
    features.row(row).array() /= scale;
  }
}

}  // namespace

void scaleFeatures(FeatureMatrix& features, FeatureScaling scaling) {
  if (features.size() == 0) {
    return;
  }
  if (scaling == FeatureScaling::MinMax) {
    scaleToUnitRange(features);
  } else if (scaling == FeatureScaling::Standard) {
    standardize(features);
  }
}

}  // namespace maacc
