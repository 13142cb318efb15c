#pragma once

#include <string>
#include <vector>

#include "core/importers/keras_weight_store.h"

namespace maacc {

// Weights as Keras 2.13 and later write them, inside a `.keras` file or as `.weights.h5`. What
// Hdf5File refuses is refused: links that leave their group, data in other files, other numbers
// than IEEE floats.
class KerasWeights : public KerasWeightStore {
 public:
  KerasWeights(std::string file, Hdf5File weights);

  // By snake_case class name and the layer's place among layers of that class, "layers/dense_1".
  // Files of Keras 2.13 to 2.15 say _layer_checkpoint_dependencies instead of layers and, where
  // they list a layer twice, count by two.
  std::string layerGroup(const std::string& modelGroup, const KerasNode& node) const override;

  // The arrays GROUP/vars/0, 1, ...; what the group says about its owner must agree with the layer.
  std::vector<Tensor> read(const std::string& modelGroup,
                           const KerasNode& node,
                           const std::string& place,
                           const std::vector<Shape>& expected) const override;

 private:
  std::string file_;
  Hdf5File weights_;
};

// As keras/src/utils/naming.py writes a class name: "BatchNormalization" -> "batch_normalization".
std::string kerasSnakeCase(const std::string& className);

}  // namespace maacc
