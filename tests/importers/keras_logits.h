#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/model/reference_evaluator.h"
#include "tests/importers/keras_files.h"

namespace maacc::test {

// [height, width, channels] -> canonical, unless the model is channels-first, flat or a matrix.
inline std::vector<float> canonicalKerasInput(const std::vector<float>& values,
                                              const std::vector<int64_t>& kerasShape,
                                              bool channelsLast) {
  if (kerasShape.size() != 3 || !channelsLast) {
    return values;
  }
  const int64_t channels = kerasShape[2];
  const int64_t pixels = kerasShape[0] * kerasShape[1];
  std::vector<float> result(values.size());
  for (int64_t p = 0; p < pixels; ++p) {
    for (int64_t c = 0; c < channels; ++c) {
      result[c * pixels + p] = values[p * channels + c];
    }
  }
  return result;
}

// Largest difference to the logits of Keras over all inputs; infinity when their numbers differ.
inline double worstKerasDifference(const Network& network, const KerasExpectation& expected) {
  const bool channelsLast = std::get<InputLayer>(network.layers().front().parameters).channelsLast;
  double worst = expected.inputs.empty() ? INFINITY : 0;
  for (size_t i = 0; i < expected.inputs.size(); ++i) {
    const std::vector<double> logits = referenceLogits(
        network, canonicalKerasInput(expected.inputs[i], expected.inputShape, channelsLast));
    if (logits.size() != expected.logits[i].size()) {
      return INFINITY;
    }
    for (size_t k = 0; k < logits.size(); ++k) {
      worst = std::max(worst, std::abs(logits[k] - expected.logits[i][k]));
    }
  }
  return worst;
}

}  // namespace maacc::test
