#include <algorithm>
#include <array>
#include <utility>

#include "core/importers/onnx_folding.h"
#include "core/importers/onnx_layers.h"

namespace maacc {
namespace {

constexpr int64_t kMaxExtent = 1 << 16;

// Along one axis, what auto_pad SAME_UPPER or SAME_LOWER adds before and after.
std::array<int64_t, 2> samePadding(int64_t size, int64_t extent, int64_t stride, bool moreAfter) {
  const int64_t positions = (size + stride - 1) / stride;
  const int64_t total = std::max<int64_t>(0, (positions - 1) * stride + extent - size);
  return moreAfter ? std::array{total / 2, total - total / 2}
                   : std::array{total - total / 2, total / 2};
}

int64_t extentOf(int64_t window, int64_t dilation) { return dilation * (window - 1) + 1; }

// Pixels that rounding up the number of windows adds behind the image; windows that would start
// behind it are left out.
int64_t ceilExtra(int64_t padded, int64_t before, int64_t size, int64_t window, int64_t stride) {
  const int64_t rest = std::max<int64_t>(0, padded - window);
  int64_t positions = (rest + stride - 1) / stride + 1;
  if ((positions - 1) * stride >= size + before) {
    --positions;
  }
  return std::max<int64_t>(0, (positions - 1) * stride + window - padded);
}

Padding2D ceilPadding(const Pool2DLayer& pool, const Shape& image) {
  const Padding2D& padding = pool.padding;
  Padding2D extra;
  extra.bottom = ceilExtra(image[1] + padding.top + padding.bottom, padding.top, image[1],
                           pool.window.height, pool.stride.height);
  extra.right = ceilExtra(image[2] + padding.left + padding.right, padding.left, image[2],
                          pool.window.width, pool.stride.width);
  return extra;
}

Padding2D sum(const Padding2D& a, const Padding2D& b) {
  return {a.top + b.top, a.bottom + b.bottom, a.left + b.left, a.right + b.right};
}

// Pads of an axis list [begins..., ends...] with the batch first; only height and width may have
// any.
Padding2D spatialPadding(const OnnxOperator& node,
                         const OnnxActivation& input,
                         const std::vector<int64_t>& pads) {
  const size_t rank = input.shape.size() + 1;
  if (pads.size() != 2 * rank) {
    node.badInput("its pads do not fit a value with " + std::to_string(rank) + " axes");
  }
  const size_t height = input.channelsLast ? 1 : 2;  // of a sequence: its length
  for (size_t i = 0; i < pads.size(); ++i) {
    const size_t axis = i % rank;
    const bool isSpatial =
        (rank == 4 && (axis == height || axis == height + 1)) || (input.sequence && axis == height);
    if (pads[i] < 0 || pads[i] > kMaxExtent || (pads[i] > 0 && !isSpatial)) {
      node.unsupported("its pads " + shapeText(pads) +
                       " are not supported; only the height and width of images and the length of "
                       "sequences can be padded");
    }
  }
  if (input.sequence) {
    return {0, 0, pads[height], pads[rank + height]};
  }
  return rank == 4 ? Padding2D{pads[height], pads[rank + height], pads[height + 1],
                               pads[rank + height + 1]}
                   : Padding2D{};
}

// The pads of a Pad node for all axes, in whichever way its opset gives them.
std::vector<int64_t> padsOf(const OnnxOperator& node, size_t rank) {
  const OnnxConstantPointer input = node.opset() < 11 ? nullptr : node.constant(1);
  std::vector<int64_t> pads = attributeOrInput(node, "pads", input.get());
  const OnnxConstantPointer chosen = node.constant(3);
  if (chosen == nullptr) {
    return pads;
  }
  const std::vector<int64_t> axes = wholeNumbers(*chosen, node);
  std::vector<int64_t> all(2 * rank, 0);
  if (pads.size() != 2 * axes.size()) {
    node.badInput("its pads and axes are of different lengths");
  }
  for (size_t i = 0; i < axes.size(); ++i) {
    const auto axis = static_cast<size_t>(node.axis(axes[i], static_cast<int64_t>(rank)));
    all[axis] = pads[i];
    all[rank + axis] = pads[axes.size() + i];
  }
  return all;
}

double padValue(const OnnxOperator& node) {
  if (node.opset() < 11) {
    return node.number("value", 0);
  }
  const OnnxConstantPointer value = node.constant(2);
  return value == nullptr || value->count() == 0 ? 0 : value->number(0);
}

// Whether a MaxPool with padding of its own gives the same: it never takes a padded pixel either.
bool neverIsLargest(const OnnxOperator& node) {
  constexpr double kLowest = -3e38;  // exporters write the lowest float32 for minus infinity
  const OnnxBuilder& builder = node.builder();
  const std::vector<int>& readers = builder.readers(node.outputName());
  const std::string mode = node.text("mode", "constant");
  const bool onlyPooled = !readers.empty() && !builder.isOutput(node.outputName()) &&
                          std::all_of(readers.begin(), readers.end(), [&](int reader) {
                            return builder.reader(reader).operation() == "MaxPool";
                          });
  return onlyPooled && (mode == "edge" || (mode == "constant" && padValue(node) < kLowest));
}

// The image before a deferred Pad, and what it pads; otherwise the input as it is.
OnnxPadding pooledImage(const OnnxOperator& node) {
  const OnnxPadding* deferred = node.builder().deferredPadding(node.inputName(0));
  if (deferred == nullptr) {
    return {node.image(), {}};
  }
  const bool image = deferred->input.shape.size() == 3 || deferred->input.sequence;
  if (!image || deferred->input.channelsLast) {
    node.unsupported("its input is no image with channels first");
  }
  return *deferred;
}

// Every window that reaches into the padding must hold the pixel at the edge, too.
void checkDeferredPadding(const OnnxOperator& node, const Padding2D& pad, const Size2D& window) {
  if (std::max(pad.top, pad.bottom) >= window.height ||
      std::max(pad.left, pad.right) >= window.width) {
    node.unsupported("the Pad before it adds a whole window or more");
  }
}

void checkWindow(const OnnxOperator& node, bool sequence) {
  const Size2D dilation = readOnnxSize(node, "dilations", 1, sequence);
  if (!(dilation == Size2D{1, 1})) {
    node.unsupported("pooling with dilations is not supported");
  }
  if (node.find("kernel_shape") == nullptr) {
    node.badInput("its kernel_shape is missing");
  }
}

OnnxActivation globalPool(const OnnxOperator& node,
                          const OnnxActivation& input,
                          PoolingKind kind,
                          bool keepDims) {
  OnnxActivation result = node.add(GlobalPoolLayer{kind, keepDims}, {input});
  return keepDims ? OnnxOperator::seenLike(input, std::move(result)) : result;
}

// Over one of two axes: the other one counts the channels of a sequence.
void reduceSequence(const OnnxOperator& node,
                    const OnnxActivation& value,
                    int64_t axis,
                    PoolingKind kind,
                    bool keepDims) {
  const OnnxActivation input = node.asSequence(value, axis == 1);
  if (input.channelsLast != (axis == 1)) {
    node.unsupported("it reduces the channels of a sequence, but only its length can be reduced");
  }
  node.setResult(globalPool(node, input, kind, keepDims));
}

}  // namespace

Size2D readOnnxSize(const OnnxOperator& node, const char* name, int64_t fallback, bool sequence) {
  if (sequence) {
    return {1, node.sizes(name, 1, 1, kMaxExtent, fallback).front()};
  }
  const std::vector<int64_t> sizes = node.sizes(name, 2, 1, kMaxExtent, fallback);
  return {sizes[0], sizes[1]};
}

Padding2D readOnnxPadding(const OnnxOperator& node,
                          const Shape& image,
                          const Size2D& window,
                          const Size2D& stride,
                          const Size2D& dilation,
                          bool sequence) {
  const std::string automatic = node.text("auto_pad", "NOTSET");
  if (automatic == "NOTSET" && sequence) {
    const std::vector<int64_t> pads = node.sizes("pads", 2, 0, kMaxExtent, 0);
    return {0, 0, pads[0], pads[1]};
  }
  if (automatic == "NOTSET") {
    const std::vector<int64_t> pads = node.sizes("pads", 4, 0, kMaxExtent, 0);
    return {pads[0], pads[2], pads[1], pads[3]};
  }
  if (automatic == "VALID") {
    return {};
  }
  if (automatic != "SAME_UPPER" && automatic != "SAME_LOWER") {
    node.badInput("its auto_pad '" + automatic + "' is none that ONNX has");
  }
  const bool moreAfter = automatic == "SAME_UPPER";
  const auto rows =
      samePadding(image[1], extentOf(window.height, dilation.height), stride.height, moreAfter);
  const auto columns =
      samePadding(image[2], extentOf(window.width, dilation.width), stride.width, moreAfter);
  return {rows[0], rows[1], columns[0], columns[1]};
}

void translateOnnxPool(const OnnxOperator& node) {
  OnnxPadding before = pooledImage(node);
  OnnxActivation& input = before.input;
  const bool sequence = input.sequence;
  checkWindow(node, sequence);
  Pool2DLayer pool;
  pool.kind = node.operation() == "MaxPool" ? PoolingKind::Max : PoolingKind::Average;
  pool.window = readOnnxSize(node, "kernel_shape", 1, sequence);
  pool.stride = readOnnxSize(node, "strides", 1, sequence);
  checkDeferredPadding(node, before.padding, pool.window);
  const Shape image = node.builder().layer(input.layer).shape;
  const Shape padded = {image[0], image[1] + before.padding.top + before.padding.bottom,
                        image[2] + before.padding.left + before.padding.right};
  pool.padding = sum(before.padding,
                     readOnnxPadding(node, padded, pool.window, pool.stride, {1, 1}, sequence));
  pool.countPadding =
      pool.kind == PoolingKind::Average && node.integer("count_include_pad", 0) != 0;
  const Padding2D extra =
      node.integer("ceil_mode", 0) != 0 ? ceilPadding(pool, image) : Padding2D{};
  if (pool.countPadding && !(extra == Padding2D{})) {
    // The zeros around the image count in the divisor, those that rounding up adds do not.
    input = node.addLike(input, ZeroPadding2DLayer{pool.padding});
    pool.padding = extra;
    pool.countPadding = false;
  } else {
    pool.padding = sum(pool.padding, extra);
  }
  node.setResult(OnnxOperator::seenLike(input, node.add(pool, {input})));
}

void translateOnnxGlobalPool(const OnnxOperator& node) {
  const PoolingKind kind =
      node.operation() == "GlobalMaxPool" ? PoolingKind::Max : PoolingKind::Average;
  node.setResult(globalPool(node, node.image(), kind, true));
}

void translateOnnxReduce(const OnnxOperator& node) {
  if (startsOnnxLayerNorm(node)) {
    return;
  }
  const OnnxActivation input = node.input();
  const auto rank = static_cast<int64_t>(input.shape.size()) + 1;
  const OnnxConstantPointer given = node.constant(1);
  std::vector<int64_t> axes = attributeOrInput(node, "axes", given.get());
  for (int64_t& axis : axes) {
    axis = node.axis(axis, rank);
  }
  std::sort(axes.begin(), axes.end());
  const std::vector<int64_t> pixels =
      input.channelsLast ? std::vector<int64_t>{1, 2} : std::vector<int64_t>{2, 3};
  const PoolingKind kind =
      node.operation() == "ReduceMax" ? PoolingKind::Max : PoolingKind::Average;
  const bool keepDims = node.integer("keepdims", 1) != 0;
  if (rank == 3 && axes.size() == 1 && axes.front() > 0) {
    reduceSequence(node, input, axes.front(), kind, keepDims);
    return;
  }
  if (rank != 4 || axes != pixels) {
    node.unsupported("it reduces the axes " + shapeText(axes) +
                     ", but only the height and width of images and the length of sequences can be "
                     "reduced");
  }
  node.setResult(globalPool(node, input, kind, keepDims));
}

void translateOnnxPad(const OnnxOperator& node) {
  OnnxActivation input = node.input();
  const std::vector<int64_t> pads = padsOf(node, input.shape.size() + 1);
  if (input.shape.size() == 2 && pads.size() == 6) {
    input = node.asSequence(input, pads[1] > 0 || pads[4] > 0);  // along the first axis of a sample
  }
  const Padding2D padding = spatialPadding(node, input, pads);
  if (padding == Padding2D{}) {
    node.setResult(input);
    return;
  }
  if (neverIsLargest(node)) {
    node.builder().deferPadding(node.outputName(), {input, padding});
    return;
  }
  if (node.text("mode", "constant") != "constant" || padValue(node) != 0) {
    node.unsupported(
        "it pads with other values than zero; only zeros are supported, and before a MaxPool minus "
        "infinity or the values at the edge");
  }
  node.setResult(OnnxOperator::seenLike(input, node.add(ZeroPadding2DLayer{padding}, {input})));
}

}  // namespace maacc
