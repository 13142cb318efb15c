#pragma once

#include <string>
#include <vector>

#include "core/model/tensor.h"

namespace maacc {

// The arrays of one layer in Keras' order and shapes.
struct KerasLayerWeights {
  std::string group;  // "layers/dense_1"
  std::string layerName;
  std::vector<Tensor> arrays;
};

// model.weights.h5 of a `.keras` file (keras/src/saving/saving_lib.py), as bytes.
std::string kerasWeightsBytes(const std::vector<KerasLayerWeights>& layers);

}  // namespace maacc
