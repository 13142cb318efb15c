#pragma once

#include <string>

#include "core/model/network.h"

namespace maacc {

// Keras 3 `.keras`: a ZIP of metadata.json, config.json and model.weights.h5
// (keras/src/saving/saving_lib.py), also unpacked to a folder; whole models in `.h5` of Keras 2 and
// 3; weights and configuration as two files. Sequential and Functional, nested models included.
bool looksLikeKeras(const std::string& path);
Network importKeras(const std::string& path);

}  // namespace maacc
