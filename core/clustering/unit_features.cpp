#include "core/clustering/unit_features.h"

#include <algorithm>
#include <limits>

#include "core/base/named_values.h"

namespace maacc {
namespace {

constexpr NamedValues<UnitFeatureKind, 3> kKinds = {
    {{UnitFeatureKind::IncomingWeights, "incoming"},
     {UnitFeatureKind::OutgoingWeights, "outgoing"},
     {UnitFeatureKind::ActivationStatistics, "activations"}}};

using FloatMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// As scikit-learn's MinMaxScaler works on float32: x * scale + offset, every step rounded. A column
// whose range is below ten units in the last place of 1 counts as constant.
void scaleInFloat(FloatMatrix& features) {
  constexpr float kConstant = 10 * std::numeric_limits<float>::epsilon();
  for (Eigen::Index column = 0; column < features.cols(); ++column) {
    auto values = features.col(column);
    const float lowest = values.minCoeff();
    const float range = values.maxCoeff() - lowest;
    const float scale = 1.0F / (range < kConstant ? 1.0F : range);
    const float offset = 0.0F - lowest * scale;
    for (float& value : values) {
      const float scaled = value * scale;
      value = scaled + offset;
    }
  }
}

// The channels of one unit, each transposed to kernel width x kernel height.
void copyKernel(const float* kernel, int64_t channels, int64_t height, int64_t width, float* row) {
  for (int64_t channel = 0; channel < channels; ++channel, kernel += height * width) {
    for (int64_t x = 0; x < width; ++x) {
      for (int64_t y = 0; y < height; ++y) {
        *row++ = kernel[y * width + x];
      }
    }
  }
}

}  // namespace

std::string unitFeatureName(UnitFeatureKind kind) { return nameOf(kKinds, kind); }
UnitFeatureKind parseUnitFeatures(const std::string& name) {
  return valueOf(kKinds, "kind of unit features", name);
}

FeatureMatrix incomingWeightFeatures(const Layer& layer, FeatureScaling scaling) {
  const UnitWeights weights = unitWeights(layer);
  const Shape& shape = weights.kernel->shape;
  const int64_t height = shape.size() == 4 ? shape[2] : 1;
  const int64_t width = shape.size() == 4 ? shape[3] : 1;
  FloatMatrix features(shape[0], weights.weightsPerUnit + height * width);
  for (int64_t unit = 0; unit < shape[0]; ++unit) {
    float* row = features.row(unit).data();
    copyKernel(weights.kernel->values.data() + unit * weights.weightsPerUnit, shape[1], height,
               width, row);
    const float bias =
        weights.bias->empty() ? 0.0F : weights.bias->values[static_cast<std::size_t>(unit)];
    std::fill_n(row + weights.weightsPerUnit, height * width, bias);
  }
  if (scaling == FeatureScaling::MinMax) {
    scaleInFloat(features);
    return features.cast<double>();
  }
  FeatureMatrix wide = features.cast<double>();
  scaleFeatures(wide, scaling);
  return wide;
}

FeatureMatrix activationFeatures(std::span<const UnitActivationStatistics> statisticsByUnit,
                                 FeatureScaling scaling) {
  FeatureMatrix features(static_cast<Eigen::Index>(statisticsByUnit.size()), 4);
  for (std::size_t unit = 0; unit < statisticsByUnit.size(); ++unit) {
    const UnitActivationStatistics& values = statisticsByUnit[unit];
    features.row(static_cast<Eigen::Index>(unit)) << values.mean, values.standardDeviation,
        values.largest, values.activeShare;
  }
  scaleFeatures(features, scaling);
  return features;
}

}  // namespace maacc
