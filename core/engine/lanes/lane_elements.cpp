#include "core/engine/lanes/lane_elements.h"

namespace maacc {

std::vector<float> inLaneOrder(const Tensor& tensor) {
  if (tensor.shape.size() != 3) {
    return tensor.values;
  }
  const auto channels = static_cast<std::size_t>(tensor.shape[0]);
  const std::size_t pixels = tensor.values.size() / channels;
  std::vector<float> ordered(tensor.values.size());
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    ordered[i] = tensor.values[i % channels * pixels + i / channels];
  }
  return ordered;
}

void lookUpLanes(const EmbeddingLayer& embedding,
                 int64_t length,
                 const float* input,
                 float* output) {
  const int64_t vocabulary = embedding.table.shape[0];
  const int64_t dimensions = embedding.table.shape[1];
  for (int64_t at = 0; at < length; ++at) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const float row = input[at * kLanes + lane];
      const int64_t index = isVocabularyRow(row, vocabulary) ? static_cast<int64_t>(row) : 0;
      const float* values = embedding.table.values.data() + index * dimensions;
      for (int64_t d = 0; d < dimensions; ++d) {
        output[(at * dimensions + d) * kLanes + lane] = values[d];
      }
    }
  }
}

void LaneNetwork::multiplyElements(const Layer& layer,
                                   std::span<const float* const> inputs,
                                   float* output) const {
  const int64_t channels = layer.outputShape[0];
  const int64_t pixels = elementCount(layer.outputShape) / channels;
  struct Factor {
    const float* values;
    int64_t pixelStep;
    int64_t channelStep;
  };
  const auto factor = [&](std::size_t which) {
    const Shape& shape = network_.layer(layer.inputs[which]).outputShape;
    const bool onePixel = elementCount(shape) == shape[0];
    return Factor{inputs[which], onePixel ? 0 : shape[0] * kLanes, shape[0] == 1 ? 0 : 1};
  };
  for (std::size_t which = 1; which < inputs.size(); ++which) {
    const Factor a = which == 1 ? factor(0) : Factor{output, channels * kLanes, 1};
    const Factor b = factor(which);
    for (int64_t p = 0; p < pixels; ++p) {
      kernels_.times(a.values + p * a.pixelStep, a.channelStep, b.values + p * b.pixelStep,
                     b.channelStep, output + p * channels * kLanes, channels);
    }
  }
}

}  // namespace maacc
