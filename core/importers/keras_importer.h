#pragma once

#include <string>

#include "core/model/network.h"

namespace maacc {

// Keras 3 `.keras`: a ZIP of metadata.json, config.json and model.weights.h5
// (keras/src/saving/saving_lib.py). Sequential and Functional, nested models included.
bool looksLikeKeras(const std::string& path);
Network importKeras(const std::string& path);

}  // namespace maacc
