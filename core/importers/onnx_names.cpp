#include "core/importers/onnx_names.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace maacc {
namespace {

// What PyTorch, Keras and tf2onnx put behind a layer's name to name its kernel.
constexpr std::array<std::string_view, 12> kWeightEndings = {
    "/MatMul/ReadVariableOp",
    "/Conv2D/ReadVariableOp",
    "/depthwise/ReadVariableOp",
    "/ReadVariableOp",
    ".weight",
    "/weight",
    "_weight",
    ".kernel",
    "/kernel",
    ".gamma",
    "/gamma",
    ".scale",
};

bool isMadeUp(const std::string& name) {
  const bool isNumber =
      std::all_of(name.begin(), name.end(), [](unsigned char c) { return c >= '0' && c <= '9'; });
  return isNumber || name.starts_with("onnx::") || name.starts_with("val_");
}

std::string withoutEnding(std::string name, std::string_view ending) {
  if (name.size() > ending.size() && name.ends_with(ending)) {
    name.resize(name.size() - ending.size());
  }
  return name;
}

std::string weightOwner(const std::string& weight) {
  const std::string name = withoutEnding(weight, ":0");
  for (const std::string_view ending : kWeightEndings) {
    std::string owner = withoutEnding(name, ending);
    if (owner != name && !isMadeUp(owner)) {
      return owner;
    }
  }
  return {};
}

std::vector<std::string> pathSegments(const std::string& path) {
  std::vector<std::string> segments;
  for (size_t start = 0; start <= path.size();) {
    const size_t end = std::min(path.find('/', start), path.size());
    if (end > start) {
      segments.push_back(path.substr(start, end - start));
    }
    start = end + 1;
  }
  return segments;
}

// PyTorch repeats the path of containers: /layer1/layer1.0/conv1/Conv is layer1.0.conv1.
std::string pathName(const std::string& path, const std::string& operation) {
  std::vector<std::string> segments = pathSegments(path);
  const auto isOperation = [&](const std::string& segment) {
    return segment == operation || segment.starts_with(operation + "_");
  };
  if (segments.size() > 1 && isOperation(segments.back())) {
    segments.pop_back();
  }
  const bool fromPyTorch = path.front() == '/';
  std::string name;
  for (size_t i = 0; i < segments.size(); ++i) {
    const bool repeated =
        fromPyTorch && i + 1 < segments.size() && segments[i + 1].starts_with(segments[i] + ".");
    if (!repeated) {
      name += (name.empty() ? "" : fromPyTorch ? "." : "/") + segments[i];
    }
  }
  return name;
}

std::string nodeName(const OnnxNode& node) {
  constexpr std::string_view kPrefix = "node_";
  if (isMadeUp(node.name)) {
    return {};
  }
  return node.name.starts_with(kPrefix) ? node.name.substr(kPrefix.size())
                                        : pathName(node.name, node.operation);
}

}  // namespace

std::string onnxLayerName(const OnnxNode& node, const std::string& weight) {
  std::string name = weightOwner(weight);
  if (name.empty()) {
    name = nodeName(node);
  }
  if (name.empty() && !isMadeUp(weight)) {
    name = weight;
  }
  if (name.empty() && !node.outputs.empty() && !isMadeUp(node.outputs.front())) {
    name = node.outputs.front();
  }
  return name.empty() ? node.operation : name;
}

}  // namespace maacc
