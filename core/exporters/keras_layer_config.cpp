#include "core/exporters/keras_layer_config.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/importers/keras_padding.h"

namespace maacc {
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(const Layer& layer, const std::string& what) {
  throw Error(ErrorCode::Unsupported, "layer '" + layer.name + "' (" +
                                          layerKindName(layer.parameters) + ") " + what +
                                          ", which Keras cannot say; write an .onnx file instead");
}

// Named activations of Keras; null for those that are layers there, or nothing.
const char* kerasActivation(const Activation& activation) {
  switch (activation.kind) {
    case ActivationKind::Linear:
      return "linear";
    case ActivationKind::Relu:
      return activation.alpha != 0 || (activation.limit != 0 && activation.limit != 6) ? nullptr
             : activation.limit == 0                                                   ? "relu"
                                                                                       : "relu6";
    case ActivationKind::Sigmoid:
      return "sigmoid";
    case ActivationKind::Tanh:
      return "tanh";
    case ActivationKind::Elu:
      return activation.alpha == 1 ? "elu" : nullptr;
    case ActivationKind::Selu:
      return "selu";
    case ActivationKind::Softplus:
      return "softplus";
    case ActivationKind::Softsign:
      return "softsign";
    case ActivationKind::Exponential:
      return "exponential";
    case ActivationKind::Silu:
      return "silu";
    case ActivationKind::Gelu:
      return "gelu";
    case ActivationKind::HardSigmoid:
      return "hard_sigmoid";
    case ActivationKind::HardSwish:
      return "hard_silu";
    case ActivationKind::GeluTanh:
      break;
  }
  return nullptr;
}

KerasLayerText activationLayer(const Layer& layer, const Activation& activation) {
  if (const char* name = kerasActivation(activation)) {
    return {"Activation", {{"activation", name}}, {}, {}, {}};
  }
  if (activation.kind == ActivationKind::Elu) {
    return {"ELU", {{"alpha", activation.alpha}}, {}, {}, {}};
  }
  if (activation.kind == ActivationKind::Relu) {
    const Json limit = activation.limit == 0 ? Json() : Json(activation.limit);
    return {"ReLU", {{"negative_slope", activation.alpha}, {"max_value", limit}}, {}, {}, {}};
  }
  refuse(layer, "uses " + activationName(activation));
}

// [out, in] -> [in, out]
Tensor denseKernel(const Tensor& kernel) {
  const int64_t out = kernel.shape[0];
  const int64_t in = kernel.shape[1];
  Tensor keras = zeros({in, out});
  for (int64_t o = 0; o < out; ++o) {
    for (int64_t i = 0; i < in; ++i) {
      keras.values[i * out + o] = kernel.values[o * in + i];
    }
  }
  return keras;
}

// [out, in, height, width] -> [height, width, in, out]
Tensor convKernel(const Tensor& kernel) {
  const int64_t out = kernel.shape[0];
  const int64_t in = kernel.shape[1];
  const int64_t pixels = kernel.shape[2] * kernel.shape[3];
  Tensor keras = zeros({kernel.shape[2], kernel.shape[3], in, out});
  for (int64_t o = 0; o < out; ++o) {
    for (int64_t i = 0; i < in; ++i) {
      for (int64_t p = 0; p < pixels; ++p) {
        keras.values[(p * in + i) * out + o] = kernel.values[(o * in + i) * pixels + p];
      }
    }
  }
  return keras;
}

Json pair(const Size2D& size) { return Json::array({size.height, size.width}); }

class Translation {
 public:
  Translation(const Layer& layer, const KerasSurroundings& surroundings)
      : layer_(layer),
        input_(surroundings.input),
        neverBelowZero_(surroundings.neverBelowZero),
        channelsLast_(surroundings.channelsLast) {
    std::visit([this](const auto& parameters) { translate(parameters); }, layer.parameters);
  }

  std::vector<KerasLayerText> take() {
    for (KerasLayerText& layer : layers_) {
      if (layer.output.empty()) {
        layer.output = layer_.outputShape;
      }
    }
    return std::move(layers_);
  }

 private:
  const char* dataFormat() const { return channelsLast_ ? "channels_last" : "channels_first"; }

