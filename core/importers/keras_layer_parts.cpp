#include "core/importers/keras_layer_parts.h"

#include <algorithm>

namespace maacc::keras_layers {

const KerasTensor& onlyInput(const KerasLayerContext& context) {
  if (context.inputs.size() != 1) {
    context.config.unsupported("it takes one input but has " +
                               std::to_string(context.inputs.size()));
  }
  return context.inputs.front();
}

const Shape& imageInput(const KerasLayerContext& context) {
  const KerasTensor& input = onlyInput(context);
  if (input.shape.size() != 3 || input.isMatrix || input.isSequence) {
    context.config.unsupported(
        "it needs images but its input is " + shapeText(input.shape) +
        (input.isMatrix     ? " without a channel axis; add one with Reshape((height, width, 1))"
         : input.isSequence ? ", a sequence"
                            : ""));
  }
  return input.shape;
}

Shape sequenceInput(const KerasLayerContext& context, size_t which, KerasTranslation& translation) {
  if (context.inputs.size() != 1 &&
      (context.className != "Add" && context.className != "Multiply" &&
       context.className != "Concatenate")) {
    context.config.unsupported("it takes one input but has " +
                               std::to_string(context.inputs.size()));
  }
  const KerasTensor& input = context.inputs[which];
  if (input.isSequence) {
    return input.shape;
  }
  if (!input.isMatrix) {
    context.config.unsupported("it needs sequences [length, channels] but its input is " +
                               shapeText(input.shape) + "; add an axis with Reshape");
  }
  const int64_t length = input.shape[context.channelsLast ? 1 : 2];
  Shape sequence = {input.shape[context.channelsLast ? 2 : 1], 1, length};
  translation.adapted[which] = ReshapeLayer{sequence, context.channelsLast};
  return sequence;
}

bool isChannelAxis(int64_t axis, const KerasTensor& input, bool channelsLast) {
  if (input.shape.size() == 1) {
    return axis == -1 || axis == 1;
  }
  const int64_t last = input.isSequence ? 2 : 3;
  return channelsLast ? axis == -1 || axis == last : axis == 1 || axis == -last;
}

bool paddedToSame(const KerasConfig& config) {
  const std::string padding = config.text("padding", "valid");
  if (padding != "valid" && padding != "same") {
    config.unsupported("the padding '" + padding + "' is not supported");
  }
  return padding == "same";
}

Tensor convKernel(const Tensor& keras) {
  const int64_t pixels = keras.shape[0] * keras.shape[1];
  const int64_t in = keras.shape[2];
  const int64_t out = keras.shape[3];
  Tensor kernel = zeros({out, in, keras.shape[0], keras.shape[1]});
  for (int64_t p = 0; p < pixels; ++p) {
    for (int64_t i = 0; i < in; ++i) {
      for (int64_t o = 0; o < out; ++o) {
        kernel.values[(o * in + i) * pixels + p] = keras.values[(p * in + i) * out + o];
      }
    }
  }
  return kernel;
}

}  // namespace maacc::keras_layers
