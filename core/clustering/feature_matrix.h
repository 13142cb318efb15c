#pragma once

#include <Eigen/Core>

namespace maacc {

// One row per item to cluster, one column per feature. float64, row-major.
using FeatureMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

enum class FeatureScaling { None, MinMax, Standard };

// Scales every column over the rows, as scikit-learn's MinMaxScaler (to [0, 1]; a constant column
// becomes 0) and StandardScaler (population standard deviation; a constant column becomes 0) do.
void scaleFeatures(FeatureMatrix& features, FeatureScaling scaling);

}  // namespace maacc
