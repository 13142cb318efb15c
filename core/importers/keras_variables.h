#pragma once

#include <optional>
#include <string>

#include "core/importers/keras_config.h"

namespace maacc {

// How many arrays a layer of Keras keeps.
struct KerasVariables {
  int trainable = 0;
  int fixed = 0;  // never trained: running statistics

  int count() const { return trainable + fixed; }
};

// By class and configuration (its "config" object); nullopt for a class whose arrays are not known
// here.
std::optional<KerasVariables> kerasVariables(const std::string& className,
                                             const KerasConfig& config);

}  // namespace maacc
