#include "core/importers/keras_layers.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "core/importers/keras_activations.h"
#include "core/importers/keras_layer_parts.h"
#include "core/importers/keras_padding.h"

namespace maacc {

using namespace keras_layers;

namespace {

constexpr int64_t kMaxExtent = int64_t{1} << 20;
constexpr int64_t kMaxUnits = INT32_MAX;

void refuseMatrix(const KerasLayerContext& context, const KerasTensor& input) {
  if (input.isMatrix) {
    context.config.unsupported(
        "it works along the last axis of a matrix, which is not supported; put Flatten or "
        "Reshape((height, width, 1)) before it");
  }
}

void checkPrecision(const KerasConfig& config) {
  std::string policy = "float32";
  if (config.has("dtype")) {
    const bool plain = config.value("dtype").is_string();
    policy = plain ? config.text("dtype")
                   : config.object("dtype").text("class_name", "") + " " +
                         (config.object("dtype").has("config")
                              ? config.object("dtype").object("config").text("name", "")
                              : "");
  }
  const bool quantised =
      policy.find("int4") != std::string::npos || policy.find("int8") != std::string::npos ||
      policy.find("float8") != std::string::npos || policy.find("Quantized") != std::string::npos ||
      config.has("quantization_config") || config.has("quantization_mode");
  if (quantised) {
    config.unsupported("quantised layers are not supported; save the model before quantisation");
  }
  if (config.has("lora_rank")) {
    config.unsupported(
        "layers with LoRA are not supported; merge the adapter and save the model again");
  }
}

KerasTranslation withActivation(LayerParameters parameters, bool isSoftmax) {
  KerasTranslation translation;
  translation.chain.push_back(std::move(parameters));
  if (isSoftmax) {
    translation.chain.emplace_back(SoftmaxLayer{});
  }
  return translation;
}

// [in, out] -> [out, in]
Tensor denseKernel(const Tensor& keras) {
  const int64_t in = keras.shape[0];
  const int64_t out = keras.shape[1];
  Tensor kernel = zeros({out, in});
  for (int64_t i = 0; i < in; ++i) {
    for (int64_t o = 0; o < out; ++o) {
      kernel.values[o * in + i] = keras.values[i * out + o];
    }
  }
  return kernel;
}

// Kernel and, if the layer has one, bias.
std::vector<Tensor> kernelAndBias(const KerasLayerContext& context, Shape kernel) {
  std::vector<Shape> expected = {std::move(kernel)};
  if (context.config.flag("use_bias", true)) {
    expected.push_back({expected[0].back()});
  }
  std::vector<Tensor> arrays = context.weights(expected);
  arrays.resize(2);
  return arrays;
}

// Keras multiplies the last axis: of images and sequences that is a convolution of one pixel.
KerasTranslation denseOnPixels(const KerasLayerContext& context) {
  const KerasTensor& input = onlyInput(context);
  if (!context.channelsLast) {
    context.config.unsupported(
        "Dense on images with channels first works along their width, which is not supported; put "
        "Flatten before it");
  }
  KerasTranslation translation;
  translation.isSequence = input.isMatrix || input.isSequence;
  const int64_t channels =
      translation.isSequence ? sequenceInput(context, 0, translation)[0] : input.shape[0];
  const int64_t units = context.config.integer("units", 1, kMaxUnits);
  const KerasActivation activation = readKerasActivation(context.config, context.fromKeras2);
  if (!activation) {
    context.config.unsupported("a softmax over the channels of every pixel is not supported");
  }
  std::vector<Tensor> arrays = kernelAndBias(context, {channels, units});
  Conv2DLayer conv;
  conv.kernel = denseKernel(arrays[0]);
  conv.kernel.shape = {units, channels, 1, 1};
  conv.bias = std::move(arrays[1]);
  conv.activation = *activation;
  translation.chain.emplace_back(std::move(conv));
  return translation;
}

KerasTranslation dense(const KerasLayerContext& context) {
  const KerasTensor& input = onlyInput(context);
  if (input.shape.size() != 1) {
    return denseOnPixels(context);
  }
  const int64_t units = context.config.integer("units", 1, kMaxUnits);
  const KerasActivation activation = readKerasActivation(context.config, context.fromKeras2);
  std::vector<Tensor> arrays = kernelAndBias(context, {input.shape[0], units});
  return withActivation(
      DenseLayer{denseKernel(arrays[0]), std::move(arrays[1]), activation.value_or(Activation{})},
      !activation);
}

KerasTranslation conv2d(const KerasLayerContext& context) {
  const KerasConfig& config = context.config;
  const Shape& image = imageInput(context);
  const int64_t filters = config.integer("filters", 1, kMaxUnits);
  const Size2D window = config.size("kernel_size");
  Conv2DLayer conv;
  conv.stride = config.has("strides") ? config.size("strides") : Size2D{};
  conv.dilation = config.has("dilation_rate") ? config.size("dilation_rate") : Size2D{};
  conv.groups = config.integer("groups", 1, kMaxUnits, 1);
  if (image[0] % conv.groups != 0 || filters % conv.groups != 0) {
    config.badInput(std::to_string(conv.groups) + " groups divide neither " +
                    std::to_string(image[0]) + " channels nor " + std::to_string(filters) +
                    " filters");
  }
  if (paddedToSame(config)) {
    conv.padding = samePadding(image, window, conv.stride, conv.dilation);
  }
  const KerasActivation activation = readKerasActivation(config, context.fromKeras2);
  std::vector<Tensor> arrays =
      kernelAndBias(context, {window.height, window.width, image[0] / conv.groups, filters});
  conv.kernel = convKernel(arrays[0]);
  conv.bias = std::move(arrays[1]);
  conv.activation = activation.value_or(Activation{});
  return withActivation(std::move(conv), !activation);
}

KerasTranslation pooling(const KerasLayerContext& context) {
  const KerasConfig& config = context.config;
  const Shape& image = imageInput(context);
  Pool2DLayer pool;
  pool.kind = context.className == "MaxPooling2D" ? PoolingKind::Max : PoolingKind::Average;
  pool.window = config.size("pool_size");
  pool.stride = config.has("strides") ? config.size("strides") : pool.window;
  if (paddedToSame(config)) {
    pool.padding = samePadding(image, pool.window, pool.stride, {});
  }
  return {{pool}};
}

KerasTranslation globalPooling(const KerasLayerContext& context) {
  imageInput(context);
  const PoolingKind kind =
      context.className == "GlobalMaxPooling2D" ? PoolingKind::Max : PoolingKind::Average;
  return {{GlobalPoolLayer{kind, context.config.flag("keepdims", false)}}};
}

KerasTranslation activation(const KerasLayerContext& context) {
  const KerasTensor& input = onlyInput(context);
  const KerasActivation read = context.className == "Activation"
                                   ? readKerasActivation(context.config, context.fromKeras2)
                                   : readKerasActivationLayer(context.className, context.config);
  if (!read) {
    refuseMatrix(context, input);
    return {{SoftmaxLayer{}}};
  }
  return {{ActivationLayer{*read}}, input.isMatrix, input.isSequence};
}

KerasTranslation batchNormalization(const KerasLayerContext& context) {
  const KerasConfig& config = context.config;
  const KerasTensor& input = onlyInput(context);
  refuseMatrix(context, input);
  if (config.has("axis")) {
    const nlohmann::json& axis = config.value("axis");
    const auto number =
        wholeNumber(axis.is_array() && axis.size() == 1 ? axis[0] : axis, -8, 8);  // Keras 2: list
    if (!number || !isChannelAxis(*number, input, context.channelsLast)) {
      config.unsupported("it normalises over another axis than the channels");
    }
  }
  if (config.flag("renorm", false)) {
    config.unsupported("batch renormalisation is not supported");
  }
  const Shape channels = {input.shape[0]};
  const bool hasScale = config.flag("scale", true);
  const bool hasOffset = config.flag("center", true);
  std::vector<Tensor> arrays =
      context.weights(std::vector<Shape>(size_t{2} + hasScale + hasOffset, channels));
  BatchNormLayer norm;
  norm.epsilon = config.number("epsilon", 1e-3);
  norm.scale = {channels, std::vector<float>(channels[0], 1.0F)};
  norm.offset = zeros(channels);
  if (hasScale) {
    norm.scale = std::move(arrays[0]);
  }
  if (hasOffset) {
    norm.offset = std::move(arrays[hasScale ? 1 : 0]);
  }
  norm.mean = std::move(arrays[arrays.size() - 2]);
  norm.variance = std::move(arrays.back());
  return {{std::move(norm)}, false, input.isSequence};
}

KerasTranslation flatten(const KerasLayerContext& context) {
  const KerasTensor& input = onlyInput(context);
  const bool firstDeclared =
      context.config.text("data_format", "channels_last") == "channels_first";
  // Told channels_first, Keras moves the second axis to the end before it flattens, whatever that
  // axis is.
  if (firstDeclared && (input.isMatrix || (context.channelsLast && input.shape.size() == 3))) {
    context.config.unsupported(
        "it flattens as channels_first in a model that is channels_last; use one data_format");
  }
  return {{FlattenLayer{context.channelsLast || firstDeclared}}};
}

KerasTranslation reshape(const KerasLayerContext& context) {
  const KerasConfig& config = context.config;
  const int64_t count = elementCount(onlyInput(context).shape);
  Shape target;
  int64_t known = 1;
  int64_t open = -1;
  for (const nlohmann::json& size : config.list("target_shape")) {
    const auto number = wholeNumber(size, -1, kMaxExtent * kMaxExtent);
    if (!number || *number == 0 || (*number == -1 && open >= 0) || target.size() == 8) {
      config.badInput("its target_shape in config.json is not a list of sizes");
    }
    if (*number == -1) {
      open = static_cast<int64_t>(target.size());
    } else if (__builtin_mul_overflow(known, *number, &known)) {
      config.badInput("its target_shape in config.json is too large");
    }
    target.push_back(*number);
  }
  if (open >= 0) {
    target[open] = count / known;
    known *= target[open];
  }
  if (known != count) {
    config.badInput("it reshapes " + std::to_string(count) + " values to " + shapeText(target));
  }
  const KerasShape canonical = canonicalKerasShape(target, context.channelsLast, config);
  return {{ReshapeLayer{canonical.shape, context.channelsLast}}, canonical.isMatrix};
}

KerasTranslation identity(const KerasLayerContext& context) {
  const KerasTensor& input = onlyInput(context);
  return {{IdentityLayer{}}, input.isMatrix, input.isSequence};
}

KerasTranslation zeroPadding(const KerasLayerContext& context) {
  imageInput(context);
  const nlohmann::json& padding = context.config.list("padding");
  std::array<int64_t, 4> pixels{};
  for (size_t i = 0; i < pixels.size(); ++i) {
    const bool sound =
        padding.size() == 2 && padding[i / 2].is_array() && padding[i / 2].size() == 2;
    const auto number = sound ? wholeNumber(padding[i / 2][i % 2], 0, kMaxExtent) : std::nullopt;
    if (!number) {
      context.config.badInput("its padding in config.json is not [[top, bottom], [left, right]]");
    }
    pixels[i] = *number;
  }
  return {{ZeroPadding2DLayer{{pixels[0], pixels[1], pixels[2], pixels[3]}}}};
}

KerasTranslation merge(const KerasLayerContext& context) {
  KerasTranslation translation;
  translation.isSequence =
      std::any_of(context.inputs.begin(), context.inputs.end(),
                  [](const KerasTensor& input) { return input.isMatrix || input.isSequence; });
  for (size_t which = 0; translation.isSequence && which < context.inputs.size(); ++which) {
    sequenceInput(context, which, translation);
  }
  if (context.className == "Add") {
    translation.chain.emplace_back(AddLayer{});
    return translation;
  }
  const int64_t axis = context.config.integer("axis", -8, 8, -1);
  KerasTensor first = context.inputs.front();
  first.isSequence = translation.isSequence;
  if (!isChannelAxis(axis, first, context.channelsLast)) {
    context.config.unsupported("it concatenates along axis " + std::to_string(axis) +
                               "; only channels or features are supported");
  }
  translation.chain.emplace_back(ConcatLayer{});
  return translation;
}

KerasTranslation preprocessing(const KerasLayerContext& context) {
  context.config.unsupported(
      "preprocessing inside the model is not supported; remove the layer and give the same step to "
      "--preprocess, for example --preprocess scale=1/255");
}

using Translator = KerasTranslation (*)(const KerasLayerContext&);

const std::map<std::string_view, Translator>& translators() {
  static const std::map<std::string_view, Translator> table = {
      {"Dense", dense},
      {"Conv2D", conv2d},
      {"MaxPooling2D", pooling},
      {"AveragePooling2D", pooling},
      {"GlobalAveragePooling2D", globalPooling},
      {"GlobalMaxPooling2D", globalPooling},
      {"Activation", activation},
      {"ReLU", activation},
      {"LeakyReLU", activation},
      {"ELU", activation},
      {"Softmax", activation},
      {"BatchNormalization", batchNormalization},
      {"Flatten", flatten},
      {"Reshape", reshape},
      {"Dropout", identity},
      {"SpatialDropout2D", identity},
      {"AlphaDropout", identity},
      {"GaussianNoise", identity},
      {"GaussianDropout", identity},
      {"ActivityRegularization", identity},
      {"Identity", identity},
      {"ZeroPadding2D", zeroPadding},
      {"Add", merge},
      {"Concatenate", merge},
      {"Multiply", multiply},
      {"Conv1D", conv1d},
      {"DepthwiseConv1D", depthwiseConv},
      {"DepthwiseConv2D", depthwiseConv},
      {"SeparableConv1D", separableConv},
      {"SeparableConv2D", separableConv},
      {"MaxPooling1D", pooling1d},
      {"AveragePooling1D", pooling1d},
      {"GlobalAveragePooling1D", globalPooling1d},
      {"GlobalMaxPooling1D", globalPooling1d},
      {"ZeroPadding1D", zeroPadding1d},
      {"SpatialDropout1D", identity},
      {"LayerNormalization", layerNormalization},
      {"Embedding", embedding},
      {"Rescaling", rescaling},
      {"Normalization", preprocessing},
  };
  return table;
}

}  // namespace

KerasTranslation translateKerasLayer(const KerasLayerContext& context) {
  const auto found = translators().find(context.className);
  if (found == translators().end()) {
    context.config.unsupported("layers of class " + context.className +
                               " are not supported; rebuild the model without it");
  }
  checkPrecision(context.config);
  return found->second(context);
}

KerasShape canonicalKerasShape(const Shape& authorShape,
                               bool channelsLast,
                               const KerasConfig& config) {
  switch (authorShape.size()) {
    case 1:
      return {authorShape, false};
    case 2:
      return {{1, authorShape[0], authorShape[1]}, true};
    case 3:
      return {channelsLast ? Shape{authorShape[2], authorShape[0], authorShape[1]} : authorShape,
              false};
    default:
      config.unsupported("the shape " + shapeText(authorShape) +
                         " is not supported; values must be flat, a matrix or an image");
  }
}

}  // namespace maacc
