#include "core/importers/keras_padding.h"

#include <algorithm>

namespace maacc {

std::pair<int64_t, int64_t> samePadding(int64_t input, int64_t extent, int64_t stride) {
  const int64_t outputs = (input + stride - 1) / stride;
  const int64_t total = std::max<int64_t>((outputs - 1) * stride + extent - input, 0);
  return {total / 2, total - total / 2};
}

Padding2D samePadding(const Shape& image,
                      const Size2D& window,
                      const Size2D& stride,
                      const Size2D& dilation) {
  const auto [top, bottom] =
      samePadding(image[1], (window.height - 1) * dilation.height + 1, stride.height);
  const auto [left, right] =
      samePadding(image[2], (window.width - 1) * dilation.width + 1, stride.width);
  return {top, bottom, left, right};
}

}  // namespace maacc
