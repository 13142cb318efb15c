#include "core/importers/pt2_graph.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>

#include "core/base/error.h"
#include "core/importers/pt2_json.h"
#include "core/importers/pt2_names.h"

namespace maacc {
namespace {

using nlohmann::json;

constexpr size_t kMostNodes = 1 << 16;

class GraphReader {
 public:
  GraphReader(const json& program, const std::string& file, const Pt2Tensors& tensors)
      : module_(pt2Member(program, "graph_module", file)),
        graph_(pt2Member(module_, "graph", file)),
        file_(file),
        tensors_(tensors) {
    result_.file = file;
  }

  AtenGraph read() {
    readSymbols();
    readValues();
    readSignature();
    const json& nodes = pt2List(graph_, "nodes", file_);
    if (nodes.size() > kMostNodes) {
      damagedPt2(file_, "it has more than " + std::to_string(kMostNodes) + " operators");
    }
    for (const json& node : nodes) {
      readNode(node);
    }
    return std::move(result_);
  }

 private:
  void readSymbols();
  void readValues();
  void readSignature();
  void readInput(const json& spec);
  void readTensor(const std::string& value, const std::string& name, bool isConstant);
  void readNode(const json& node);
  AtenArgument readArgument(const json& argument, const std::string& place) const;
  std::optional<AtenArgument> readList(const std::string& kind,
                                       const json& value,
                                       const std::string& place) const;
  int64_t symbol(const json& value, const std::string& place) const;
  AtenName nameOf(const json& tensor, const std::string& place) const;

