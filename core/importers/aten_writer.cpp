#include "core/importers/aten_writer.h"

#include <cstring>
#include <utility>

#include "core/base/error.h"
#include "core/importers/onnx_writer.h"

namespace maacc {
namespace {

OnnxType onnxType(TorchType type) {
  switch (type) {
    case TorchType::Float:
      return OnnxType::Float;
    case TorchType::Double:
      return OnnxType::Double;
    case TorchType::Half:
      return OnnxType::Float16;
    case TorchType::Bfloat16:
      return OnnxType::Bfloat16;
    case TorchType::Int64:
      return OnnxType::Int64;
    case TorchType::Int32:
      return OnnxType::Int32;
    case TorchType::Int16:
      return OnnxType::Int16;
    case TorchType::Int8:
      return OnnxType::Int8;
    case TorchType::Uint8:
      return OnnxType::Uint8;
    case TorchType::Bool:
      return OnnxType::Bool;
    case TorchType::Unknown:
      break;
  }
  return OnnxType::Undefined;
}

}  // namespace

AtenWriter::AtenWriter(AtenGraph graph) : graph_(std::move(graph)) {
  model_.file = graph_.file;
  model_.opset = kOpset;
  for (const std::string& input : graph_.inputs) {
    const AtenValue& value = graph_.values[input];
    model_.inputs.push_back({input, true, value.shape, onnxType(value.type)});
  }
  for (const auto& [input, axis] : graph_.openAxes) {
    for (OnnxValueInfo& info : model_.inputs) {
      // The batch that the program was exported with stays: sizes in the program are multiples of
      // it.
      if (info.name == input && axis > 0 && axis < info.shape.size()) {
        info.shape[axis] = OnnxValueInfo::kOpen;
      }
    }
  }
  for (const auto& [name, tensor] : graph_.tensors) {
    graph_.values[name] = {tensor.shape, tensor.type};
    addTensor(name, tensor);
  }
  graph_.tensors.clear();
}

void AtenWriter::addTensor(const std::string& name, const TorchTensor& tensor) {
  ProtoWriter message;
  message.packedIntegers(1, tensor.shape);
  message.integer(2, static_cast<int64_t>(onnxType(tensor.type)));
  message.bytes(8, name);
  message.bytes(9, {reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()});
  const std::string& bytes = message.message();
  places_.emplace_back(content_.size(), bytes.size());
  content_.insert(content_.end(), bytes.begin(), bytes.end());
  model_.initializers.push_back({name, tensor.shape, onnxType(tensor.type), {}});
}

OnnxModel AtenWriter::finish() {
  for (const std::string& output : graph_.outputs) {
    if (isStale(output)) {
      throw Error(
          ErrorCode::Unsupported,
          graph_.file + ": the model's output '" + output +
              "' is a tensor whose numbers an operator changed in place through a view; use "
              "operators that do not work in place there");
    }
    model_.outputs.push_back(use(output));
  }
  model_.content = std::make_shared<const std::vector<unsigned char>>(std::move(content_));
  const ProtoBytes all = *model_.content;
  for (size_t i = 0; i < places_.size(); ++i) {
    model_.initializers[i].message = all.subspan(places_[i].first, places_[i].second);
  }
  return std::move(model_);
}

const AtenValue* AtenWriter::find(const std::string& name) const {
  const auto found = graph_.values.find(name);
  return found == graph_.values.end() ? nullptr : &found->second;
}

std::string AtenWriter::use(const std::string& name) {
  const auto pending = transposed_.find(name);
  if (pending != transposed_.end() && written_.insert(name).second) {
    OnnxNode node;
    node.operation = "Transpose";
    node.shown = "aten::transpose";
    node.name = name;
    node.inputs = {pending->second};
    node.outputs = {name};
    OnnxAttribute permutation;
    permutation.name = "perm";
    permutation.integers = {1, 0};
    node.attributes = {permutation};
    addNode(std::move(node));
  }
  const auto found = current_.find(name);
  return found == current_.end() ? name : found->second;
}

std::string AtenWriter::transposedFrom(const std::string& name) const {
  const auto found = transposed_.find(name);
  return found == transposed_.end() ? std::string() : found->second;
}

std::string AtenWriter::storageOf(const std::string& name) const {
  const auto found = storages_.find(name);
  return found == storages_.end() ? name : found->second;
}

void AtenWriter::alias(const std::string& output, const std::string& input, bool shares) {
  const std::string source = transposedFrom(input);
  if (source.empty()) {
    current_[output] = use(input);
  } else {
    transposed_[output] = source;
  }
  if (shares) {
    view(output, input);
  }
}

void AtenWriter::setTransposed(const std::string& output, const std::string& input) {
  transposed_[output] = use(input);
  view(output, input);
}

void AtenWriter::view(const std::string& output, const std::string& input) {
  storages_[output] = storageOf(input);
}

void AtenWriter::changedInPlace(const std::string& self, const std::string& output) {
  const std::string storage = storageOf(self);
  for (const auto& [name, other] : storages_) {
    if (other == storage && name != self && name != output) {
      stale_.insert(name);
    }
  }
  if (storage != self && storage != output) {
    stale_.insert(storage);
  }
  current_[self] = use(output);
  storages_[output] = storage;
  stale_.erase(output);
}

std::string AtenWriter::addConstant(const std::string& name,
                                    const Shape& shape,
                                    std::vector<float> values) {
  TorchTensor tensor{shape, TorchType::Float, {}};
  tensor.bytes.resize(values.size() * sizeof(float));
  if (!values.empty()) {
    std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
  }
  addTensor(name, tensor);
  return name;
}

std::string AtenWriter::addConstant(const std::string& name, std::vector<int64_t> values) {
  TorchTensor tensor{{static_cast<int64_t>(values.size())}, TorchType::Int64, {}};
  tensor.bytes.resize(values.size() * sizeof(int64_t));
  if (!values.empty()) {
    std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
  }
  addTensor(name, tensor);
  return name;
}

}  // namespace maacc
