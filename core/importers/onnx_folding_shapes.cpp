#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "core/importers/onnx_folding_parts.h"

namespace maacc {
namespace onnx_folding {

std::vector<int64_t> rowMajorSteps(const Shape& shape) {
  std::vector<int64_t> steps(shape.size(), 1);
  for (size_t axis = shape.size(); axis-- > 1;) {
    // Overflows only where there is no element, so that no step is taken.
    __builtin_mul_overflow(steps[axis], shape[axis], &steps[axis - 1]);
  }
  return steps;
}

std::optional<std::vector<int64_t>> broadcastSteps(const Shape& from, const Shape& to) {
  if (from.size() > to.size()) {
    return std::nullopt;
  }
  const std::vector<int64_t> own = rowMajorSteps(from);
  std::vector<int64_t> steps(to.size(), 0);
  const size_t shift = to.size() - from.size();
  for (size_t axis = 0; axis < from.size(); ++axis) {
    if (from[axis] == to[axis + shift]) {
      steps[axis + shift] = own[axis];
    } else if (from[axis] != 1) {
      return std::nullopt;
    }
  }
  return steps;
}

Shape broadcastShape(const Shape& left, const Shape& right, const FoldContext& context) {
  Shape shape(std::max(left.size(), right.size()), 1);
  for (const Shape* from : {&left, &right}) {
    for (size_t axis = 0; axis < from->size(); ++axis) {
      int64_t& size = shape[axis + shape.size() - from->size()];
      size = size == 1 ? (*from)[axis] : size;
    }
  }
  if (!broadcastSteps(left, shape) || !broadcastSteps(right, shape)) {
    context.node.badInput("it combines values of the shapes " + shapeText(left) + " and " +
                          shapeText(right));
  }
  return shape;
}

namespace {

OnnxConstant withShape(const OnnxConstant& input, Shape shape, const FoldContext& context) {
  if (context.countOf(shape) != input.count()) {
    context.node.badInput("it gives " + std::to_string(input.count()) + " values the shape " +
                          shapeText(shape));
  }
  context.budget.take(input.count());
  OnnxConstant result = input;
  result.shape = std::move(shape);
  return result;
}

}  // namespace

OnnxConstant reshape(const FoldContext& context) {
  const OnnxConstant& input = context.input(0);
  const auto target = reshapeTarget(input.shape, wholeNumbers(context.input(1), context.node),
                                    context.node.integer("allowzero", 0) != 0);
  if (!target) {
    context.node.badInput("it cannot reshape " + shapeText(input.shape));
  }
  return withShape(input, *target, context);
}

OnnxConstant squeeze(const FoldContext& context) {
  const OnnxConstant& input = context.input(0);
  const auto rank = static_cast<int64_t>(input.shape.size());
  std::vector<bool> drop(input.shape.size());
  const std::vector<int64_t> axes = attributeOrInput(context.node, "axes", context.optional(1));
  for (const int64_t axis : axes) {
    drop[static_cast<size_t>(context.node.axis(axis, rank))] = true;
  }
  Shape shape;
  for (size_t axis = 0; axis < input.shape.size(); ++axis) {
    if (axes.empty() ? input.shape[axis] != 1 : !drop[axis]) {
      shape.push_back(input.shape[axis]);
    }
  }
  return withShape(input, shape, context);
}

OnnxConstant unsqueeze(const FoldContext& context) {
  const OnnxConstant& input = context.input(0);
  std::vector<int64_t> axes = attributeOrInput(context.node, "axes", context.optional(1));
  const auto rank = static_cast<int64_t>(input.shape.size() + axes.size());
  std::vector<bool> isNew(static_cast<size_t>(rank));
  for (const int64_t axis : axes) {
    isNew[static_cast<size_t>(context.node.axis(axis, rank))] = true;
  }
  if (std::count(isNew.begin(), isNew.end(), true) != static_cast<std::ptrdiff_t>(axes.size())) {
    context.node.badInput("it names an axis twice");
  }
  Shape shape;
  size_t next = 0;
  for (const bool one : isNew) {
    shape.push_back(one ? 1 : input.shape[next++]);
  }
  return withShape(input, shape, context);
}

OnnxConstant transpose(const FoldContext& context) {
  const OnnxConstant& input = context.input(0);
  std::vector<int64_t> permutation = context.node.integers("perm");
  if (permutation.empty()) {
    permutation.resize(input.shape.size());
    std::iota(permutation.rbegin(), permutation.rend(), 0);
  }
  std::vector<int64_t> sorted = permutation;
  std::sort(sorted.begin(), sorted.end());
  for (size_t i = 0; i < sorted.size(); ++i) {
    if (sorted.size() != input.shape.size() || sorted[i] != static_cast<int64_t>(i)) {
      context.node.badInput("its perm does not fit a value of shape " + shapeText(input.shape));
    }
  }
  context.budget.take(input.count());
  return transposedConstant(input, permutation);
}

OnnxConstant concat(const FoldContext& context) {
  Shape shape = context.input(0).shape;
  const auto rank = static_cast<int64_t>(shape.size());
  const auto axis = static_cast<size_t>(context.node.axis(context.node.integer("axis", 0), rank));
  shape[axis] = 0;
  for (size_t which = 0; which < context.inputs.size(); ++which) {
    const OnnxConstant& part = context.input(which);
    bool fits = part.shape.size() == shape.size() && part.isFloat == context.input(0).isFloat;
    for (size_t i = 0; fits && i < shape.size(); ++i) {
      fits = i == axis || part.shape[i] == shape[i];
    }
    if (!fits || __builtin_add_overflow(shape[axis], part.shape[axis], &shape[axis])) {
      context.node.badInput("its inputs do not fit each other");
    }
  }
  OnnxConstant result = context.result(context.input(0).isFloat, shape);
  if (result.count() == 0) {
    return result;
  }
  const std::vector<int64_t> steps = rowMajorSteps(shape);
  int64_t start = 0;
  for (size_t which = 0; which < context.inputs.size(); ++which) {
    const OnnxConstant& part = context.input(which);
    walk(part.shape, steps, start,
         [&](size_t at, size_t target) { copyValue(part, at, result, target); });
    start += part.shape[axis] * steps[axis];
  }
  return result;
}

OnnxConstant gather(const FoldContext& context) {
  const OnnxConstant& data = context.input(0);
  const OnnxConstant& indices = context.input(1);
  const auto axis = static_cast<size_t>(
      context.node.axis(context.node.integer("axis", 0), static_cast<int64_t>(data.shape.size())));
  const std::vector<int64_t> wanted = wholeNumbers(indices, context.node);
  Shape shape(data.shape.begin(), data.shape.begin() + static_cast<std::ptrdiff_t>(axis));
  shape.insert(shape.end(), indices.shape.begin(), indices.shape.end());
  shape.insert(shape.end(), data.shape.begin() + static_cast<std::ptrdiff_t>(axis) + 1,
               data.shape.end());
  OnnxConstant result = context.result(data.isFloat, shape);
  if (result.count() == 0 || data.count() == 0) {
    context.node.badInput("it takes elements of an empty constant");
  }
  const int64_t inner = rowMajorSteps(data.shape)[axis];
  const int64_t outer = data.count() / (inner * data.shape[axis]);
  size_t target = 0;
  for (int64_t o = 0; o < outer; ++o) {
    for (const int64_t index : wanted) {
      const int64_t row = o * data.shape[axis] + context.node.axis(index, data.shape[axis]);
      for (int64_t i = 0; i < inner; ++i) {
        copyValue(data, static_cast<size_t>(row * inner + i), result, target++);
      }
    }
  }
  return result;
}

namespace {

// Positions start, start + step, ... of an axis, as Python slices it.
struct Slice {
  int64_t start = 0;
  int64_t step = 1;
  int64_t count = 0;
};

Slice sliceAxis(int64_t size, int64_t start, int64_t end, int64_t step) {
  const int64_t low = step > 0 ? 0 : -1;
  const int64_t high = step > 0 ? size : size - 1;
  const auto clamped = [&](int64_t place) {
    return std::clamp(place < 0 ? place + size : place, low, high);
  };
  Slice slice;
  slice.start = clamped(start);
  slice.step = std::clamp(step, -size - 1, size + 1);  // a larger one takes one element, too
  const int64_t length = step > 0 ? clamped(end) - slice.start : slice.start - clamped(end);
  const int64_t stride = std::abs(slice.step);
  slice.count = length > 0 ? (length + stride - 1) / stride : 0;
  return slice;
}

}  // namespace

OnnxConstant slice(const FoldContext& context) {
  const OnnxNodeReader& node = context.node;
  const OnnxConstant& data = context.input(0);
  const std::vector<int64_t> starts = attributeOrInput(node, "starts", context.optional(1));
  const std::vector<int64_t> ends = attributeOrInput(node, "ends", context.optional(2));
  std::vector<int64_t> axes = attributeOrInput(node, "axes", context.optional(3));
  std::vector<int64_t> strides = attributeOrInput(node, "steps", context.optional(4));
  if (axes.empty()) {
    axes.resize(starts.size());
    std::iota(axes.begin(), axes.end(), 0);
  }
  strides.resize(strides.empty() ? starts.size() : strides.size(), 1);
  if (ends.size() != starts.size() || axes.size() != starts.size() ||
      strides.size() != starts.size()) {
    node.badInput("its starts, ends, axes and steps are of different lengths");
  }
  Shape shape = data.shape;
  std::vector<int64_t> steps = rowMajorSteps(data.shape);
  std::vector<bool> sliced(shape.size());
  int64_t origin = 0;
  for (size_t i = 0; i < starts.size(); ++i) {
    const auto axis =
        static_cast<size_t>(node.axis(axes[i], static_cast<int64_t>(data.shape.size())));
    if (strides[i] == 0 || sliced[axis] || data.count() == 0) {
      node.badInput("it takes a part of an axis twice, with steps of 0, or of nothing");
    }
    sliced[axis] = true;
    const Slice part = sliceAxis(data.shape[axis], starts[i], ends[i], strides[i]);
    shape[axis] = part.count;
    origin += part.start * steps[axis];
    steps[axis] *= part.step;
  }
  OnnxConstant result = context.result(data.isFloat, shape);
  walk(shape, steps, origin,
       [&](size_t at, size_t source) { copyValue(data, source, result, at); });
  return result;
}

OnnxConstant expand(const FoldContext& context) {
  const OnnxConstant& input = context.input(0);
  const Shape shape =
      broadcastShape(input.shape, wholeNumbers(context.input(1), context.node), context);
  OnnxConstant result = context.result(input.isFloat, shape);
  walk(shape, *broadcastSteps(input.shape, shape), 0,
       [&](size_t at, size_t source) { copyValue(input, source, result, at); });
  return result;
}

OnnxConstant shapeOf(const FoldContext& context) {
  const Shape& shape = context.input(0).shape;
  OnnxConstant result = context.result(false, {static_cast<int64_t>(shape.size())});
  result.integers = shape;
  return result;
}

OnnxConstant same(const FoldContext& context) {
  return withShape(context.input(0), context.input(0).shape, context);
}

}  // namespace onnx_folding

OnnxConstant transposedConstant(const OnnxConstant& constant,
                                const std::vector<int64_t>& permutation) {
  OnnxConstant result;
  result.isFloat = constant.isFloat;
  const std::vector<int64_t> own = onnx_folding::rowMajorSteps(constant.shape);
  std::vector<int64_t> steps;
  for (const int64_t axis : permutation) {
    result.shape.push_back(constant.shape[static_cast<size_t>(axis)]);
    steps.push_back(own[static_cast<size_t>(axis)]);
  }
  result.floats.resize(constant.floats.size());
  result.integers.resize(constant.integers.size());
  onnx_folding::walk(result.shape, steps, 0, [&](size_t at, size_t source) {
    onnx_folding::copyValue(constant, source, result, at);
  });
  return result;
}

std::optional<Shape> reshapeTarget(const Shape& from,
                                   std::vector<int64_t> target,
                                   bool zeroIsZero) {
  int64_t known = 1;
  std::optional<size_t> open;
  for (size_t axis = 0; axis < target.size(); ++axis) {
    if (target[axis] == 0 && !zeroIsZero && axis < from.size()) {
      target[axis] = from[axis];
    }
    const bool isOpen = target[axis] == -1;
    if (target[axis] < -1 || (isOpen && open) ||
        (!isOpen && __builtin_mul_overflow(known, target[axis], &known))) {
      return std::nullopt;
    }
    open = isOpen ? axis : open;
  }
  const int64_t count = elementCount(from);
  if (open) {
    if (known == 0 || count % known != 0) {
      return std::nullopt;
    }
    target[*open] = count / known;
    known *= target[*open];
  }
  return known == count ? std::optional(target) : std::nullopt;
}

}  // namespace maacc
