#include "core/importers/aten_operator.h"

#include <cmath>
#include <utility>

#include "core/base/error.h"

namespace maacc {
namespace {

OnnxAttribute named(const char* name) {
  OnnxAttribute attribute;
  attribute.name = name;
  return attribute;
}

}  // namespace

OnnxAttribute onnxSetting(const char* name, int64_t value) {
  OnnxAttribute attribute = named(name);
  attribute.integer = value;
  return attribute;
}

OnnxAttribute onnxSetting(const char* name, double value) {
  OnnxAttribute attribute = named(name);
  attribute.number = value;
  return attribute;
}

OnnxAttribute onnxSetting(const char* name, const char* value) {
  OnnxAttribute attribute = named(name);
  attribute.text = value;
  return attribute;
}

OnnxAttribute onnxSetting(const char* name, std::vector<int64_t> values) {
  OnnxAttribute attribute = named(name);
  attribute.integers = std::move(values);
  return attribute;
}

std::string AtenOperator::place() const {
  return writer_.graph().file + ": node '" + node_.name + "' (" + node_.operation + ")";
}

void AtenOperator::unsupported(const std::string& what) const {
  throw Error(ErrorCode::Unsupported, place() + ": " + what);
}

void AtenOperator::badInput(const std::string& what) const {
  throw Error(ErrorCode::BadInput, place() + ": " + what);
}

const std::string& AtenOperator::output(size_t which) const {
  if (which >= node_.outputs.size()) {
    badInput("it has no output; export the model again");
  }
  return node_.outputs[which];
}

const AtenArgument* AtenOperator::find(const char* name) const {
  for (const auto& [key, value] : node_.arguments) {
    if (key == name) {
      return std::holds_alternative<std::monostate>(value) ? nullptr : &value;
    }
  }
  return nullptr;
}

bool AtenOperator::has(const char* name) const { return find(name) != nullptr; }

bool AtenOperator::isTensor(const char* name) const {
  const AtenArgument* argument = find(name);
  return argument != nullptr && std::holds_alternative<AtenName>(*argument);
}

int64_t AtenOperator::integer(const char* name, int64_t fallback) const {
  const AtenArgument* argument = find(name);
  if (argument == nullptr) {
    return fallback;
  }
  if (const auto* value = std::get_if<int64_t>(argument)) {
    return *value;
  }
  if (const auto* value = std::get_if<bool>(argument)) {
    return *value ? 1 : 0;
  }
  unsupported(std::string("its ") + name + " is no whole number");
}

double AtenOperator::number(const char* name, double fallback) const {
  const AtenArgument* argument = find(name);
  const auto* value = argument == nullptr ? nullptr : std::get_if<double>(argument);
  if (argument == nullptr || value != nullptr) {
    return value == nullptr ? fallback : *value;
  }
  if (std::holds_alternative<int64_t>(*argument) || std::holds_alternative<bool>(*argument)) {
    return static_cast<double>(integer(name, 0));
  }
  unsupported(std::string("its ") + name + " is no number");
}

bool AtenOperator::boolean(const char* name, bool fallback) const {
  return integer(name, fallback ? 1 : 0) != 0;
}

std::string AtenOperator::text(const char* name, const std::string& fallback) const {
  const AtenArgument* argument = find(name);
  const auto* value = argument == nullptr ? nullptr : std::get_if<std::string>(argument);
  return value == nullptr ? fallback : *value;
}

std::vector<int64_t> AtenOperator::integers(const char* name) const {
  const AtenArgument* argument = find(name);
  if (argument == nullptr) {
    return {};
  }
  if (const auto* list = std::get_if<std::vector<int64_t>>(argument)) {
    return *list;
  }
  return {integer(name, 0)};
}

std::vector<int64_t> AtenOperator::sizes(const char* name, size_t count, int64_t fallback) const {
  std::vector<int64_t> values = integers(name);
  if (values.empty()) {
    values = {fallback};
  }
  if (values.size() == 1) {
    values.assign(count, values.front());
  }
  if (values.size() != count) {
    badInput(std::string("its ") + name + " has " + std::to_string(values.size()) +
             " numbers, but " + std::to_string(count) + " are needed");
  }
  return values;
}

const std::string& AtenOperator::tensorName(const char* name) const {
  const AtenArgument* argument = find(name);
  const auto* value = argument == nullptr ? nullptr : std::get_if<AtenName>(argument);
  if (value == nullptr) {
    badInput(std::string("its ") + name + " is no tensor");
  }
  return value->value;
}

std::string AtenOperator::tensor(const char* name) const {
  const std::string& value = tensorName(name);
  if (writer_.isStale(value)) {
    unsupported(
        "it reads a tensor whose numbers another operator changed in place through a view; "
        "use operators that do not work in place there");
  }
  return writer_.use(value);
}

std::string AtenOperator::optionalTensor(const char* name) const {
  return has(name) ? tensor(name) : std::string();
}

std::vector<std::string> AtenOperator::tensors(const char* name) const {
  const AtenArgument* argument = find(name);
  const auto* list = argument == nullptr ? nullptr : std::get_if<std::vector<AtenName>>(argument);
  if (list == nullptr || list->empty()) {
    badInput(std::string("its ") + name + " is no list of tensors");
  }
  std::vector<std::string> names;
  for (const AtenName& value : *list) {
    if (writer_.isStale(value.value)) {
      unsupported("it reads a tensor that was changed in place through a view");
    }
    names.push_back(writer_.use(value.value));
  }
  return names;
}

std::string AtenOperator::tensorOrNumber(const char* name) const {
  return isTensor(name) ? tensor(name) : constant(name, number(name, 0));
}

const Shape& AtenOperator::shape(const char* name) const {
  const std::string& value = tensorName(name);
  const AtenValue* found = writer_.find(value);
  if (found == nullptr) {
    badInput("its input '" + value + "' is made by no operator before it; export the model again");
  }
  return found->shape;
}

const Shape& AtenOperator::outputShape(size_t which) const {
  const AtenValue* found = writer_.find(output(which));
  if (found == nullptr) {
    badInput("the shape of its result is missing; export the model again");
  }
  return found->shape;
}

int64_t AtenOperator::axis(const char* name, int64_t fallback, size_t rank) const {
  const int64_t value = integer(name, fallback);
  const auto count = static_cast<int64_t>(rank);
  if (value < -count || value >= count) {
    badInput("it names axis " + std::to_string(value) + " of a value with " +
             std::to_string(count) + " axes");
  }
  return value < 0 ? value + count : value;
}

std::string AtenOperator::constant(const char* name, double value) const {
  return writer_.addConstant("val_" + output() + "." + name, Shape{}, {static_cast<float>(value)});
}

std::string AtenOperator::constant(const char* name, std::vector<int64_t> values) const {
  return writer_.addConstant("val_" + output() + "." + name, std::move(values));
}

std::string AtenOperator::filled(const char* name, int64_t count, float value) const {
  constexpr int64_t kMost = int64_t{1} << 20;
  if (count < 0 || count > kMost) {
    badInput("it has " + std::to_string(count) + " channels");
  }
  return writer_.addConstant("val_" + output() + "." + name, {count},
                             std::vector<float>(static_cast<size_t>(count), value));
}

void AtenOperator::emit(const std::string& onnxOperation,
                        std::vector<std::string> inputs,
                        std::vector<OnnxAttribute> attributes) const {
  OnnxNode made;
  made.operation = onnxOperation;
  made.shown = node_.operation;
  made.name = node_.name;
  made.inputs = std::move(inputs);
  made.outputs = {output()};
  made.attributes = std::move(attributes);
  writer_.addNode(std::move(made));
}

std::string AtenOperator::between(const std::string& onnxOperation,
                                  std::vector<std::string> inputs,
                                  std::vector<OnnxAttribute> attributes) const {
  OnnxNode made;
  made.operation = onnxOperation;
  made.shown = node_.operation;
  made.name = node_.name;
  made.inputs = std::move(inputs);
  made.outputs = {"val_" + output() + "." + onnxOperation};
  made.attributes = std::move(attributes);
  std::string name = made.outputs.front();
  writer_.addNode(std::move(made));
  return name;
}

}  // namespace maacc
