#include <algorithm>
#include <numeric>
#include <utility>

#include "core/importers/onnx_folding.h"
#include "core/importers/onnx_layers.h"

namespace maacc {
namespace {

Shape withBatch(const OnnxOperator& node, const OnnxActivation& value) {
  Shape shape = value.shape;
  shape.insert(shape.begin(), node.builder().batch());
  return shape;
}

// Whether an image has its elements in the same order with channels first and last.
bool orderIsPlain(const OnnxActivation& value) {
  if (value.sequence) {
    return !value.channelsLast || value.shape[0] == 1 || value.shape[1] == 1;
  }
  return !value.channelsLast || value.shape[2] == 1 || value.shape[0] * value.shape[1] == 1;
}

bool readAsChannelsLast(const OnnxOperator& node, const Shape& shape) {
  return shape.size() == 3 && node.builder().isReadAsChannelsLast(node.outputName());
}

// Images of height 1 without that axis are sequences, and sequences with one more are images: other
// views of one layer. nullopt where it takes more than that.
std::optional<OnnxActivation> viewedAs(const OnnxOperator& node,
                                       const OnnxActivation& from,
                                       const Shape& shape) {
  const Shape& layer = node.builder().layer(from.layer).shape;
  OnnxActivation result = from;
  result.shape = shape;
  result.sequence = shape.size() == 2;
  if (result.sequence && layer.size() == 3 && layer[1] == 1) {
    const bool plain = orderIsPlain(from) && shape == Shape{layer[0], layer[2]};
    const bool last = from.channelsLast && shape == Shape{layer[2], layer[0]};
    result.channelsLast = !plain;
    return plain || last ? std::optional(result) : std::nullopt;
  }
  const bool gainsHeight = from.sequence && from.channelsLast && shape.size() == 3 &&
                           shape == Shape{1, from.shape[0], from.shape[1]} &&
                           readAsChannelsLast(node, shape);
  return gainsHeight ? std::optional(result) : std::nullopt;
}

// Gives the value another shape of the same elements in the author's order.
OnnxActivation reshaped(const OnnxOperator& node, const OnnxActivation& from, const Shape& shape) {
  if (shape.empty() || shape.size() > 3) {
    node.unsupported("it makes values of the shape " + shapeText(shape) +
                     " for one sample; they must be flat, a matrix or an image");
  }
  if (const auto view = viewedAs(node, from, shape)) {
    return *view;
  }
  OnnxActivation result = from;
  result.shape = shape;
  result.sequence = false;
  result.channelsLast = readAsChannelsLast(node, shape);
  const Shape target = canonicalOnnxShape(shape, result.channelsLast);
  const bool plainBefore = orderIsPlain(from);
  const bool plainAfter = orderIsPlain(result);
  if (plainBefore && plainAfter && target == node.builder().layer(from.layer).shape) {
    return result;
  }
  if (target.size() == 1) {
    OnnxPlannedLayer& layer = node.builder().layer(from.layer);
    auto* pool = std::get_if<GlobalPoolLayer>(&layer.parameters);
    if (pool != nullptr && node.builder().onlyReadBy(layer.output, {node.position()})) {
      pool->keepDims = false;
      layer.shape = target;
      return result;
    }
    return node.add(FlattenLayer{from.channelsLast}, {from});
  }
  OnnxActivation source = from;
  if (!plainBefore && !result.channelsLast) {
    source = node.add(FlattenLayer{true}, {from});
  } else if (plainBefore && result.channelsLast && from.shape.size() == 3 && !from.channelsLast) {
    source = node.add(FlattenLayer{false}, {from});
  }
  result.layer = node.add(ReshapeLayer{target, result.channelsLast}, {source}).layer;
  return result;
}

// `shape` has the batch axis, which must stay what it is.
void reshapeTo(const OnnxOperator& node, const OnnxActivation& input, const Shape& shape) {
  if (shape.empty() || shape.front() != node.builder().batch()) {
    node.unsupported("it makes values of the shape " + shapeText(shape) +
                     ", which mixes samples; keep the batch axis in front");
  }
  node.setResult(reshaped(node, input, {shape.begin() + 1, shape.end()}));
}

// Whether a permutation moves axes of size 1 only, so that the elements stay in order.
bool movesNothing(const Shape& shape, const std::vector<int64_t>& permutation) {
  int64_t last = -1;
  for (const int64_t axis : permutation) {
    if (shape[static_cast<size_t>(axis)] != 1) {
      if (axis < last) {
        return false;
      }
      last = axis;
    }
  }
  return true;
}

bool isPermutation(std::vector<int64_t> numbers, size_t count) {
  std::sort(numbers.begin(), numbers.end());
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] != static_cast<int64_t>(i)) {
      return false;
    }
  }
  return numbers.size() == count;
}

}  // namespace

