#include "core/importers/keras_variables.h"

#include <map>
#include <set>
#include <string_view>

namespace maacc {
namespace {

// Kernels of the layers that may have a bias, too.
const std::map<std::string_view, int>& kernelCounts() {
  static const std::map<std::string_view, int> counts = {
      {"Dense", 1},           {"EinsumDense", 1},     {"Conv1D", 1},
      {"Conv2D", 1},          {"Conv3D", 1},          {"Conv1DTranspose", 1},
      {"Conv2DTranspose", 1}, {"DepthwiseConv1D", 1}, {"DepthwiseConv2D", 1},
      {"SeparableConv1D", 2}, {"SeparableConv2D", 2}};
  return counts;
}

const std::set<std::string_view>& layersWithoutArrays() {
  static const std::set<std::string_view> names = {"InputLayer",
                                                   "Activation",
                                                   "ReLU",
                                                   "LeakyReLU",
                                                   "ELU",
                                                   "ThresholdedReLU",
                                                   "Softmax",
                                                   "Flatten",
                                                   "Reshape",
                                                   "Permute",
                                                   "RepeatVector",
                                                   "Dropout",
                                                   "SpatialDropout1D",
                                                   "SpatialDropout2D",
                                                   "SpatialDropout3D",
                                                   "AlphaDropout",
                                                   "GaussianNoise",
                                                   "GaussianDropout",
                                                   "ActivityRegularization",
                                                   "Identity",
                                                   "Masking",
                                                   "Lambda",
                                                   "ZeroPadding1D",
                                                   "ZeroPadding2D",
                                                   "Cropping1D",
                                                   "Cropping2D",
                                                   "UpSampling1D",
                                                   "UpSampling2D",
                                                   "MaxPooling1D",
                                                   "MaxPooling2D",
                                                   "AveragePooling1D",
                                                   "AveragePooling2D",
                                                   "GlobalMaxPooling1D",
                                                   "GlobalMaxPooling2D",
                                                   "GlobalAveragePooling1D",
                                                   "GlobalAveragePooling2D",
                                                   "Add",
                                                   "Subtract",
                                                   "Multiply",
                                                   "Average",
                                                   "Maximum",
                                                   "Minimum",
                                                   "Concatenate",
                                                   "Dot",
                                                   "Rescaling",
                                                   "TFOpLambda"};
  return names;
}

}  // namespace

std::optional<KerasVariables> kerasVariables(const std::string& className,
                                             const KerasConfig& config) {
  if (layersWithoutArrays().contains(className)) {
    return KerasVariables{};
  }
  const auto kernels = kernelCounts().find(className);
  if (kernels != kernelCounts().end()) {
    return KerasVariables{kernels->second + (config.flag("use_bias", true) ? 1 : 0), 0};
  }
  const int scaleAndCenter =
      (config.flag("scale", true) ? 1 : 0) + (config.flag("center", true) ? 1 : 0);
  if (className == "BatchNormalization") {
    return KerasVariables{scaleAndCenter, 2};
  }
  if (className == "LayerNormalization" || className == "GroupNormalization") {
    return KerasVariables{scaleAndCenter, 0};
  }
  if (className == "Embedding" || className == "PReLU") {
    return KerasVariables{1, 0};
  }
  return std::nullopt;
}

}  // namespace maacc
