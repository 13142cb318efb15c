#pragma once

#include <utility>

#include "core/model/layer.h"

namespace maacc {

// What Keras means by padding="same", TensorFlow's rule: ceil(input / stride) outputs, and an odd
// pixel of padding goes to the end. Before and after, along one axis; extent: of the window with
// its dilation.
std::pair<int64_t, int64_t> samePadding(int64_t input, int64_t extent, int64_t stride);

// The same for an image [channels, height, width].
Padding2D samePadding(const Shape& image,
                      const Size2D& window,
                      const Size2D& stride,
                      const Size2D& dilation);

}  // namespace maacc
