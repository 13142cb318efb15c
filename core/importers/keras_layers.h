#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/importers/keras_config.h"
#include "core/model/layer.h"

namespace maacc {

// What flows between layers: a layer of the network and how its author sees the values.
struct KerasTensor {
  LayerId layer;
  Shape shape;            // canonical
  bool isMatrix = false;  // [height, width] to its author, [1, height, width] to us
  // [length, channels] to its author ([channels, length] where channels come first), [channels, 1,
  // length] to us.
  bool isSequence = false;
};

// Everything the translation of one layer may look at.
struct KerasLayerContext {
  KerasConfig config;  // its "config" object
  std::string className;
  std::vector<KerasTensor> inputs;  // at least one
  bool channelsLast = true;         // the layout of all images of the model
  bool fromKeras2 = false;          // written by Keras 2, where a few names mean something else
  // The layer's arrays in Keras' order and shapes.
  std::function<std::vector<Tensor>(const std::vector<Shape>& expected)> weights;
};

// One Keras layer as a chain of ours: a fused softmax becomes a layer of its own.
struct KerasTranslation {
  std::vector<LayerParameters> chain;
  bool isMatrix = false;    // of the output, as in KerasTensor
  bool isSequence = false;  // of the output, as in KerasTensor
  // What follows the layer's name, by position in the chain; where there are none, "" for the first
  // and "/softmax" for what is fused into it.
  std::vector<std::string> suffixes = {};
  std::map<size_t, LayerParameters> adapted = {};  // what an input goes through first
};

// Throws Error naming file and layer: Unsupported for a layer or setting that this program does not
// run, BadInput for settings and weights that do not fit.
KerasTranslation translateKerasLayer(const KerasLayerContext& context);

// Sizes of one sample as the author wrote them, canonical. Throws Error{Unsupported} unless they
// are flat, a matrix or an image of fixed size.
struct KerasShape {
  Shape shape;
  bool isMatrix = false;
};
KerasShape canonicalKerasShape(const Shape& authorShape,
                               bool channelsLast,
                               const KerasConfig& config);

}  // namespace maacc
