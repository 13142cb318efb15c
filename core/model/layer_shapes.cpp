#include <algorithm>

#include "core/base/error.h"
#include "core/model/layer.h"

namespace maacc {
namespace {

[[noreturn]] void refuse(const std::string& layer, const std::string& what) {
  throw Error(ErrorCode::BadInput, "layer '" + layer + "' " + what);
}

const Shape& onlyInput(const std::string& layer, const std::vector<Shape>& inputs) {
  if (inputs.size() != 1) {
    refuse(layer, "needs one input but has " + std::to_string(inputs.size()));
  }
  return inputs.front();
}

const Shape& imageInput(const std::string& layer, const std::vector<Shape>& inputs) {
  const Shape& shape = onlyInput(layer, inputs);
  if (shape.size() != 3) {
    refuse(layer, "needs an image [channels, height, width] but its input is " + shapeText(shape));
  }
  return shape;
}

// Number of window positions along one axis.
int64_t windowPositions(const std::string& layer, int64_t padded, int64_t extent, int64_t stride) {
  if (stride < 1) {
    refuse(layer, "has a stride of " + std::to_string(stride) + "; strides start at 1");
  }
  if (extent < 1 || extent > padded) {
    refuse(layer, "has a window of " + std::to_string(extent) + " pixels on an input of " +
                      std::to_string(padded) + " (padding included)");
  }
  return (padded - extent) / stride + 1;
}

void checkPadding(const std::string& layer, const Padding2D& padding) {
  static constexpr int64_t kLargest = 1 << 20;
  for (int64_t pixels : {padding.top, padding.bottom, padding.left, padding.right}) {
    if (pixels < 0 || pixels > kLargest) {
      refuse(layer, "has a padding of " + std::to_string(pixels) + " pixels");
    }
  }
}

void checkBias(const std::string& layer, const Tensor& bias, int64_t units) {
  if (!bias.empty() && bias.shape != Shape{units}) {
    refuse(layer,
           "has " + std::to_string(units) + " units but a bias of shape " + shapeText(bias.shape));
  }
}

Shape denseShape(const std::string& layer,
                 const DenseLayer& dense,
                 const std::vector<Shape>& inputs) {
  const Shape& input = onlyInput(layer, inputs);
  if (dense.kernel.shape.size() != 2 || dense.kernel.shape[0] < 1) {
    refuse(layer, "has a kernel of shape " + shapeText(dense.kernel.shape) +
                      "; a Dense kernel has two axes");
  }
  if (input.size() != 1 || input[0] != dense.kernel.shape[1]) {
    refuse(layer, "expects [" + std::to_string(dense.kernel.shape[1]) + "] but its input is " +
                      shapeText(input));
  }
  checkBias(layer, dense.bias, dense.kernel.shape[0]);
  return {dense.kernel.shape[0]};
}

Shape convShape(const std::string& layer,
                const Conv2DLayer& conv,
                const std::vector<Shape>& inputs) {
  const Shape& input = imageInput(layer, inputs);
  const Shape& kernel = conv.kernel.shape;
  if (kernel.size() != 4 || kernel[0] < 1) {
    refuse(layer, "has a kernel of shape " + shapeText(kernel) + "; a Conv2D kernel has four axes");
  }
  if (conv.groups < 1 || kernel[0] % conv.groups != 0 || input[0] != kernel[1] * conv.groups) {
    refuse(layer, "has a kernel " + shapeText(kernel) + " in " + std::to_string(conv.groups) +
                      " group(s), which does not fit its input " + shapeText(input));
  }
  if (conv.dilation.height < 1 || conv.dilation.width < 1) {
    refuse(layer, "has a dilation below 1");
  }
  checkPadding(layer, conv.padding);
  checkBias(layer, conv.bias, kernel[0]);
  const int64_t extentHeight = conv.dilation.height * (kernel[2] - 1) + 1;
  const int64_t extentWidth = conv.dilation.width * (kernel[3] - 1) + 1;
  return {kernel[0],
          windowPositions(layer, input[1] + conv.padding.top + conv.padding.bottom, extentHeight,
                          conv.stride.height),
          windowPositions(layer, input[2] + conv.padding.left + conv.padding.right, extentWidth,
                          conv.stride.width)};
}

Shape poolShape(const std::string& layer,
                const Pool2DLayer& pool,
                const std::vector<Shape>& inputs) {
  const Shape& input = imageInput(layer, inputs);
  checkPadding(layer, pool.padding);
  const bool padsWholeWindow =
      pool.padding.top >= pool.window.height || pool.padding.bottom >= pool.window.height ||
      pool.padding.left >= pool.window.width || pool.padding.right >= pool.window.width;
  if (padsWholeWindow) {
    refuse(layer, "pads by a whole pooling window or more, so some windows would hold no pixel");
  }
  return {input[0],
          windowPositions(layer, input[1] + pool.padding.top + pool.padding.bottom,
                          pool.window.height, pool.stride.height),
          windowPositions(layer, input[2] + pool.padding.left + pool.padding.right,
                          pool.window.width, pool.stride.width)};
}

Shape batchNormShape(const std::string& layer,
                     const BatchNormLayer& norm,
                     const std::vector<Shape>& inputs) {
  const Shape& input = onlyInput(layer, inputs);
  const Shape channels = {input.front()};
  for (const Tensor* tensor : {&norm.scale, &norm.offset, &norm.mean, &norm.variance}) {
    if (tensor->shape != channels) {
      refuse(layer, "normalises " + std::to_string(channels[0]) +
                        " channels but holds a tensor of shape " + shapeText(tensor->shape));
    }
  }
  for (float variance : norm.variance.values) {
    if (variance < 0 || variance + norm.epsilon <= 0) {
      refuse(layer,
             "has a variance of " + std::to_string(variance) + "; variances are not negative");
    }
  }
  return input;
}

Shape layerNormShape(const std::string& layer,
                     const LayerNormLayer& norm,
                     const std::vector<Shape>& inputs) {
  const Shape& input = onlyInput(layer, inputs);
  if (norm.scale.shape != Shape{input.front()} && norm.scale.shape != input) {
    refuse(layer, "normalises " + shapeText(input) + " but has a scale of shape " +
                      shapeText(norm.scale.shape) +
                      "; it must belong to the channels or to the whole input");
  }
  if (norm.offset.shape != norm.scale.shape) {
    refuse(layer, "has a scale of shape " + shapeText(norm.scale.shape) +
                      " but an offset of shape " + shapeText(norm.offset.shape));
  }
  if (!(norm.epsilon > 0)) {
    refuse(layer, "has an epsilon of " + std::to_string(norm.epsilon) +
                      "; it must be above 0, because equal values have no variance");
  }
  return input;
}

Shape embeddingShape(const std::string& layer,
                     const EmbeddingLayer& embedding,
                     const std::vector<Shape>& inputs) {
  static constexpr int64_t kExactFloats = 1 << 24;
  const Shape& input = onlyInput(layer, inputs);
  const Shape& table = embedding.table.shape;
  if (table.size() != 2 || table[0] < 1 || table[1] < 1 || table[0] > kExactFloats) {
    refuse(layer, "has a table of shape " + shapeText(table) +
                      "; it must have two axes and up to 2^24 rows");
  }
  if (input.size() != 1) {
    refuse(layer, "looks up " + shapeText(input) + "; only a list of whole numbers is supported");
  }
  return {table[1], 1, input[0]};
}

Shape reshapeShape(const std::string& layer,
                   const ReshapeLayer& reshape,
                   const std::vector<Shape>& inputs) {
  const Shape& input = onlyInput(layer, inputs);
  if (elementCount(reshape.target) != elementCount(input)) {
    refuse(layer, "reshapes " + shapeText(input) + " to " + shapeText(reshape.target) +
                      ", which has another number of elements");
  }
  if (reshape.target.size() != 1 && reshape.target.size() != 3) {
    refuse(layer, "reshapes to " + shapeText(reshape.target) +
                      "; only [features] and [channels, height, width] are supported");
  }
  return reshape.target;
}

Shape paddedShape(const std::string& layer,
                  const ZeroPadding2DLayer& pad,
                  const std::vector<Shape>& inputs) {
  const Shape& input = imageInput(layer, inputs);
  checkPadding(layer, pad.padding);
  return {input[0], input[1] + pad.padding.top + pad.padding.bottom,
          input[2] + pad.padding.left + pad.padding.right};
}

Shape addShape(const std::string& layer, const std::vector<Shape>& inputs) {
  if (inputs.size() < 2) {
    refuse(layer, "needs two or more inputs but has " + std::to_string(inputs.size()));
  }
  for (const Shape& input : inputs) {
    if (input != inputs.front()) {
      refuse(layer, "adds " + shapeText(inputs.front()) + " and " + shapeText(input) +
                        "; only equal shapes can be added");
    }
  }
  return inputs.front();
}

// One size of an axis, where 1 fits any other; 0 when two others differ.
int64_t commonSize(int64_t a, int64_t b) { return a == b || b == 1 ? a : (a == 1 ? b : 0); }

Shape multiplyShape(const std::string& layer, const std::vector<Shape>& inputs) {
  if (inputs.size() < 2) {
    refuse(layer, "needs two or more inputs but has " + std::to_string(inputs.size()));
  }
  Shape result = inputs.front();
  for (const Shape& input : inputs) {
    bool fits = input == result;
    if (!fits && input.size() == 3 && result.size() == 3) {
      // The axes of a pixel go together: [channels, height, 1] is not spread.
      const bool onePixel = input[1] * input[2] == 1 || result[1] * result[2] == 1;
      const bool samePixels = input[1] == result[1] && input[2] == result[2];
      result = {commonSize(result[0], input[0]), std::max(result[1], input[1]),
                std::max(result[2], input[2])};
      fits = result[0] > 0 && (onePixel || samePixels);
    }
    if (!fits) {
      refuse(layer, "multiplies " + shapeText(inputs.front()) + " and " + shapeText(input) +
                        "; shapes must be equal, or of images one may have a single channel or a "
                        "single pixel");
    }
  }
  return result;
}

Shape concatShape(const std::string& layer, const std::vector<Shape>& inputs) {
  if (inputs.empty()) {
    refuse(layer, "has no inputs");
  }
  Shape result = inputs.front();
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    const Shape& input = inputs[i];
    if (input.size() != result.size() ||
        !std::equal(input.begin() + 1, input.end(), result.begin() + 1)) {
      refuse(layer, "concatenates " + shapeText(inputs.front()) + " and " + shapeText(input) +
                        "; they may differ in the first axis only");
    }
    result[0] += input[0];
  }
  return result;
}

Shape inputShape(const std::string& layer, const InputLayer& input) {
  if ((input.shape.size() != 1 && input.shape.size() != 3) || elementCount(input.shape) < 1) {
    refuse(layer,
           "has the shape " + shapeText(input.shape) +
               "; inputs are [features] or [channels, height, width] without the batch axis");
  }
  return input.shape;
}

Shape softmaxShape(const std::string& layer, const std::vector<Shape>& inputs) {
  const Shape& input = onlyInput(layer, inputs);
  if (input.size() != 1) {
    refuse(layer, "is a softmax over " + shapeText(input) + "; only a flat input is supported");
  }
  return input;
}

Shape globalPoolShape(const std::string& layer,
                      const GlobalPoolLayer& pool,
                      const std::vector<Shape>& inputs) {
  const int64_t channels = imageInput(layer, inputs)[0];
  return pool.keepDims ? Shape{channels, 1, 1} : Shape{channels};
}

}  // namespace

