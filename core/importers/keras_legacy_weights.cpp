#include "core/importers/keras_legacy_weights.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/importers/keras_variables.h"

namespace maacc {
namespace {

// A layer that is no model, inside one entry of the whole model.
struct Leaf {
  const nlohmann::json* entry = nullptr;
  std::string name;
  KerasVariables variables;
  bool isKnown = true;
  bool isFrozen = false;
};

bool isFrozen(const KerasConfig& layer) { return !layer.object("config").flag("trainable", true); }

std::string nameOf(const KerasConfig& layer) { return layer.object("config").text("name", ""); }

void collectLeaves(const nlohmann::json& entry,
                   const std::string& place,
                   std::vector<Leaf>& leaves) {
  const KerasConfig layer(entry, place);
  const std::string className = layer.text("class_name");
  if (!isKerasModelClass(className)) {
    const auto variables = kerasVariables(className, layer.object("config"));
    leaves.push_back({&entry, nameOf(layer), variables.value_or(KerasVariables{}),
                      variables.has_value(), isFrozen(layer)});
    return;
  }
  for (const nlohmann::json& inner : layer.object("config").list("layers")) {
    collectLeaves(inner, place, leaves);
  }
}

std::vector<int> countsOf(const std::vector<Leaf>& leaves) {
  std::vector<int> counts;
  counts.reserve(leaves.size());
  for (const Leaf& leaf : leaves) {
    counts.push_back(leaf.variables.count());
  }
  return counts;
}

// The leaf of each array in the order of Layer.trainable_weights + Layer.non_trainable_weights. A
// frozen model lists its arrays layer by layer.
std::vector<size_t> ownersByOrder(const std::vector<Leaf>& leaves, bool isModelFrozen) {
  std::vector<size_t> trained;
  std::vector<size_t> others;
  for (size_t i = 0; i < leaves.size(); ++i) {
    const KerasVariables& variables = leaves[i].variables;
    const bool none = isModelFrozen || leaves[i].isFrozen;
    const int trainable = none ? 0 : variables.trainable;
    trained.insert(trained.end(), static_cast<size_t>(trainable), i);
    others.insert(others.end(), static_cast<size_t>(variables.count() - trainable), i);
  }
  trained.insert(trained.end(), others.begin(), others.end());
  return trained;
}

// "stem/conv/kernel:0" belongs to the layer "conv". Nothing unless every array has exactly one such
// layer, and every layer its number of arrays.
std::vector<size_t> ownersByName(const std::vector<Leaf>& leaves,
                                 const std::vector<std::string>& arrays) {
  std::vector<size_t> owners;
  std::vector<int> counts(leaves.size(), 0);
  for (const std::string& array : arrays) {
    const size_t end = array.rfind('/');
    const std::string path = end == std::string::npos ? "" : array.substr(0, end);
    const std::string owner = path.substr(path.rfind('/') + 1);
    size_t found = leaves.size();
    for (size_t i = 0; i < leaves.size(); ++i) {
      if (leaves[i].name != owner) {
        continue;
      }
      if (found != leaves.size()) {
        return {};
      }
      found = i;
    }
    if (found == leaves.size()) {
      return {};
    }
    ++counts[found];
    owners.push_back(found);
  }
  return counts == countsOf(leaves) ? owners : std::vector<size_t>{};
}

}  // namespace

KerasLegacyWeights::KerasLegacyWeights(std::string file,
                                       Hdf5File weights,
                                       const std::string& group,
                                       const nlohmann::json& model,
                                       bool fromKeras2)
    : file_(std::move(file)), weights_(std::move(weights)) {
  match(model, savedLayers(group), fromKeras2);
}

// Lists that are too long for a header are split into name0, name1, ...
std::vector<std::string> KerasLegacyWeights::list(uint64_t object,
                                                  const std::string& attribute) const {
  if (auto whole = weights_.texts(object, attribute)) {
    return std::move(*whole);
  }
  std::vector<std::string> all;
  for (int part = 0;; ++part) {
    const auto texts = weights_.texts(object, attribute + std::to_string(part));
    if (!texts) {
      return all;
    }
    all.insert(all.end(), texts->begin(), texts->end());
  }
}

std::vector<KerasLegacyWeights::SavedLayer> KerasLegacyWeights::savedLayers(
    const std::string& group) const {
  const auto root = weights_.find(group, file_);
  if (!root) {
    throw Error(ErrorCode::BadInput,
                file_ + ": the file has no group " + group +
                    ", so the weights are missing; save the whole model again");
  }
  const std::string prefix = group.empty() ? "" : group + "/";
  std::vector<SavedLayer> saved;
  std::set<std::string> names;
  for (const std::string& name : list(*root, "layer_names")) {
    if (!names.insert(name).second) {
      throw Error(ErrorCode::BadInput, file_ + ": the weights of layer '" + name +
                                           "' are listed twice; save the model again");
    }
    const auto object = weights_.find(prefix + name, file_);
    if (!object) {
      throw Error(ErrorCode::BadInput, file_ + ": the weights of layer '" + name +
                                           "' are missing from the file; save the model again");
    }
    SavedLayer layer{name, list(*object, "weight_names")};
    for (std::string& array : layer.arrays) {
      array.insert(0, prefix + name + "/");
    }
    if (!layer.arrays.empty()) {
      saved.push_back(std::move(layer));
    }
  }
  return saved;
}

void KerasLegacyWeights::match(const nlohmann::json& model,
                               const std::vector<SavedLayer>& saved,
                               bool fromKeras2) {
  const auto isSaved = [&](const std::string& name) {
    return std::any_of(saved.begin(), saved.end(),
                       [&](const SavedLayer& layer) { return layer.name == name; });
  };
  size_t next = 0;
  size_t wanted = 0;
  for (const nlohmann::json& entry : KerasConfig(model, file_).object("config").list("layers")) {
    std::vector<Leaf> leaves;
    collectLeaves(entry, file_, leaves);
    const KerasConfig layer(entry, file_);
    const bool isModel = isKerasModelClass(layer.text("class_name"));
    // The sentence about a class that is not known comes from whoever translates it.
    const bool isUnknown = !isModel && !leaves.front().isKnown;
    const bool hasArrays =
        isUnknown ? isSaved(nameOf(layer))
                  : std::any_of(leaves.begin(), leaves.end(),
                                [](const Leaf& leaf) { return leaf.variables.count() > 0; });
    wanted += hasArrays ? 1 : 0;
    if (!hasArrays || next == saved.size()) {
      continue;
    }
    const std::vector<std::string>& arrays = saved[next++].arrays;
    if (!isModel) {
      arraysByLayer_[&entry] = arrays;
      continue;
    }
    // Keras 2 asks the layers of a frozen model, which are frozen with it, one by one: the same
    // order.
    std::vector<size_t> owners = ownersByName(leaves, arrays);
    if (owners.empty()) {
      owners = ownersByOrder(leaves, !fromKeras2 && isFrozen(layer));
    }
    for (size_t i = 0; i < std::min(owners.size(), arrays.size()); ++i) {
      arraysByLayer_[leaves[owners[i]].entry].push_back(arrays[i]);
    }
  }
  if (wanted != saved.size()) {
    mismatch_ = "the configuration has " + std::to_string(wanted) +
                " layers with weights, but the file holds weights of " +
                std::to_string(saved.size()) + "; configuration and weights do not belong together";
  }
}

std::string KerasLegacyWeights::layerGroup(const std::string& /*modelGroup*/,
                                           const KerasNode& /*node*/) const {
  return "";  // layers are known by their entry in the model
}

std::vector<Tensor> KerasLegacyWeights::read(const std::string& /*modelGroup*/,
                                             const KerasNode& node,
                                             const std::string& place,
                                             const std::vector<Shape>& expected) const {
  if (!mismatch_.empty()) {
    throw Error(ErrorCode::BadInput, place + ": " + mismatch_);
  }
  const auto found = arraysByLayer_.find(node.entry);
  const size_t count = found == arraysByLayer_.end() ? 0 : found->second.size();
  if (count != expected.size()) {
    throw Error(ErrorCode::BadInput,
                place + ": it needs " + std::to_string(expected.size()) +
                    " weight arrays, but the file has " + std::to_string(count) +
                    " for it; configuration and weights do not belong together");
  }
  std::vector<Tensor> tensors;
  for (size_t i = 0; i < count; ++i) {
    tensors.push_back(readKerasArray(weights_, found->second[i], place, expected[i]));
  }
  return tensors;
}

}  // namespace maacc