void translateOnnxFlatten(const OnnxOperator& node) {
  const OnnxActivation input = node.input();
  const Shape from = withBatch(node, input);
  int64_t axis = node.integer("axis", 1);
  if (axis != static_cast<int64_t>(from.size())) {
    axis = node.axis(axis, static_cast<int64_t>(from.size()));
  }
  const Shape before(from.begin(), from.begin() + axis);
  const Shape behind(from.begin() + axis, from.end());
  reshapeTo(node, input, {elementCount(before), elementCount(behind)});
}

void translateOnnxReshape(const OnnxOperator& node) {
  const OnnxActivation input = node.input();
  const OnnxConstantPointer target = node.constant(1);
  if (target == nullptr) {
    node.badInput("its shape is missing");
  }
  const Shape from = withBatch(node, input);
  const std::optional<Shape> shape =
      reshapeTarget(from, wholeNumbers(*target, node), node.integer("allowzero", 0) != 0);
  if (!shape) {
    node.badInput("it cannot reshape " + shapeText(from) + " to " + shapeText(target->integers));
  }
  reshapeTo(node, input, *shape);
}

void translateOnnxSqueeze(const OnnxOperator& node) {
  const OnnxActivation input = node.input();
  const OnnxConstantPointer given = node.constant(1);
  const Shape from = withBatch(node, input);
  std::vector<bool> drop(from.size());
  const std::vector<int64_t> axes = attributeOrInput(node, "axes", given.get());
  for (const int64_t named : axes) {
    const auto axis = static_cast<size_t>(node.axis(named, static_cast<int64_t>(from.size())));
    if (from[axis] != 1) {
      node.badInput("it drops an axis of " + std::to_string(from[axis]) + " entries");
    }
    drop[axis] = true;
  }
  Shape shape;
  for (size_t axis = 0; axis < from.size(); ++axis) {
    // Without axes all of size 1 go, but the batch is 1 by chance only.
    const bool goes = axes.empty() ? axis > 0 && from[axis] == 1 : drop[axis];
    if (!goes) {
      shape.push_back(from[axis]);
    }
  }
  reshapeTo(node, input, shape);
}

void translateOnnxUnsqueeze(const OnnxOperator& node) {
  const OnnxActivation input = node.input();
  const OnnxConstantPointer given = node.constant(1);
  const std::vector<int64_t> axes = attributeOrInput(node, "axes", given.get());
  const Shape from = withBatch(node, input);
  std::vector<bool> isNew(from.size() + axes.size());
  for (const int64_t axis : axes) {
    isNew[static_cast<size_t>(node.axis(axis, static_cast<int64_t>(isNew.size())))] = true;
  }
  if (std::count(isNew.begin(), isNew.end(), true) != static_cast<std::ptrdiff_t>(axes.size()) ||
      isNew.front()) {
    node.unsupported("it adds an axis before the batch, or one axis twice");
  }
  Shape shape;
  size_t next = 0;
  for (const bool one : isNew) {
    shape.push_back(one ? 1 : from[next++]);
  }
  reshapeTo(node, input, shape);
}

void translateOnnxTranspose(const OnnxOperator& node) {
  OnnxActivation input = node.input();
  const Shape from = withBatch(node, input);
  std::vector<int64_t> permutation = node.integers("perm");
  if (permutation.empty()) {
    permutation.resize(from.size());
    std::iota(permutation.rbegin(), permutation.rend(), 0);
  }
  if (!isPermutation(permutation, from.size())) {
    node.badInput("its perm does not fit a value of shape " + shapeText(from));
  }
  Shape shape;
  for (const int64_t axis : permutation) {
    shape.push_back(from[static_cast<size_t>(axis)]);
  }
  const bool toLast = permutation == std::vector<int64_t>{0, 2, 3, 1};
  const bool toFirst = permutation == std::vector<int64_t>{0, 3, 1, 2};
  if ((toLast && !input.channelsLast) || (toFirst && input.channelsLast)) {
    input.shape.assign(shape.begin() + 1, shape.end());
    input.channelsLast = toLast;
    node.setResult(std::move(input));
    return;
  }
  if (permutation == std::vector<int64_t>{0, 2, 1}) {
    // What comes last becomes the channels, as convolutions need it.
    input = node.asSequence(input, true);
    std::swap(input.shape[0], input.shape[1]);
    input.channelsLast = !input.channelsLast;
    node.setResult(std::move(input));
    return;
  }
  if (permutation.front() != 0 || !movesNothing(from, permutation)) {
    node.unsupported("it moves the axes of " + shapeText(from) + " to " + shapeText(permutation) +
                     "; only moving the channels of images to the end and back is supported");
  }
  reshapeTo(node, input, shape);
}

