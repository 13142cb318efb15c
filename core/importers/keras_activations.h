#pragma once

#include <optional>

#include "core/importers/keras_config.h"

namespace maacc {

// nullopt: softmax, which works across units and is a layer of its own.
using KerasActivation = std::optional<Activation>;

// The "activation" of a Dense, Conv2D or Activation layer: a name, a serialized activation layer,
// or nothing.
KerasActivation readKerasActivation(const KerasConfig& config, bool fromKeras2);

// Whether a class is ReLU, LeakyReLU, ELU or Softmax, the activations that Keras has as layers with
// settings.
bool isKerasActivationLayer(const std::string& className);
KerasActivation readKerasActivationLayer(const std::string& className, const KerasConfig& config);

}  // namespace maacc