  const json& module_;
  const json& graph_;
  const std::string& file_;
  const Pt2Tensors& tensors_;
  AtenGraph result_;
  std::unordered_map<std::string, int64_t> symbols_;
  std::unordered_map<std::string, std::string> renamed_;  // to the author's names
};

void GraphReader::readSymbols() {
  const auto found = graph_.find("sym_int_values");
  if (found == graph_.end() || !found->is_object()) {
    return;
  }
  for (const auto& [name, size] : found->items()) {
    symbols_[name] = pt2Size(size, file_);
  }
}

void GraphReader::readValues() {
  const json& values = pt2Member(graph_, "tensor_values", file_);
  if (!values.is_object()) {
    damagedPt2(file_, "'tensor_values' is no table");
  }
  for (const auto& [name, meta] : values.items()) {
    const std::string place = file_ + ": value '" + name + "'";
    AtenValue& value = result_.values[name];
    for (const json& size : pt2List(meta, "sizes", place)) {
      value.shape.push_back(pt2Size(size, place));
    }
    const auto type = torchSchemaType(pt2Integer(pt2Member(meta, "dtype", place), place));
    value.type = type.value_or(TorchType::Unknown);
  }
}

void GraphReader::readTensor(const std::string& value, const std::string& name, bool isConstant) {
  // Values of the graph keep their names.
  const bool isTaken =
      result_.values.count(name) > 0 || result_.tensors.count(name) > 0 || name.empty();
  const std::string& known = isTaken ? value : name;
  result_.values.erase(value);
  renamed_[value] = known;
  result_.tensors.insert_or_assign(known, tensors_(name, isConstant));
}

void GraphReader::readInput(const json& spec) {
  if (!spec.is_object() || spec.size() != 1) {
    damagedPt2(file_, "an input is not described");
  }
  const std::string kind = spec.begin().key();
  const json& content = spec.begin().value();
  const auto value = [&] { return pt2Text(pt2Member(content, "arg", file_), "name", file_); };
  if (kind == "parameter") {
    readTensor(value(), pt2Text(content, "parameter_name", file_), false);
  } else if (kind == "buffer") {
    const auto persistent = content.find("persistent");
    const bool isStored =
        persistent == content.end() || !persistent->is_boolean() || persistent->get<bool>();
    readTensor(value(), pt2Text(content, "buffer_name", file_), !isStored);
  } else if (kind == "tensor_constant") {
    readTensor(value(), pt2Text(content, "tensor_constant_name", file_), true);
  } else if (kind == "user_input") {
    const json& argument = pt2Member(content, "arg", file_);
    if (!argument.is_object() || !argument.contains("as_tensor")) {
      throw Error(ErrorCode::Unsupported,
                  file_ + ": an input of the model is no tensor; export it with one tensor");
    }
    const std::string name = pt2Text(argument["as_tensor"], "name", file_);
    result_.inputs.push_back(name);
    const json& sizes = pt2Member(
        pt2Member(pt2Member(graph_, "tensor_values", file_), name.c_str(), file_), "sizes", file_);
    for (size_t axis = 0; axis < sizes.size(); ++axis) {
      if (sizes[axis].contains("as_expr")) {
        result_.openAxes.emplace_back(name, axis);
      }
    }
  } else if (kind != "token") {
    throw Error(ErrorCode::Unsupported,
                file_ + ": an input of the model is a " + kind + "; export it with one tensor");
  }
}

void GraphReader::readSignature() {
  const json& signature = pt2Member(module_, "signature", file_);
  for (const json& spec : pt2List(signature, "input_specs", file_)) {
    readInput(spec);
  }
  for (const json& spec : pt2List(signature, "output_specs", file_)) {
    if (spec.is_object() && spec.contains("user_output")) {
      const json& argument = pt2Member(spec["user_output"], "arg", file_);
      const AtenName output = nameOf(pt2Member(argument, "as_tensor", file_), file_);
      result_.outputs.push_back(output.value);
    }
  }
}

AtenName GraphReader::nameOf(const json& tensor, const std::string& place) const {
  const std::string name = pt2Text(tensor, "name", place);
  const auto found = renamed_.find(name);
  return {found == renamed_.end() ? name : found->second};
}

// {"as_name": "sym_size_int"} or {"as_int": 3}
int64_t GraphReader::symbol(const json& value, const std::string& place) const {
  if (value.is_object() && value.contains("as_int")) {
    return pt2Integer(value["as_int"], place);
  }
  const std::string name = pt2Text(value, "as_name", place);
  const auto found = symbols_.find(name);
  if (found == symbols_.end()) {
    damagedPt2(place, "the size '" + name + "' is not known");
  }
  return found->second;
}

std::optional<AtenArgument> GraphReader::readList(const std::string& kind,
                                                  const json& value,
                                                  const std::string& place) const {
  if (!value.is_array()) {
    return std::nullopt;
  }
  if (kind == "as_tensors" || kind == "as_optional_tensors") {
    std::vector<AtenName> names;
    for (const json& entry : value) {
      const bool isOptional = entry.is_object() && entry.contains("as_tensor");
      const bool isNone = entry.is_object() && entry.contains("as_none");
      names.push_back(isNone ? AtenName() : nameOf(isOptional ? entry["as_tensor"] : entry, place));
    }
    return names;
  }
  if (kind == "as_floats") {
    std::vector<double> numbers;
    std::transform(value.begin(), value.end(), std::back_inserter(numbers),
                   [&](const json& entry) { return pt2Float(entry, place); });
    return numbers;
  }
  if (kind == "as_ints" || kind == "as_sym_ints" || kind == "as_bools") {
    std::vector<int64_t> numbers;
    for (const json& entry : value) {
      numbers.push_back(kind == "as_sym_ints" ? symbol(entry, place)
                        : entry.is_boolean()  ? static_cast<int64_t>(entry.get<bool>())
                                              : pt2Integer(entry, place));
    }
    return numbers;
  }
  return std::nullopt;
}

AtenArgument GraphReader::readArgument(const json& argument, const std::string& place) const {
  if (!argument.is_object() || argument.size() != 1) {
    damagedPt2(place, "an argument is not described");
  }
  const std::string kind = argument.begin().key();
  const json& value = argument.begin().value();
  if (const auto list = readList(kind, value, place)) {
    return *list;
  }
  if (kind == "as_tensor") {
    return nameOf(value, place);
  }
  if (kind == "as_int") {
    return pt2Integer(value, place);
  }
  if (kind == "as_sym_int") {
    return symbol(value, place);
  }
  if (kind == "as_float") {
    return pt2Float(value, place);
  }
  if (kind == "as_bool" && value.is_boolean()) {
    return value.get<bool>();
  }
  if (kind == "as_string" && value.is_string()) {
    return value.get<std::string>();
  }
  if (kind == "as_graph" || kind == "as_custom_obj" || kind == "as_operator" ||
      kind == "as_sym_bool" || kind == "as_sym_float" || kind == "as_complex") {
    throw Error(ErrorCode::Unsupported,
                place + ": it has an argument of the kind " + kind + ", which is not supported");
  }
  // None, and what only says how numbers are kept: types, layouts, devices.
  return std::monostate();
}

void GraphReader::readNode(const json& node) {
  const std::string target = pt2Text(node, "target", file_);
  AtenNode made;
  for (const json& output : pt2List(node, "outputs", file_)) {
    if (output.is_object() && output.contains("as_tensor")) {
      made.outputs.push_back(nameOf(output["as_tensor"], file_).value);
    } else if (output.is_object() && output.contains("as_tensors")) {
      for (const json& entry : pt2List(output, "as_tensors", file_)) {
        made.outputs.push_back(nameOf(entry, file_).value);
      }
    }
  }
  if (made.outputs.empty() && isPt2Bookkeeping(target)) {
    return;  // arithmetic of sizes, which the file holds the results of, and checks
  }
  made.operation = pt2OperatorName(target);
  const auto metadata = node.find("metadata");
  const auto stack = metadata == node.end() || !metadata->is_object()
                         ? json::const_iterator()
                         : metadata->find("nn_module_stack");
  const bool hasStack = metadata != node.end() && metadata->is_object() &&
                        stack != metadata->end() && stack->is_string();
  made.name = pt2NodeName(hasStack ? stack->get<std::string>() : std::string(), made.operation,
                          made.outputs.empty() ? target : made.outputs.front());
  const std::string place = file_ + ": node '" + made.name + "' (" + made.operation + ")";
  for (const json& input : pt2List(node, "inputs", place)) {
    made.arguments.emplace_back(pt2Text(input, "name", place),
                                readArgument(pt2Member(input, "arg", place), place));
  }
  result_.nodes.push_back(std::move(made));
}

}  // namespace

AtenGraph readPt2Graph(const json& program, const std::string& file, const Pt2Tensors& tensors) {
  return GraphReader(program, file, tensors).read();
}

}  // namespace maacc
