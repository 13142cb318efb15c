#pragma once

#include <cstdint>
#include <span>

#include "core/model/layer.h"

namespace maacc {

// Derivatives of the original network's logits by the outputs of its layers. Thread-safe.
class LogitGradients {
 public:
  virtual ~LogitGradients() = default;

  // positions: inputs among the correct ones, whole tiles of kLanes (lane_kernels.h). results[i]:
  // room for [tiles][classes][elements of layers[i]] lane vectors, the derivative of every logit by
  // every element of that layer's output, elements in the order of lane tensors. Throws
  // Error{Device}.
  virtual void compute(std::span<const int32_t> positions,
                       std::span<const LayerId> layers,
                       std::span<float* const> results) const = 0;
};

}  // namespace maacc