Shape inferOutputShape(const std::string& layerName,
                       const LayerParameters& parameters,
                       const std::vector<Shape>& inputShapes) {
  const std::string& name = layerName;
  const std::vector<Shape>& in = inputShapes;
  return std::visit(
      Overloaded{
          [&](const InputLayer& input) { return inputShape(name, input); },
          [&](const DenseLayer& dense) { return denseShape(name, dense, in); },
          [&](const Conv2DLayer& conv) { return convShape(name, conv, in); },
          [&](const Pool2DLayer& pool) { return poolShape(name, pool, in); },
          [&](const GlobalPoolLayer& pool) { return globalPoolShape(name, pool, in); },
          [&](const ActivationLayer&) { return onlyInput(name, in); },
          [&](const BatchNormLayer& norm) { return batchNormShape(name, norm, in); },
          [&](const LayerNormLayer& norm) { return layerNormShape(name, norm, in); },
          [&](const EmbeddingLayer& embedding) { return embeddingShape(name, embedding, in); },
          [&](const FlattenLayer&) { return Shape{elementCount(onlyInput(name, in))}; },
          [&](const ReshapeLayer& reshape) { return reshapeShape(name, reshape, in); },
          [&](const IdentityLayer&) { return onlyInput(name, in); },
          [&](const ZeroPadding2DLayer& pad) { return paddedShape(name, pad, in); },
          [&](const AddLayer&) { return addShape(name, in); },
          [&](const MultiplyLayer&) { return multiplyShape(name, in); },
          [&](const ConcatLayer&) { return concatShape(name, in); },
          [&](const SoftmaxLayer&) { return softmaxShape(name, in); },
      },
      parameters);
}

}  // namespace maacc
