#pragma once

#include <string>
#include <vector>

#include "core/hdf5/hdf5_image.h"
#include "core/model/tensor.h"

namespace maacc {

// model.weights.h5 of a `.keras` file, read from memory. What Hdf5Image refuses is refused: links
// that leave their group, data in other files, compressed arrays, other numbers than IEEE floats.
class KerasWeights {
 public:
  // image: the whole HDF5 file. file: the `.keras` file, for messages. Throws Error{BadInput} when
  // it is damaged.
  KerasWeights(std::string file, std::vector<unsigned char> image);

  // Group of a layer inside the group of its model ("" for the whole model): by snake_case class
  // name and the layer's place among layers of that class, "layers/dense_1". Files of Keras 2.13
  // to 2.15 say _layer_checkpoint_dependencies instead of layers and, where they list a layer
  // twice, count by two.
  std::string layerGroup(const std::string& modelGroup,
                         const std::string& className,
                         int index) const;

  // The arrays GROUP/vars/0, 1, ... as float32 in the shapes that Keras gives them. place: start of
  // messages, names file and layer; layerName: what the group says about its owner must agree.
  // Throws Error: BadInput for missing arrays or other shapes than expected, Unsupported for
  // bfloat16 and integers.
  std::vector<Tensor> read(const std::string& group,
                           const std::string& place,
                           const std::string& layerName,
                           const std::vector<Shape>& expected) const;

 private:
  Tensor readArray(const std::string& path, const std::string& place, const Shape& expected) const;

  std::string file_;
  Hdf5Image image_;
};

// As keras/src/utils/naming.py writes a class name: "BatchNormalization" -> "batch_normalization".
std::string kerasSnakeCase(const std::string& className);

}  // namespace maacc