  void addZeros(const Padding2D& padding, const std::string& suffix) {
    const Json sides = Json::array({{padding.top, padding.bottom}, {padding.left, padding.right}});
    layers_.push_back({"ZeroPadding2D",
                       {{"padding", sides}, {"data_format", dataFormat()}},
                       {},
                       suffix,
                       {input_[0], input_[1] + padding.top + padding.bottom,
                        input_[2] + padding.left + padding.right}});
  }

  void addWeighted(std::string className,
                   Json config,
                   Tensor kernel,
                   const Tensor& bias,
                   const Activation& activation) {
    std::vector<Tensor> arrays;
    arrays.push_back(std::move(kernel));
    if (!bias.empty()) {
      arrays.push_back(bias);
    }
    const char* name = kerasActivation(activation);
    config["use_bias"] = !bias.empty();
    config["activation"] = name == nullptr ? "linear" : name;
    layers_.push_back({std::move(className), std::move(config), std::move(arrays), {}, {}});
    if (name == nullptr) {
      layers_.push_back(activationLayer(layer_, activation));
      layers_.back().suffix = "_activation";
    }
  }

  void translate(const InputLayer& /*layer*/) {}  // stands in the graph

  void translate(const DenseLayer& dense) {
    addWeighted("Dense", {{"units", dense.kernel.shape[0]}}, denseKernel(dense.kernel), dense.bias,
                dense.activation);
  }

  void translate(const Conv2DLayer& conv) {
    const Size2D window{conv.kernel.shape[2], conv.kernel.shape[3]};
    const bool none = conv.padding == Padding2D{};
    const bool same =
        !none && conv.padding == samePadding(input_, window, conv.stride, conv.dilation);
    if (!none && !same) {
      addZeros(conv.padding, "_padding");
    }
    addWeighted("Conv2D",
                {{"filters", conv.kernel.shape[0]},
                 {"kernel_size", pair(window)},
                 {"strides", pair(conv.stride)},
                 {"padding", same ? "same" : "valid"},
                 {"data_format", dataFormat()},
                 {"dilation_rate", pair(conv.dilation)},
                 {"groups", conv.groups}},
                convKernel(conv.kernel), conv.bias, conv.activation);
  }

  void translate(const Pool2DLayer& pool) {
    const bool none = pool.padding == Padding2D{};
    // Zeros do not change a maximum of values that are never below.
    const bool zeroes = pool.kind == PoolingKind::Average ? pool.countPadding : neverBelowZero_;
    const bool averagesZeros = pool.kind == PoolingKind::Average && pool.countPadding;
    const bool same = !none && !averagesZeros &&
                      pool.padding == samePadding(input_, pool.window, pool.stride, {});
    if (!none && !same) {
      if (!zeroes) {
        refuse(layer_, "has its own padding");
      }
      addZeros(pool.padding, "_padding");
    }
    layers_.push_back({pool.kind == PoolingKind::Max ? "MaxPooling2D" : "AveragePooling2D",
                       {{"pool_size", pair(pool.window)},
                        {"strides", pair(pool.stride)},
                        {"padding", same ? "same" : "valid"},
                        {"data_format", dataFormat()}},
                       {},
                       {},
                       {}});
  }

  void translate(const GlobalPoolLayer& pool) {
    layers_.push_back(
        {pool.kind == PoolingKind::Max ? "GlobalMaxPooling2D" : "GlobalAveragePooling2D",
         {{"data_format", dataFormat()}, {"keepdims", pool.keepDims}},
         {},
         {},
         {}});
  }

  void translate(const ActivationLayer& layer) {
    layers_.push_back(activationLayer(layer_, layer.activation));
  }

  void translate(const BatchNormLayer& norm) {
    const int64_t axis = channelsLast_ || input_.size() == 1 ? -1 : 1;
    layers_.push_back({"BatchNormalization",
                       {{"axis", axis}, {"epsilon", norm.epsilon}},
                       {norm.scale, norm.offset, norm.mean, norm.variance},
                       {},
                       {}});
  }

  // Whether both orders of the input's elements are the same.
  bool orderIsOne() const {
    return input_.size() != 3 || input_[0] == 1 || input_[1] * input_[2] == 1;
  }

