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

KerasWeights::KerasWeights(std::string file, std::vector<unsigned char> image)
    : file_(std::move(file)), image_(std::move(image), file_) {}

std::string KerasWeights::layerGroup(const std::string& modelGroup,
                                     const std::string& className,
                                     int index) const {
  const auto exists = [&](const std::string& path) { return image_.find(path, file_).has_value(); };
  const std::string prefix = modelGroup.empty() ? "" : modelGroup + "/";
  const std::string name = kerasSnakeCase(className);
  const auto numbered = [&](int number) {
    return number == 0 ? name : name + "_" + std::to_string(number);
  };
  const std::string old = prefix + kOldLayersGroup;
  if (!exists(old)) {
    return prefix + "layers/" + numbered(index);
  }
  const bool byTwo = !exists(old + "/" + numbered(1));
  return old + "/" + numbered(byTwo ? 2 * index : index);
}

std::vector<Tensor> KerasWeights::read(const std::string& group,
                                       const std::string& place,
                                       const std::string& layerName,
                                       const std::vector<Shape>& expected) const {
  const std::string path = group + "/vars";
  const std::optional<uint64_t> vars = image_.find(path, place);
  const auto links = vars ? image_.links(*vars, place) : std::nullopt;
  if (!links || links->empty()) {
    refuse(place, "its weights are missing, model.weights.h5 has nothing under " + path +
                      "; save the model again after it was built");
  }
  if (links->size() != expected.size()) {
    refuse(place, "it needs " + std::to_string(expected.size()) +
                      " weight arrays, but model.weights.h5 has " + std::to_string(links->size()) +
                      " under " + path);
  }
  const std::optional<std::string> owner = image_.text(*vars, "name");
  if (owner && *owner != layerName) {
    refuse(place, group + " in model.weights.h5 belongs to layer '" + *owner +
                      "'; configuration and weights do not belong together");
  }
  std::vector<Tensor> tensors;
  for (size_t i = 0; i < expected.size(); ++i) {
    tensors.push_back(readArray(path + "/" + std::to_string(i), place, expected[i]));
  }
  return tensors;
}

Tensor KerasWeights::readArray(const std::string& path,
                               const std::string& place,
                               const Shape& expected) const {
  const std::optional<uint64_t> dataset = image_.find(path, place);
  if (!dataset) {
    refuse(place,
           "weight array " + path + " is missing from model.weights.h5; save the model again");
  }
  const Shape shape = image_.shape(*dataset, place);
  if (shape != expected) {
    refuse(place, "weight array " + path + " has shape " + shapeText(shape) +
                      ", but the configuration needs " + shapeText(expected) +
                      "; configuration and weights do not belong together");
  }
  if (image_.text(*dataset, "dtype") == "bfloat16") {
    throw Error(ErrorCode::Unsupported,
                place + ": its weights are kept as bfloat16; save the model with float32 weights");
  }
  return image_.read(*dataset, place);
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
