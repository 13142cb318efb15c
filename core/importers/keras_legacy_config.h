#pragma once

#include <nlohmann/json.hpp>

namespace maacc {

// Brings a model of Keras 2 to the form that later versions write, nested models included:
// Sequential models before 2.2.3 are a list of layers without a name, and a sum written as x + y is
// a layer of TensorFlow that becomes Add. What is not recognised stays as it is.
void modernizeKerasModel(nlohmann::json& model);

}  // namespace maacc