void translateOnnxConcat(const OnnxOperator& node) {
  std::vector<OnnxActivation> inputs;
  for (size_t which = 0; which < node.node().inputs.size(); ++which) {
    inputs.push_back(node.input(which));
    if (inputs.back().shape.size() == 2) {
      inputs.back() = node.asSequence(inputs.back(), node.axis(node.integer("axis", 1), 3) == 2);
    }
    if (inputs.back().channelsLast != inputs.front().channelsLast ||
        inputs.back().shape.size() != inputs.front().shape.size()) {
      node.unsupported("its inputs have different numbers or orders of axes");
    }
  }
  const OnnxActivation& first = inputs.front();
  const auto rank = static_cast<int64_t>(first.shape.size()) + 1;
  const int64_t axis = node.axis(node.integer("axis", 1), rank);
  const int64_t channels = first.channelsLast ? rank - 1 : 1;
  if (axis != channels) {
    node.unsupported("it concatenates along axis " + std::to_string(axis) +
                     "; only channels or features are supported");
  }
  node.setResult(OnnxOperator::seenLike(first, node.add(ConcatLayer{}, inputs)));
}

void translateOnnxDropout(const OnnxOperator& node) {
  const OnnxConstantPointer training = node.constant(2);
  if (training != nullptr && training->count() == 1 && training->number(0) != 0) {
    node.unsupported("it is in training mode; export the model with model.eval()");
  }
  node.setResult(node.input());
}

void translateOnnxCast(const OnnxOperator& node) {
  const OnnxActivation input = node.input();
  if (input.layer != 0 || !node.builder().isOnlyLookedUp(node.outputName())) {
    node.unsupported(
        "it turns values into whole numbers, which only constants and rows of a table can be");
  }
  node.setResult(input);  // values that are no whole numbers are refused when data is read
}

void translateOnnxSoftmax(const OnnxOperator& node) {
  OnnxActivation input = node.input();
  const auto rank = static_cast<int64_t>(input.shape.size()) + 1;
  const int64_t usual = node.opset() < 13 ? 1 : -1;
  const int64_t axis = node.axis(node.integer("axis", usual), rank);
  const bool isPixel = rank == 4 && input.shape[1] * input.shape[2] == 1 && !input.channelsLast;
  if (axis != 1 || (rank != 2 && !isPixel)) {
    node.unsupported("it works along axis " + std::to_string(axis) + " of " +
                     shapeText(withBatch(node, input)) +
                     "; only a softmax over the features of each sample is supported");
  }
  if (node.operation() == "LogSoftmax" && !node.builder().isOutput(node.outputName())) {
    node.unsupported("it is only supported as the model's output");
  }
  if (isPixel) {
    input = node.add(FlattenLayer{}, {input});
  }
  // A LogSoftmax keeps the logits as they are, up to a constant: only what lies before it counts.
  node.setResult(node.add(SoftmaxLayer{}, {input}));
}

void translateOnnxShape(const OnnxOperator& node) {
  Shape shape = withBatch(node, node.input());
  OnnxConstant result;
  result.isFloat = false;
  if (node.operation() == "Size") {
    result.integers = {elementCount(shape)};
  } else {
    const auto rank = static_cast<int64_t>(shape.size());
    const auto place = [&](const char* name, int64_t fallback) {
      const int64_t value = node.integer(name, fallback);
      return std::clamp<int64_t>(value < 0 ? value + rank : value, 0, rank);
    };
    const int64_t start = place("start", 0);
    const int64_t end = std::max(start, place("end", rank));
    result.integers.assign(shape.begin() + start, shape.begin() + end);
    result.shape = {end - start};
  }
  node.builder().set(node.outputName(), std::make_shared<const OnnxConstant>(std::move(result)));
}

OnnxActivation flatOnnxOutput(const OnnxOperator& last, const OnnxActivation& output) {
  const bool isPixel =
      output.shape.size() > 1 &&
      elementCount(output.shape) == *std::max_element(output.shape.begin(), output.shape.end());
  return isPixel ? last.add(FlattenLayer{output.channelsLast}, {output}) : output;
}

}  // namespace maacc