  void translate(const FlattenLayer& flatten) {
    if (channelsLast_ && !flatten.channelsLast && !orderIsOne()) {
      refuse(layer_, "reads its images channels first in a model that has channels last");
    }
    // Told channels_first, Keras turns the axes before it flattens.
    const bool turn = !channelsLast_ && flatten.channelsLast && !orderIsOne();
    layers_.push_back(
        {"Flatten", {{"data_format", turn ? "channels_first" : "channels_last"}}, {}, {}, {}});
  }

  void translate(const ReshapeLayer& reshape) {
    if (reshape.channelsLast != channelsLast_ &&
        !(orderIsOne() && (reshape.target.size() != 3 || reshape.target[0] == 1))) {
      refuse(layer_, "reads its values in another order than the model's layout");
    }
    layers_.push_back(
        {"Reshape", {{"target_shape", kerasShape(reshape.target, channelsLast_)}}, {}, {}, {}});
  }

  void translate(const IdentityLayer& /*layer*/) {
    layers_.push_back({"Identity", Json::object(), {}, {}, {}});
  }

  void translate(const ZeroPadding2DLayer& layer) { addZeros(layer.padding, {}); }

  void translate(const AddLayer& /*layer*/) {
    layers_.push_back({"Add", Json::object(), {}, {}, {}});
  }

  void translate(const ConcatLayer& /*layer*/) {
    const int64_t axis = channelsLast_ || input_.size() == 1 ? -1 : 1;
    layers_.push_back({"Concatenate", {{"axis", axis}}, {}, {}, {}});
  }

  // [channels, height, width] -> [height, width, channels]
  static Tensor turned(const Tensor& tensor) {
    const int64_t channels = tensor.shape[0];
    const int64_t pixels = tensor.shape[1] * tensor.shape[2];
    Tensor result = zeros({tensor.shape[1], tensor.shape[2], channels});
    for (int64_t c = 0; c < channels; ++c) {
      for (int64_t p = 0; p < pixels; ++p) {
        result.values[p * channels + c] = tensor.values[c * pixels + p];
      }
    }
    return result;
  }

  void translate(const LayerNormLayer& norm) {
    const bool whole = norm.scale.shape.size() == 3;
    const Json axis =
        whole ? Json::array({1, 2, 3}) : Json(channelsLast_ || input_.size() == 1 ? -1 : 1);
    const bool turn = whole && channelsLast_;
    layers_.push_back(
        {"LayerNormalization",
         {{"axis", axis}, {"epsilon", norm.epsilon}},
         {turn ? turned(norm.scale) : norm.scale, turn ? turned(norm.offset) : norm.offset},
         {},
         {}});
  }

  // Keras gives the rows as [length, dimensions]; images of height 1 are what follows here.
  void translate(const EmbeddingLayer& embedding) {
    if (!channelsLast_) {
      refuse(layer_, "looks up sequences in a model with channels first");
    }
    const int64_t length = input_[0];
    const int64_t dimensions = embedding.table.shape[1];
    layers_.push_back({"Embedding",
                       {{"input_dim", embedding.table.shape[0]}, {"output_dim", dimensions}},
                       {embedding.table},
                       "_rows",
                       {length, dimensions}});
    layers_.push_back(
        {"Reshape", {{"target_shape", Json::array({1, length, dimensions})}}, {}, {}, {}});
  }

  void translate(const MultiplyLayer& /*layer*/) {
    layers_.push_back({"Multiply", Json::object(), {}, {}, {}});
  }

  void translate(const SoftmaxLayer& /*layer*/) {
    layers_.push_back({"Activation", {{"activation", "softmax"}}, {}, {}, {}});
  }

  const Layer& layer_;
  const Shape& input_;
  bool neverBelowZero_;
  bool channelsLast_;
  std::vector<KerasLayerText> layers_;
};

}  // namespace

std::vector<KerasLayerText> kerasLayersFor(const Layer& layer,
                                           const KerasSurroundings& surroundings) {
  return Translation(layer, surroundings).take();
}

Shape kerasShape(const Shape& shape, bool channelsLast) {
  return channelsLast && shape.size() == 3 ? Shape{shape[1], shape[2], shape[0]} : shape;
}

}  // namespace maacc
