#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace maacc {

// Sizes per axis, outermost first. Shapes of activations are those of one sample, without the batch
// axis: [features] or [channels, height, width].
using Shape = std::vector<int64_t>;

// Product of the sizes; 1 for the empty shape. Throws Error{BadInput} when a size is negative or
// the product does not fit 63 bits.
int64_t elementCount(const Shape& shape);

// "[3, 32, 32]"
std::string shapeText(const Shape& shape);

// Dense float32 array, row-major. Invariant kept by whoever fills it: values.size() ==
// elementCount(shape).
struct Tensor {
  Shape shape;
  std::vector<float> values;

  bool empty() const { return values.empty(); }
};

Tensor zeros(const Shape& shape);

}  // namespace maacc
