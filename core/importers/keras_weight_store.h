#pragma once

#include <string>
#include <vector>

#include "core/hdf5/hdf5_file.h"
#include "core/importers/keras_graph.h"
#include "core/model/tensor.h"

namespace maacc {

// Where the arrays of a Keras model's layers are found: every way to keep weights has its own
// rules.
class KerasWeightStore {
 public:
  KerasWeightStore() = default;
  virtual ~KerasWeightStore() = default;
  KerasWeightStore(const KerasWeightStore&) = delete;
  KerasWeightStore& operator=(const KerasWeightStore&) = delete;

  // Group of a layer or nested model inside the group of its model ("" for the whole model).
  virtual std::string layerGroup(const std::string& modelGroup, const KerasNode& node) const = 0;

  // The layer's arrays as float32, in the order and shapes that Keras gives them. place: start of
  // messages, names file and layer. Throws Error: BadInput for missing arrays or other shapes than
  // expected, Unsupported for bfloat16 and integers.
  virtual std::vector<Tensor> read(const std::string& modelGroup,
                                   const KerasNode& node,
                                   const std::string& place,
                                   const std::vector<Shape>& expected) const = 0;
};

// One array of an HDF5 file with weights; throws as read().
Tensor readKerasArray(const Hdf5File& file,
                      const std::string& path,
                      const std::string& place,
                      const Shape& expected);

}  // namespace maacc
