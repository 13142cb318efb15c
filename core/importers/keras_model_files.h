#pragma once

#include <string>

#include "core/hdf5/hdf5_file.h"
#include "core/importers/keras_config.h"

namespace maacc {

// The configuration and the weights of a Keras model, wherever they lie.
struct KerasModelFiles {
  nlohmann::json model;      // class_name and config
  std::string kerasVersion;  // "2.15.0"; empty when nothing says it
  Hdf5File weights;
  bool isLegacy = false;     // weights by order, as in `.h5` files
  std::string weightsGroup;  // legacy: the group with the layers, "" for the root

  bool isFromKeras2() const { return kerasVersion.starts_with("2."); }
};

// path: a `.keras` archive, the folder that it unpacks to, a whole model in `.h5`, or one of two
// files that lie together: weights in HDF5 and a configuration in JSON (config.json, or the same
// name with .json). Throws Error naming the file: BadInput when one of them is missing or damaged,
// Unsupported for weights kept in other ways and for files of Keras 1 and of Theano.
KerasModelFiles openKerasModel(const std::string& path);

// Whether the content is that of something openKerasModel() takes.
bool looksLikeKerasFiles(const std::string& path);

}  // namespace maacc
