#include "core/importers/pt2_graph.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>

#include "core/base/error.h"
#include "core/importers/pt2_names.h"

namespace maacc {
namespace {

using nlohmann::json;

constexpr size_t kMostNodes = 1 << 16;
constexpr int kDeepest = 64;

[[noreturn]] void damaged(const std::string& place, const std::string& what) {
  throw Error(ErrorCode::BadInput,
              place + ": the exported program is damaged, " + what + "; export the model again");
}

const json& member(const json& object, const char* key, const std::string& place) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (!object.is_object() || found == object.end()) {
    damaged(place, std::string("'") + key + "' is missing");
  }
  return *found;
}

const json& listMember(const json& object, const char* key, const std::string& place) {
  const json& list = member(object, key, place);
  if (!list.is_array()) {
    damaged(place, std::string("'") + key + "' is no list");
  }
  return list;
}

std::string textMember(const json& object, const char* key, const std::string& place) {
  const json& text = member(object, key, place);
  if (!text.is_string()) {
    damaged(place, std::string("'") + key + "' is no text");
  }
  return text.get<std::string>();
}

int64_t wholeNumber(const json& value, const std::string& place) {
  if (!value.is_number_integer() ||
      (value.is_number_unsigned() &&
       value.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))) {
    damaged(place, "a number is no whole number");
  }
  return value.get<int64_t>();
}

// {"as_int": 3}, or {"as_expr": {"expr_str": "s0", "hint": {"as_int": 2}}}: with the size that the
// program was exported with.
int64_t exampleSize(const json& size, const std::string& place) {
  if (size.is_object() && size.contains("as_int")) {
    return wholeNumber(size["as_int"], place);
  }
  const json& expression = member(size, "as_expr", place);
  const auto hint = expression.is_object() ? expression.find("hint") : expression.end();
  if (!expression.is_object() || hint == expression.end() || !hint->is_object() ||
      !hint->contains("as_int")) {
    throw Error(ErrorCode::Unsupported,
                place +
                    ": the program leaves a size open and keeps no example of it; export it with "
                    "fixed sizes");
  }
  return wholeNumber((*hint)["as_int"], place);
}

double floatNumber(const json& value, const std::string& place) {
  if (value.is_number()) {
    return value.get<double>();
  }
  const std::string text = value.is_string() ? value.get<std::string>() : std::string();
  if (text == "Infinity" || text == "inf") {
    return std::numeric_limits<double>::infinity();
  }
  if (text == "-Infinity" || text == "-inf") {
    return -std::numeric_limits<double>::infinity();
  }
  damaged(place, "a number is none");
}

class GraphReader {
 public:
  GraphReader(const json& program, const std::string& file, const Pt2Tensors& tensors)
      : module_(member(program, "graph_module", file)),
        graph_(member(module_, "graph", file)),
        file_(file),
        tensors_(tensors) {
    result_.file = file;
  }

