// Convolutions and pooling over sequences, and depthwise ones over images.
#include <algorithm>
#include <array>

#include "core/importers/keras_activations.h"
#include "core/importers/keras_layer_parts.h"
#include "core/importers/keras_padding.h"

namespace maacc::keras_layers {
namespace {

constexpr int64_t kMaxExtent = 65536;
constexpr int64_t kMaxUnits = INT32_MAX;

bool isSequenceClass(const std::string& className) { return className.ends_with("1D"); }

Shape withHeight(Shape shape) {
  shape.insert(shape.begin(), 1);
  return shape;
}

// Keras' array of a layer over sequences, which has no height, and that over images as it is.
Shape kerasShape(const Size2D& window, std::initializer_list<int64_t> rest, bool sequence) {
  Shape shape = sequence ? Shape{window.width} : Shape{window.height, window.width};
  shape.insert(shape.end(), rest);
  return shape;
}

Tensor fourAxes(Tensor tensor) {
  if (tensor.shape.size() == 3) {
    tensor.shape = withHeight(tensor.shape);
  }
  return tensor;
}

struct Convolution {
  KerasTranslation translation;
  Shape input;  // [channels, height, width]
  Size2D window;
  bool sequence = false;
};

Convolution startConvolution(const KerasLayerContext& context) {
  Convolution result;
  result.sequence = isSequenceClass(context.className);
  result.translation.isSequence = result.sequence;
  result.input =
      result.sequence ? sequenceInput(context, 0, result.translation) : imageInput(context);
  result.window = result.sequence ? sequenceSize(context.config, "kernel_size")
                                  : context.config.size("kernel_size");
  return result;
}

// A convolution behind what is there, with the layer's activation.
void finish(const KerasLayerContext& context, Conv2DLayer conv, KerasTranslation& translation) {
  const KerasActivation activation = readKerasActivation(context.config, context.fromKeras2);
  conv.activation = activation.value_or(Activation{});
  translation.chain.emplace_back(std::move(conv));
  if (!activation) {
    context.config.unsupported("a softmax over the channels of every pixel is not supported");
  }
}

int64_t depthMultiplier(const KerasConfig& config, int64_t channels) {
  return config.integer("depth_multiplier", 1, kMaxUnits / std::max<int64_t>(channels, 1), 1);
}

}  // namespace

Size2D sequenceSize(const KerasConfig& config, const char* key) {
  const nlohmann::json& found = config.value(key);
  const nlohmann::json& number = found.is_array() && found.size() == 1 ? found[0] : found;
  const auto size = wholeNumber(number, 1, kMaxExtent);
  if (!size) {
    config.badInput(std::string("'") + key +
                    "' in config.json must be one whole number from 1 to " +
                    std::to_string(kMaxExtent));
  }
  return {1, *size};
}

Padding2D sequencePadding(const KerasConfig& config,
                          const Shape& sequence,
                          const Size2D& window,
                          const Size2D& stride,
                          const Size2D& dilation) {
  if (config.text("padding", "valid") == "causal") {
    return {0, 0, (window.width - 1) * dilation.width, 0};
  }
  return paddedToSame(config) ? samePadding(sequence, window, stride, dilation) : Padding2D{};
}

Conv2DLayer convolutionSettings(const KerasConfig& config,
                                const Shape& input,
                                const Size2D& window,
                                bool sequence) {
  const auto size = [&](const char* key) {
    return !config.has(key) ? Size2D{} : sequence ? sequenceSize(config, key) : config.size(key);
  };
  Conv2DLayer conv;
  conv.stride = size("strides");
  conv.dilation = size("dilation_rate");
  if (sequence) {
    conv.padding = sequencePadding(config, input, window, conv.stride, conv.dilation);
  } else if (paddedToSame(config)) {
    conv.padding = samePadding(input, window, conv.stride, conv.dilation);
  }
  return conv;
}

Tensor depthwiseKernel(const Tensor& keras) {
  const int64_t pixels = keras.shape[0] * keras.shape[1];
  const int64_t units = keras.shape[2] * keras.shape[3];
  Tensor kernel = zeros({units, 1, keras.shape[0], keras.shape[1]});
  for (int64_t p = 0; p < pixels; ++p) {
    for (int64_t unit = 0; unit < units; ++unit) {
      kernel.values[static_cast<size_t>(unit * pixels + p)] =
          keras.values[static_cast<size_t>(p * units + unit)];
    }
  }
  return kernel;
}

KerasTranslation conv1d(const KerasLayerContext& context) {
  const KerasConfig& config = context.config;
  Convolution own = startConvolution(context);
  const int64_t filters = config.integer("filters", 1, kMaxUnits);
  Conv2DLayer conv = convolutionSettings(config, own.input, own.window, true);
  conv.groups = config.integer("groups", 1, kMaxUnits, 1);
  if (own.input[0] % conv.groups != 0 || filters % conv.groups != 0) {
    config.badInput(std::to_string(conv.groups) + " groups divide neither " +
                    std::to_string(own.input[0]) + " channels nor " + std::to_string(filters) +
                    " filters");
  }
  std::vector<Shape> expected = {{own.window.width, own.input[0] / conv.groups, filters}};
  if (config.flag("use_bias", true)) {
    expected.push_back({filters});
  }
  std::vector<Tensor> arrays = context.weights(expected);
  arrays.resize(2);
  conv.kernel = convKernel(fourAxes(std::move(arrays[0])));
  conv.bias = std::move(arrays[1]);
  finish(context, std::move(conv), own.translation);
  return std::move(own.translation);
}

KerasTranslation depthwiseConv(const KerasLayerContext& context) {
  const KerasConfig& config = context.config;
  Convolution own = startConvolution(context);
  const int64_t channels = own.input[0];
  const int64_t multiplier = depthMultiplier(config, channels);
  std::vector<Shape> expected = {kerasShape(own.window, {channels, multiplier}, own.sequence)};
  if (config.flag("use_bias", true)) {
    expected.push_back({channels * multiplier});
  }
  std::vector<Tensor> arrays = context.weights(expected);
  arrays.resize(2);
  Conv2DLayer conv = convolutionSettings(config, own.input, own.window, own.sequence);
  conv.groups = channels;
  conv.kernel = depthwiseKernel(fourAxes(std::move(arrays[0])));
  conv.bias = std::move(arrays[1]);
  finish(context, std::move(conv), own.translation);
  return std::move(own.translation);
}

KerasTranslation separableConv(const KerasLayerContext& context) {
  const KerasConfig& config = context.config;
  Convolution own = startConvolution(context);
  const int64_t channels = own.input[0];
  const int64_t multiplier = depthMultiplier(config, channels);
  const int64_t filters = config.integer("filters", 1, kMaxUnits);
  std::vector<Shape> expected = {
      kerasShape(own.window, {channels, multiplier}, own.sequence),
      kerasShape({1, 1}, {channels * multiplier, filters}, own.sequence)};
  if (config.flag("use_bias", true)) {
    expected.push_back({filters});
  }
  std::vector<Tensor> arrays = context.weights(expected);
  arrays.resize(3);
  Conv2DLayer depthwise = convolutionSettings(config, own.input, own.window, own.sequence);
  depthwise.groups = channels;
  depthwise.kernel = depthwiseKernel(fourAxes(std::move(arrays[0])));
  own.translation.chain.emplace_back(std::move(depthwise));
  Conv2DLayer pointwise;
  pointwise.kernel = convKernel(fourAxes(std::move(arrays[1])));
  pointwise.bias = std::move(arrays[2]);
  finish(context, std::move(pointwise), own.translation);
  own.translation.suffixes = {"/depthwise", "/pointwise"};
  return std::move(own.translation);
}

KerasTranslation pooling1d(const KerasLayerContext& context) {
  const KerasConfig& config = context.config;
  KerasTranslation translation;
  translation.isSequence = true;
  const Shape input = sequenceInput(context, 0, translation);
  Pool2DLayer pool;
  pool.kind = context.className == "MaxPooling1D" ? PoolingKind::Max : PoolingKind::Average;
  pool.window = sequenceSize(config, "pool_size");
  pool.stride = config.has("strides") ? sequenceSize(config, "strides") : pool.window;
  pool.padding = sequencePadding(config, input, pool.window, pool.stride, {});
  translation.chain.emplace_back(pool);
  return translation;
}

KerasTranslation globalPooling1d(const KerasLayerContext& context) {
  KerasTranslation translation;
  sequenceInput(context, 0, translation);
  const PoolingKind kind =
      context.className == "GlobalMaxPooling1D" ? PoolingKind::Max : PoolingKind::Average;
  translation.isSequence = context.config.flag("keepdims", false);
  translation.chain.emplace_back(GlobalPoolLayer{kind, translation.isSequence});
  return translation;
}

KerasTranslation zeroPadding1d(const KerasLayerContext& context) {
  KerasTranslation translation;
  translation.isSequence = true;
  sequenceInput(context, 0, translation);
  const nlohmann::json& padding = context.config.value("padding");
  const bool both = padding.is_array() && padding.size() == 2;
  const auto before = wholeNumber(both ? padding[0] : padding, 0, kMaxExtent);
  const auto behind = wholeNumber(both ? padding[1] : padding, 0, kMaxExtent);
  if (!before || !behind) {
    context.config.badInput("its padding in config.json is not [before, behind]");
  }
  translation.chain.emplace_back(ZeroPadding2DLayer{{0, 0, *before, *behind}});
  return translation;
}

}  // namespace maacc::keras_layers
