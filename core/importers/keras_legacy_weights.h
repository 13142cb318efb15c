#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/importers/keras_weight_store.h"

namespace maacc {

// Weights as Keras writes them to `.h5` files (keras/src/legacy/saving/legacy_h5_format.py):
// matched by order, not by name. Layers without arrays are left out on both sides, the rest of the
// model belongs to the rest of the file one to one. The arrays of a nested model stand in one list:
// those that are trained, layer by layer, then the others. Where the names in that list tell the
// layers apart they decide, because a model that was frozen after it was loaded is written in
// another order.
class KerasLegacyWeights : public KerasWeightStore {
 public:
  // group: "model_weights", or "" where weights were saved alone. model: config.json or the
  // attribute model_config; borrowed. Damage that concerns single layers is reported when they are
  // read.
  KerasLegacyWeights(std::string file,
                     Hdf5File weights,
                     const std::string& group,
                     const nlohmann::json& model,
                     bool fromKeras2);

  std::string layerGroup(const std::string& modelGroup, const KerasNode& node) const override;
  std::vector<Tensor> read(const std::string& modelGroup,
                           const KerasNode& node,
                           const std::string& place,
                           const std::vector<Shape>& expected) const override;

 private:
  struct SavedLayer {
    std::string name;
    std::vector<std::string> arrays;  // paths from the root
  };

  std::vector<SavedLayer> savedLayers(const std::string& group) const;
  std::vector<std::string> list(uint64_t object, const std::string& attribute) const;
  void match(const nlohmann::json& model, const std::vector<SavedLayer>& saved, bool fromKeras2);

  std::string file_;
  Hdf5File weights_;
  std::map<const nlohmann::json*, std::vector<std::string>>
      arraysByLayer_;     // by entry of the model
  std::string mismatch_;  // why layers and groups cannot be matched; empty where they can
};

}  // namespace maacc
