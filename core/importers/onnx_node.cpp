#include "core/importers/onnx_node.h"

#include <algorithm>

#include "core/base/error.h"

namespace maacc {
namespace {

std::string nodePlace(const OnnxNode& node, const std::string& file) {
  const std::string kind = !node.shown.empty()   ? node.shown
                           : node.domain.empty() ? node.operation
                                                 : node.domain + "." + node.operation;
  const bool named = !node.name.empty();
  const std::string result = node.outputs.empty() ? std::string() : node.outputs.front();
  return file + (named ? ": node '" + node.name : ": the node that makes '" + result) + "' (" +
         kind + ")";
}

}  // namespace

OnnxNodeReader::OnnxNodeReader(const OnnxNode& node, const std::string& file, int64_t opset)
    : node_(&node), place_(nodePlace(node, file)), opset_(opset) {}

bool OnnxNodeReader::hasInput(size_t which) const {
  return which < node_->inputs.size() && !node_->inputs[which].empty();
}

const OnnxAttribute* OnnxNodeReader::find(const char* name) const {
  const auto found =
      std::find_if(node_->attributes.begin(), node_->attributes.end(),
                   [&](const OnnxAttribute& attribute) { return attribute.name == name; });
  return found == node_->attributes.end() ? nullptr : &*found;
}

int64_t OnnxNodeReader::integer(const char* name, int64_t fallback) const {
  const OnnxAttribute* attribute = find(name);
  return attribute == nullptr ? fallback : attribute->integer;
}

double OnnxNodeReader::number(const char* name, double fallback) const {
  const OnnxAttribute* attribute = find(name);
  return attribute == nullptr ? fallback : attribute->number;
}

std::string OnnxNodeReader::text(const char* name, const std::string& fallback) const {
  const OnnxAttribute* attribute = find(name);
  return attribute == nullptr ? fallback : attribute->text;
}

std::vector<int64_t> OnnxNodeReader::integers(const char* name) const {
  const OnnxAttribute* attribute = find(name);
  return attribute == nullptr ? std::vector<int64_t>() : attribute->integers;
}

std::vector<int64_t> OnnxNodeReader::sizes(
    const char* name, size_t count, int64_t low, int64_t high, int64_t fallback) const {
  std::vector<int64_t> values = integers(name);
  if (values.empty()) {
    values.assign(count, fallback);
    return values;
  }
  const bool sound = values.size() == count &&
                     std::all_of(values.begin(), values.end(),
                                 [&](int64_t value) { return value >= low && value <= high; });
  if (!sound) {
    badInput(std::string("its ") + name + " are " + shapeText(values) + ", but " +
             std::to_string(count) + " numbers from " + std::to_string(low) + " to " +
             std::to_string(high) + " are needed");
  }
  return values;
}

int64_t OnnxNodeReader::axis(int64_t value, int64_t rank) const {
  if (value < -rank || value >= rank) {
    badInput("it names axis " + std::to_string(value) + " of a value with " + std::to_string(rank) +
             " axes");
  }
  return value < 0 ? value + rank : value;
}

void OnnxNodeReader::badInput(const std::string& what) const {
  throw Error(ErrorCode::BadInput, place_ + ": " + what);
}

void OnnxNodeReader::unsupported(const std::string& what) const {
  throw Error(ErrorCode::Unsupported, place_ + ": " + what);
}

}  // namespace maacc
