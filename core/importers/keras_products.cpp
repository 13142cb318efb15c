// Normalisation over a value's own channels, tables, products and scaling.
#include <algorithm>
#include <set>

#include "core/importers/keras_layer_parts.h"

namespace maacc::keras_layers {
namespace {

// The axes of a LayerNormalization, counted with the batch axis.
std::set<int64_t> normalizedAxes(const KerasConfig& config, int64_t rank) {
  const nlohmann::json fallback = -1;
  const nlohmann::json& value = config.has("axis") ? config.value("axis") : fallback;
  std::set<int64_t> axes;
  for (const nlohmann::json& one : value.is_array() ? value : nlohmann::json::array({value})) {
    const auto axis = wholeNumber(one, -rank + 1, rank - 1);
    if (!axis || *axis == 0) {
      config.badInput("its axis in config.json is no list of axes of its input");
    }
    axes.insert(*axis < 0 ? *axis + rank : *axis);
  }
  return axes;
}

// Weights over the author's [..., channels] -> canonical.
Tensor canonicalWeights(Tensor tensor, const Shape& canonical, bool channelsLast) {
  const int64_t pixels = canonical[1] * canonical[2];
  const int64_t channels = canonical[0];
  Tensor result{canonical, tensor.values};
  for (int64_t i = 0; channelsLast && i < pixels * channels; ++i) {
    result.values[static_cast<size_t>(i % channels * pixels + i / channels)] =
        tensor.values[static_cast<size_t>(i)];
  }
  return result;
}

Tensor ones(const Shape& shape) {
  Tensor tensor = zeros(shape);
  std::fill(tensor.values.begin(), tensor.values.end(), 1.0F);
  return tensor;
}

}  // namespace

KerasTranslation layerNormalization(const KerasLayerContext& context) {
  const KerasConfig& config = context.config;
  const KerasTensor& input = onlyInput(context);
  if (config.flag("rms_scaling", false)) {
    config.unsupported("rms_scaling is another normalisation, which is not supported");
  }
  KerasTranslation translation;
  translation.isSequence = input.isMatrix || input.isSequence;
  const Shape shape = translation.isSequence ? sequenceInput(context, 0, translation) : input.shape;
  const int64_t rank = translation.isSequence ? 3 : static_cast<int64_t>(shape.size()) + 1;
  const std::set<int64_t> axes = normalizedAxes(config, rank);
  const bool whole = static_cast<int64_t>(axes.size()) == rank - 1;
  const int64_t channelAxis = context.channelsLast ? rank - 1 : 1;
  if (!whole && axes != std::set<int64_t>{channelAxis}) {
    config.unsupported(
        "it normalises over other axes than the channels or all of them, which is not supported");
  }
  Shape weights = {shape[0]};
  if (whole && shape.size() == 3) {
    weights = context.channelsLast ? Shape{shape[1], shape[2], shape[0]} : shape;
    if (translation.isSequence) {
      weights.erase(weights.begin() + (context.channelsLast ? 0 : 1));
    }
  }
  const bool hasScale = config.flag("scale", true);
  const bool hasOffset = config.flag("center", true);
  std::vector<Tensor> arrays;
  if (hasScale || hasOffset) {
    arrays = context.weights(std::vector<Shape>(size_t{0} + hasScale + hasOffset, weights));
  }
  LayerNormLayer norm;
  norm.epsilon = config.number("epsilon", 1e-3);
  norm.scale = hasScale ? std::move(arrays[0]) : ones(weights);
  norm.offset = hasOffset ? std::move(arrays[hasScale ? 1 : 0]) : zeros(weights);
  if (weights.size() > 1) {
    norm.scale = canonicalWeights(std::move(norm.scale), shape, context.channelsLast);
    norm.offset = canonicalWeights(std::move(norm.offset), shape, context.channelsLast);
  }
  translation.chain.emplace_back(std::move(norm));
  return translation;
}

KerasTranslation embedding(const KerasLayerContext& context) {
  const KerasConfig& config = context.config;
  const KerasTensor& input = onlyInput(context);
  if (config.flag("mask_zero", false)) {
    config.unsupported(
        "mask_zero changes what the layers behind it compute, which is not supported; build the "
        "model with mask_zero=False");
  }
  if (input.shape.size() != 1) {
    config.unsupported("it looks up values of the shape " + shapeText(input.shape) +
                       "; only a list of whole numbers is supported");
  }
  if (!context.channelsLast) {
    config.unsupported("an Embedding in a channels_first model is not supported");
  }
  const int64_t rows = config.integer("input_dim", 1, INT32_MAX);
  const int64_t dimensions = config.integer("output_dim", 1, INT32_MAX);
  KerasTranslation translation;
  translation.isSequence = true;
  translation.chain.emplace_back(
      EmbeddingLayer{std::move(context.weights({{rows, dimensions}}).front())});
  return translation;
}

KerasTranslation multiply(const KerasLayerContext& context) {
  KerasTranslation translation;
  const auto has = [&](auto&& test) {
    return std::any_of(context.inputs.begin(), context.inputs.end(), test);
  };
  const bool images = has([](const KerasTensor& input) { return input.shape.size() == 3; });
  translation.isSequence =
      has([](const KerasTensor& input) { return input.isMatrix || input.isSequence; });
  for (size_t which = 0; which < context.inputs.size(); ++which) {
    const KerasTensor& input = context.inputs[which];
    if (images && input.shape.size() == 1 && context.channelsLast) {
      // Keras puts the missing axes behind the batch: [channels] is one pixel.
      translation.adapted[which] = ReshapeLayer{{input.shape[0], 1, 1}, true};
    } else if (translation.isSequence) {
      sequenceInput(context, which, translation);
    }
  }
  translation.chain.emplace_back(MultiplyLayer{});
  return translation;
}

KerasTranslation rescaling(const KerasLayerContext& context) {
  const KerasConfig& config = context.config;
  const KerasTensor& input = onlyInput(context);
  for (const char* key : {"scale", "offset"}) {
    if (config.has(key) && !config.value(key).is_number()) {
      config.unsupported(std::string("its ") + key +
                         " is not one number, which is not supported; give the same step to "
                         "--preprocess");
    }
  }
  const Shape channels = {input.shape[0]};
  const auto filled = [&](double value) {
    Tensor tensor = zeros(channels);
    std::fill(tensor.values.begin(), tensor.values.end(), static_cast<float>(value));
    return tensor;
  };
  KerasTranslation translation;
  translation.isMatrix = input.isMatrix;
  translation.isSequence = input.isSequence;
  translation.chain.emplace_back(BatchNormLayer{filled(config.number("scale", 1)),
                                                filled(config.number("offset", 0)), filled(0),
                                                filled(1), 0});
  return translation;
}

}  // namespace maacc::keras_layers
