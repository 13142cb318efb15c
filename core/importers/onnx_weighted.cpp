#include <algorithm>
#include <utility>

#include "core/importers/onnx_folding.h"
#include "core/importers/onnx_layers.h"

namespace maacc {
namespace {

constexpr int64_t kMostGroups = int64_t{1} << 24;

Tensor transposed(const Tensor& matrix) {
  OnnxConstant constant;
  constant.shape = matrix.shape;
  constant.floats = matrix.values;
  constant = transposedConstant(constant, {1, 0});
  return {constant.shape, std::move(constant.floats)};
}

void scale(Tensor& tensor, double factor) {
  if (factor != 1) {
    std::transform(tensor.values.begin(), tensor.values.end(), tensor.values.begin(),
                   [&](float value) { return static_cast<float>(value * factor); });
  }
}

OnnxActivation features(const OnnxOperator& node) {
  OnnxActivation input = node.input();
  if (input.shape.size() != 1) {
    node.unsupported("its input has the shape " + shapeText(input.shape) +
                     " for one sample, but only products of features [batch, features] with a "
                     "matrix are supported");
  }
  return input;
}

Tensor matrix(const OnnxOperator& node) {
  Tensor kernel = node.weights(1, "weights");
  if (kernel.shape.size() != 2) {
    node.unsupported("its weights have the shape " + shapeText(kernel.shape) +
                     ", but only matrices are supported");
  }
  return kernel;
}

// Of one number, or one per unit in any of the shapes that broadcast to [batch, units].
Tensor biasOf(const OnnxOperator& node, Tensor bias, int64_t units) {
  const auto count = static_cast<int64_t>(bias.values.size());
  const bool fits = bias.shape.size() <= 2 && (count == 1 || count == units) &&
                    (bias.shape.empty() || bias.shape.back() == count);
  if (!fits) {
    node.unsupported("its bias of shape " + shapeText(bias.shape) + " does not belong to " +
                     std::to_string(units) + " units");
  }
  bias.values.resize(static_cast<size_t>(units), bias.values.front());
  bias.shape = {units};
  return bias;
}

// Zeros that a Pad node puts around the image are part of the convolution.
void takeOverPadding(const OnnxOperator& node, Conv2DLayer& conv, OnnxActivation& input) {
  const OnnxPlannedLayer& before = node.builder().layer(input.layer);
  const auto* pad = std::get_if<ZeroPadding2DLayer>(&before.parameters);
  if (pad != nullptr) {
    conv.padding.top += pad->padding.top;
    conv.padding.bottom += pad->padding.bottom;
    conv.padding.left += pad->padding.left;
    conv.padding.right += pad->padding.right;
    input.layer = before.inputs.front();
  }
}

}  // namespace

void translateOnnxGemm(const OnnxOperator& node) {
  if (node.integer("transA", 0) != 0) {
    node.unsupported("it transposes its input, which mixes samples");
  }
  const OnnxActivation input = features(node);
  DenseLayer dense;
  dense.kernel = matrix(node);
  if (node.integer("transB", 0) == 0) {
    dense.kernel = transposed(dense.kernel);
  }
  scale(dense.kernel, node.number("alpha", 1));
  if (node.hasInput(2) && node.number("beta", 1) != 0) {
    dense.bias = biasOf(node, node.weights(2, "bias"), dense.kernel.shape.front());
    scale(dense.bias, node.number("beta", 1));
  }
  node.setResult(node.add(std::move(dense), {input}, 1));
}

void translateOnnxMatMul(const OnnxOperator& node) {
  OnnxActivation input = node.input();
  if (input.shape.size() == 2) {
    input = node.asSequence(input, true);
  }
  if (input.shape.size() != 1 && input.channelsLast) {
    // The last axis of images and sequences: a convolution of one pixel.
    Conv2DLayer conv;
    conv.kernel = transposed(matrix(node));
    conv.kernel.shape.insert(conv.kernel.shape.end(), {1, 1});
    node.setResult(OnnxOperator::seenLike(input, node.add(std::move(conv), {input}, 1)));
    return;
  }
  input = features(node);
  DenseLayer dense;
  dense.kernel = transposed(matrix(node));
  node.setResult(node.add(std::move(dense), {input}, 1));
}

void translateOnnxConv(const OnnxOperator& node) {
  OnnxActivation input = node.image();
  Conv2DLayer conv;
  conv.kernel = node.weights(1, "weights");
  if (conv.kernel.shape.size() != (input.sequence ? 3 : 4)) {
    node.unsupported("its weights have the shape " + shapeText(conv.kernel.shape) +
                     ", but only convolutions over sequences, or over height and width, are "
                     "supported");
  }
  Shape size(conv.kernel.shape.begin() + 2, conv.kernel.shape.end());
  if (input.sequence) {
    conv.kernel.shape.insert(conv.kernel.shape.begin() + 2, 1);
  }
  if (node.hasInput(2)) {
    conv.bias = node.weights(2, "bias");
  }
  conv.groups = node.integer("group", 1);
  if (conv.groups < 1 || conv.groups > kMostGroups) {
    node.badInput("it has " + std::to_string(conv.groups) + " groups");
  }
  conv.stride = readOnnxSize(node, "strides", 1, input.sequence);
  conv.dilation = readOnnxSize(node, "dilations", 1, input.sequence);
  const Size2D window{conv.kernel.shape[2], conv.kernel.shape[3]};
  const std::vector<int64_t> declared = node.integers("kernel_shape");
  if (!declared.empty() && declared != size) {
    node.badInput("its kernel_shape " + shapeText(declared) + " is not that of its weights " +
                  shapeText(conv.kernel.shape));
  }
  conv.padding = readOnnxPadding(node, node.builder().layer(input.layer).shape, window, conv.stride,
                                 conv.dilation, input.sequence);
  takeOverPadding(node, conv, input);
  node.setResult(OnnxOperator::seenLike(input, node.add(std::move(conv), {input}, 1)));
}

void translateOnnxBatchNorm(const OnnxOperator& node) {
  OnnxActivation input = node.input();
  if (node.integer("training_mode", 0) != 0) {
    node.unsupported("it is in training mode; export the model with model.eval()");
  }
  if (node.integer("spatial", 1) == 0) {
    node.unsupported("it normalises every pixel on its own, but only channels are supported");
  }
  if (input.shape.size() == 2) {
    input = node.asSequence(input, false);
  }
  if (input.channelsLast) {
    node.unsupported("it normalises over another axis than the channels");
  }
  BatchNormLayer norm;
  norm.scale = node.weights(1, "scale");
  norm.offset = node.weights(2, "offset");
  norm.mean = node.weights(3, "mean");
  norm.variance = node.weights(4, "variance");
  norm.epsilon = node.number("epsilon", 1e-5);
  node.setResult(node.addLike(input, std::move(norm), 1));
}

}  // namespace maacc