  AtenGraph read() {
    readSymbols();
    readValues();
    readSignature();
    const json& nodes = listMember(graph_, "nodes", file_);
    if (nodes.size() > kMostNodes) {
      damaged(file_, "it has more than " + std::to_string(kMostNodes) + " operators");
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
    symbols_[name] = exampleSize(size, file_);
  }
}

void GraphReader::readValues() {
  const json& values = member(graph_, "tensor_values", file_);
  if (!values.is_object()) {
    damaged(file_, "'tensor_values' is no table");
  }
  for (const auto& [name, meta] : values.items()) {
    const std::string place = file_ + ": value '" + name + "'";
    AtenValue& value = result_.values[name];
    for (const json& size : listMember(meta, "sizes", place)) {
      value.shape.push_back(exampleSize(size, place));
    }
    const auto type = torchSchemaType(wholeNumber(member(meta, "dtype", place), place));
    value.type = type.value_or(OnnxType::Undefined);
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
    damaged(file_, "an input is not described");
  }
  const auto& [kind, content] = *spec.items().begin();
  const auto value = [&] { return textMember(member(content, "arg", file_), "name", file_); };
  if (kind == "parameter") {
    readTensor(value(), textMember(content, "parameter_name", file_), false);
  } else if (kind == "buffer") {
    const auto persistent = content.find("persistent");
    const bool isStored =
        persistent == content.end() || !persistent->is_boolean() || persistent->get<bool>();
    readTensor(value(), textMember(content, "buffer_name", file_), !isStored);
  } else if (kind == "tensor_constant") {
    readTensor(value(), textMember(content, "tensor_constant_name", file_), true);
  } else if (kind == "user_input") {
    const json& argument = member(content, "arg", file_);
    if (!argument.is_object() || !argument.contains("as_tensor")) {
      throw Error(ErrorCode::Unsupported,
                  file_ + ": an input of the model is no tensor; export it with one tensor");
    }
    const std::string name = textMember(argument["as_tensor"], "name", file_);
    result_.inputs.push_back(name);
    const json& sizes =
        member(member(member(graph_, "tensor_values", file_), name.c_str(), file_), "sizes", file_);
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
  const json& signature = member(module_, "signature", file_);
  for (const json& spec : listMember(signature, "input_specs", file_)) {
    readInput(spec);
  }
  for (const json& spec : listMember(signature, "output_specs", file_)) {
    if (spec.is_object() && spec.contains("user_output")) {
      const json& argument = member(spec["user_output"], "arg", file_);
      const AtenName output = nameOf(member(argument, "as_tensor", file_), file_);
      result_.outputs.push_back(output.value);
    }
  }
}

AtenName GraphReader::nameOf(const json& tensor, const std::string& place) const {
  const std::string name = textMember(tensor, "name", place);
  const auto found = renamed_.find(name);
  return {found == renamed_.end() ? name : found->second};
}

// {"as_name": "sym_size_int"} or {"as_int": 3}
int64_t GraphReader::symbol(const json& value, const std::string& place) const {
  if (value.is_object() && value.contains("as_int")) {
    return wholeNumber(value["as_int"], place);
  }
  const std::string name = textMember(value, "as_name", place);
  const auto found = symbols_.find(name);
  if (found == symbols_.end()) {
    damaged(place, "the size '" + name + "' is not known");
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
                   [&](const json& entry) { return floatNumber(entry, place); });
    return numbers;
  }
  if (kind == "as_ints" || kind == "as_sym_ints" || kind == "as_bools") {
    std::vector<int64_t> numbers;
    for (const json& entry : value) {
      numbers.push_back(kind == "as_sym_ints" ? symbol(entry, place)
                        : entry.is_boolean()  ? static_cast<int64_t>(entry.get<bool>())
                                              : wholeNumber(entry, place));
    }
    return numbers;
  }
  return std::nullopt;
}

AtenArgument GraphReader::readArgument(const json& argument, const std::string& place) const {
  if (!argument.is_object() || argument.size() != 1) {
    damaged(place, "an argument is not described");
  }
  const auto& [kind, value] = *argument.items().begin();
  if (const auto list = readList(kind, value, place)) {
    return *list;
  }
  if (kind == "as_tensor") {
    return nameOf(value, place);
  }
  if (kind == "as_int") {
    return wholeNumber(value, place);
  }
  if (kind == "as_sym_int") {
    return symbol(value, place);
  }
  if (kind == "as_float") {
    return floatNumber(value, place);
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
  const std::string target = textMember(node, "target", file_);
  AtenNode made;
  for (const json& output : listMember(node, "outputs", file_)) {
    if (output.is_object() && output.contains("as_tensor")) {
      made.outputs.push_back(nameOf(output["as_tensor"], file_).value);
    } else if (output.is_object() && output.contains("as_tensors")) {
      for (const json& entry : listMember(output, "as_tensors", file_)) {
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
  for (const json& input : listMember(node, "inputs", place)) {
    made.arguments.emplace_back(textMember(input, "name", place),
                                readArgument(member(input, "arg", place), place));
  }
  result_.nodes.push_back(std::move(made));
}

// Python's json writes NaN, Infinity and -Infinity as bare words.
std::string withoutBareWords(const std::string& text) {
  std::string result;
  result.reserve(text.size());
  bool isText = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (isText && c == '\\' && i + 1 < text.size()) {
      result += c;
      result += text[++i];
      continue;
    }
    isText = c == '"' ? !isText : isText;
    const std::string_view rest = std::string_view(text).substr(i);
    bool isWord = false;
    for (const std::string_view word : {"-Infinity", "Infinity", "NaN"}) {
      if (!isText && rest.starts_with(word)) {
        result += '"';
        result += word;
        result += '"';
        i += word.size() - 1;
        isWord = true;
        break;
      }
    }
    if (!isWord) {
      result += c;
    }
  }
  return result;
}

}  // namespace

json parsePt2Json(const std::string& text, const std::string& place) {
  const auto limitDepth = [&](int depth, json::parse_event_t, json&) {
    if (depth > kDeepest) {
      damaged(place, "its JSON is nested more than " + std::to_string(kDeepest) + " deep");
    }
    return true;
  };
  try {
    return json::parse(withoutBareWords(text), limitDepth);
  } catch (const json::exception& error) {
    damaged(place, std::string("it is no JSON (") + error.what() + ")");
  }
}

AtenGraph readPt2Graph(const json& program, const std::string& file, const Pt2Tensors& tensors) {
  return GraphReader(program, file, tensors).read();
}

TorchView readPt2View(const json& meta, const std::string& place) {
  TorchView view;
  const int64_t number = wholeNumber(member(meta, "dtype", place), place);
  const auto type = torchSchemaType(number);
  if (!type) {
    throw Error(ErrorCode::Unsupported, place + ": it has numbers of the type " +
                                            std::to_string(number) +
                                            " of torch.export, which is not read");
  }
  view.type = *type;
  for (const json& size : listMember(meta, "sizes", place)) {
    view.shape.push_back(exampleSize(size, place));
  }
  for (const json& stride : listMember(meta, "strides", place)) {
    view.strides.push_back(exampleSize(stride, place));
  }
  if (meta.contains("storage_offset")) {
    view.offset = exampleSize(meta["storage_offset"], place);
  }
  return view;
}

}  // namespace maacc
