#include "core/model/tensor.h"

#include <limits>

#include "core/base/error.h"

namespace maacc {

int64_t elementCount(const Shape& shape) {
  int64_t count = 1;
  for (int64_t size : shape) {
    if (size < 0 || (size > 0 && count > std::numeric_limits<int64_t>::max() / size)) {
      throw Error(ErrorCode::BadInput,
                  "the shape " + shapeText(shape) + " is not one an array can have");
    }
    count *= size;
  }
  return count;
}

std::string shapeText(const Shape& shape) {
  std::string text = "[";
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    text += (axis == 0 ? "" : ", ") + std::to_string(shape[axis]);
  }
  return text + "]";
}

Tensor zeros(const Shape& shape) {
  return {shape, std::vector<float>(static_cast<std::size_t>(elementCount(shape)))};
}

}  // namespace maacc
