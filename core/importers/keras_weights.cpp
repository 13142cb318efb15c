#include "core/importers/keras_weights.h"

#include <cctype>
#include <optional>
#include <utility>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr const char* kOldLayersGroup = "_layer_checkpoint_dependencies";

[[noreturn]] void refuse(const std::string& place, const std::string& what) {
  throw Error(ErrorCode::BadInput, place + ": " + what);
}

}  // namespace

KerasWeights::KerasWeights(std::string file, Hdf5File weights)
    : file_(std::move(file)), weights_(std::move(weights)) {}

std::string KerasWeights::layerGroup(const std::string& modelGroup, const KerasNode& node) const {
  const auto exists = [&](const std::string& path) {
    return weights_.find(path, file_).has_value();
  };
  const std::string prefix = modelGroup.empty() ? "" : modelGroup + "/";
  const std::string name = kerasSnakeCase(node.className);
  const auto numbered = [&](int number) {
    return number == 0 ? name : name + "_" + std::to_string(number);
  };
  const std::string old = prefix + kOldLayersGroup;
  if (!exists(old)) {
    return prefix + "layers/" + numbered(node.classIndex);
  }
  const bool byTwo = !exists(old + "/" + numbered(1));
  return old + "/" + numbered(byTwo ? 2 * node.classIndex : node.classIndex);
}

std::vector<Tensor> KerasWeights::read(const std::string& modelGroup,
                                       const KerasNode& node,
                                       const std::string& place,
                                       const std::vector<Shape>& expected) const {
  const std::string group = layerGroup(modelGroup, node);
  const std::string path = group + "/vars";
  const std::string& subject = weights_.wording().subject;
  const std::optional<uint64_t> vars = weights_.find(path, place);
  const auto links = vars ? weights_.links(*vars, place) : std::nullopt;
  if (!links || links->empty()) {
    refuse(place, "its weights are missing, " + subject + " has nothing under " + path +
                      "; save the model again after it was built");
  }
  if (links->size() != expected.size()) {
    refuse(place, "it needs " + std::to_string(expected.size()) + " weight arrays, but " + subject +
                      " has " + std::to_string(links->size()) + " under " + path);
  }
  const std::optional<std::string> owner = weights_.text(*vars, "name");
  if (owner && *owner != node.name) {
    refuse(place, group + " in " + subject + " belongs to layer '" + *owner +
                      "'; configuration and weights do not belong together");
  }
  std::vector<Tensor> tensors;
  for (size_t i = 0; i < expected.size(); ++i) {
    tensors.push_back(readKerasArray(weights_, path + "/" + std::to_string(i), place, expected[i]));
  }
  return tensors;
}

std::string kerasSnakeCase(const std::string& className) {
  const auto isUpper = [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; };
  const auto isLower = [](char c) { return std::islower(static_cast<unsigned char>(c)) != 0; };
  std::string snake;
  for (size_t i = 0; i < className.size(); ++i) {
    const char c = className[i];
    const bool startsWord =
        i > 0 && isUpper(c) && i + 1 < className.size() && isLower(className[i + 1]);
    const bool afterLower = i > 0 && isUpper(c) && isLower(className[i - 1]);
    if (startsWord || afterLower) {
      snake += '_';
    }
    snake += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return snake;
}

}  // namespace maacc
