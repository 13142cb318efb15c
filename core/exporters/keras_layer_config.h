#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/model/network.h"

namespace maacc {

// One Keras layer: class, settings and arrays, without its name and its place in the graph.
struct KerasLayerText {
  std::string className;
  nlohmann::ordered_json config = nlohmann::ordered_json::object();
  std::vector<Tensor> arrays;  // in Keras' order and shapes
  std::string suffix;          // of its name; empty for the layer that bears the network's name
  Shape output;                // canonical
};

// What a layer's translation depends on besides itself.
struct KerasSurroundings {
  Shape input;               // canonical, of its (first) input
  bool neverBelowZero;       // the values of that input
  bool channelsLast = true;  // the layout of the whole model
};

// One layer of the network as the Keras layers that do the same, in order; none where it changes
// nothing. Throws Error{Unsupported} naming the layer when Keras has none.
std::vector<KerasLayerText> kerasLayersFor(const Layer& layer,
                                           const KerasSurroundings& surroundings);

// A canonical shape as the author of the model has it.
Shape kerasShape(const Shape& shape, bool channelsLast);

}  // namespace maacc
