#pragma once

#include "core/base/error.h"
#include "core/importers/onnx_folding.h"

// The pieces of foldOnnxNode: one function per operation on constants.
namespace maacc::onnx_folding {

struct FoldContext {
  const OnnxNodeReader& node;
  const OnnxArguments& inputs;
  const std::string& modelFile;
  OnnxBudget& budget;

  const OnnxConstant& input(size_t which) const {
    if (which >= inputs.size() || inputs[which] == nullptr) {
      node.badInput("input " + std::to_string(which) + " is missing");
    }
    return *inputs[which];
  }
  const OnnxConstant* optional(size_t which) const {
    return which < inputs.size() ? inputs[which] : nullptr;
  }
  // A result of this shape, with room for its values.
  OnnxConstant result(bool isFloat, const Shape& shape) const {
    OnnxConstant constant;
    constant.isFloat = isFloat;
    constant.shape = shape;
    const int64_t count = countOf(shape);
    budget.take(count);
    if (isFloat) {
      constant.floats.resize(static_cast<size_t>(count));
    } else {
      constant.integers.resize(static_cast<size_t>(count));
    }
    return constant;
  }
  int64_t countOf(const Shape& shape) const {
    try {
      return elementCount(shape);
    } catch (const Error& error) {
      node.badInput(error.what());
    }
  }
};

inline void copyValue(const OnnxConstant& from, size_t index, OnnxConstant& to, size_t target) {
  if (from.isFloat) {
    to.floats[target] = from.floats[index];
  } else {
    to.integers[target] = from.integers[index];
  }
}

std::vector<int64_t> rowMajorSteps(const Shape& shape);

// Calls visit(position, source) for every element of `shape` in row-major order; `steps` say how
// far the source moves along each axis.
template <class Visit>
void walk(const Shape& shape, const std::vector<int64_t>& steps, int64_t start, Visit&& visit) {
  const int64_t count = elementCount(shape);
  std::vector<int64_t> index(shape.size(), 0);
  int64_t source = start;
  for (int64_t position = 0; position < count; ++position) {
    visit(static_cast<size_t>(position), static_cast<size_t>(source));
    for (size_t axis = shape.size(); axis-- > 0;) {
      source += steps[axis];
      if (++index[axis] < shape[axis]) {
        break;
      }
      source -= steps[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

// Steps through `from` when it is broadcast to `to`; nullopt when it cannot be.
std::optional<std::vector<int64_t>> broadcastSteps(const Shape& from, const Shape& to);
// Throws Error naming the node when there is none.
Shape broadcastShape(const Shape& left, const Shape& right, const FoldContext& context);

OnnxConstant reshape(const FoldContext& context);
OnnxConstant squeeze(const FoldContext& context);
OnnxConstant unsqueeze(const FoldContext& context);
OnnxConstant transpose(const FoldContext& context);
OnnxConstant concat(const FoldContext& context);
OnnxConstant gather(const FoldContext& context);
OnnxConstant slice(const FoldContext& context);
OnnxConstant expand(const FoldContext& context);
OnnxConstant shapeOf(const FoldContext& context);
OnnxConstant same(const FoldContext& context);

}  // namespace maacc::onnx_folding
