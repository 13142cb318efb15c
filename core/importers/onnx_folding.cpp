#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include "core/importers/onnx_folding_parts.h"

namespace maacc {
namespace onnx_folding {
namespace {

void set(OnnxConstant& constant, size_t index, double value) {
  constexpr double kLargest = 9.0e18;
  if (constant.isFloat) {
    constant.floats[index] = static_cast<float>(value);
  } else {
    constant.integers[index] =
        std::isnan(value) ? 0 : static_cast<int64_t>(std::clamp(value, -kLargest, kLargest));
  }
}

OnnxConstant binary(const FoldContext& context) {
  const OnnxConstant& left = context.input(0);
  const OnnxConstant& right = context.input(1);
  const std::string& operation = context.node.operation();
  const Shape shape = broadcastShape(left.shape, right.shape, context);
  const bool compares = operation == "Equal" || operation == "Greater" || operation == "Less";
  OnnxConstant result = context.result(left.isFloat && !compares, shape);
  const std::vector<int64_t> rightSteps = *broadcastSteps(right.shape, shape);
  std::vector<size_t> rightAt(static_cast<size_t>(result.count()));
  walk(shape, rightSteps, 0, [&](size_t at, size_t source) { rightAt[at] = source; });
  walk(shape, *broadcastSteps(left.shape, shape), 0, [&](size_t at, size_t source) {
    double value = *applyOnnxBinary(operation, left.number(source), right.number(rightAt[at]));
    if (operation == "Div" && !left.isFloat) {
      value = std::trunc(value);
    }
    set(result, at, value);
  });
  return result;
}

OnnxConstant unary(const FoldContext& context) {
  using Function = double (*)(double);
  static const std::map<std::string_view, Function> functions = {
      {"Neg", [](double x) { return -x; }},
      {"Abs", [](double x) { return std::abs(x); }},
      {"Sqrt", [](double x) { return std::sqrt(x); }},
      {"Exp", [](double x) { return std::exp(x); }},
      {"Log", [](double x) { return std::log(x); }},
      {"Floor", [](double x) { return std::floor(x); }},
      {"Ceil", [](double x) { return std::ceil(x); }},
      {"Reciprocal", [](double x) { return 1 / x; }},
      {"Not", [](double x) { return x == 0 ? 1.0 : 0.0; }},
  };
  const OnnxConstant& input = context.input(0);
  const Function function = functions.at(context.node.operation());
  OnnxConstant result = context.result(input.isFloat, input.shape);
  for (size_t i = 0; i < static_cast<size_t>(input.count()); ++i) {
    set(result, i, function(input.number(i)));
  }
  return result;
}

OnnxConstant constant(const FoldContext& context) {
  const OnnxNodeReader& node = context.node;
  if (const OnnxAttribute* tensor = node.find("value")) {
    return readOnnxTensor(tensor->tensor, context.modelFile, node.place(), context.budget);
  }
  OnnxConstant result;
  for (const char* name : {"value_float", "value_floats", "value_int", "value_ints"}) {
    const OnnxAttribute* attribute = node.find(name);
    if (attribute == nullptr) {
      continue;
    }
    const std::string key = name;
    const bool isList = key.back() == 's';
    result.isFloat = key.starts_with("value_float");
    if (result.isFloat) {
      result.floats =
          isList ? attribute->numbers : std::vector<float>{static_cast<float>(attribute->number)};
    } else {
      result.integers = isList ? attribute->integers : std::vector<int64_t>{attribute->integer};
    }
    result.shape = isList ? Shape{result.count()} : Shape{};
    return result;
  }
  node.unsupported("it holds text or a sparse tensor, which no layer can use");
}

OnnxConstant constantOfShape(const FoldContext& context) {
  const Shape shape = wholeNumbers(context.input(0), context.node);
  OnnxConstant value;
  value.floats = {0};
  if (const OnnxAttribute* tensor = context.node.find("value")) {
    value = readOnnxTensor(tensor->tensor, context.modelFile, context.node.place(), context.budget);
  }
  if (value.count() != 1) {
    context.node.badInput("its value is not one number");
  }
  OnnxConstant result = context.result(value.isFloat, shape);
  std::fill(result.floats.begin(), result.floats.end(), value.isFloat ? value.floats[0] : 0.0F);
  std::fill(result.integers.begin(), result.integers.end(), value.isFloat ? 0 : value.integers[0]);
  return result;
}

OnnxConstant cast(const FoldContext& context) {
  const OnnxConstant& input = context.input(0);
  const auto to = static_cast<OnnxType>(context.node.integer("to", 0));
  const bool toFloat = isOnnxFloat(to);
  OnnxConstant result = context.result(toFloat, input.shape);
  for (size_t i = 0; i < static_cast<size_t>(input.count()); ++i) {
    set(result, i,
        to == OnnxType::Bool ? static_cast<double>(input.number(i) != 0) : input.number(i));
  }
  return result;
}

OnnxConstant where(const FoldContext& context) {
  const OnnxConstant& condition = context.input(0);
  const OnnxConstant& yes = context.input(1);
  const OnnxConstant& no = context.input(2);
  if (yes.shape != no.shape || condition.shape != yes.shape || yes.isFloat != no.isFloat) {
    context.node.unsupported("it chooses between constants of different shapes or types");
  }
  OnnxConstant result = context.result(yes.isFloat, yes.shape);
  for (size_t i = 0; i < static_cast<size_t>(yes.count()); ++i) {
    copyValue(condition.number(i) != 0 ? yes : no, i, result, i);
  }
  return result;
}

OnnxConstant range(const FoldContext& context) {
  for (size_t which = 0; which < 3; ++which) {
    if (context.input(which).count() != 1) {
      context.node.badInput("its start, limit and step are not three numbers");
    }
  }
  const double start = context.input(0).number(0);
  const double step = context.input(2).number(0);
  const double count = std::ceil((context.input(1).number(0) - start) / step);
  if (!(count >= 0 && count < static_cast<double>(1 << 20))) {
    context.node.badInput("its range has no sensible length");
  }
  OnnxConstant result = context.result(context.input(0).isFloat, {static_cast<int64_t>(count)});
  for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
    set(result, i, start + step * static_cast<double>(i));
  }
  return result;
}

OnnxConstant reduceProduct(const FoldContext& context) {
  const OnnxConstant& input = context.input(0);
  if (input.shape.size() > 1) {
    context.node.unsupported("it multiplies up a constant with several axes");
  }
  const bool keeps = context.node.integer("keepdims", 1) != 0;
  OnnxConstant result = context.result(input.isFloat, keeps ? Shape{1} : Shape{});
  double product = 1;
  for (size_t i = 0; i < static_cast<size_t>(input.count()); ++i) {
    product *= input.number(i);
  }
  set(result, 0, product);
  return result;
}

using Folder = OnnxConstant (*)(const FoldContext&);

const std::map<std::string_view, Folder>& folders() {
  static const std::map<std::string_view, Folder> table = {
      {"Constant", constant},   {"ConstantOfShape", constantOfShape},
      {"Cast", cast},           {"Reshape", reshape},
      {"Squeeze", squeeze},     {"Unsqueeze", unsqueeze},
      {"Transpose", transpose}, {"Concat", concat},
      {"Gather", gather},       {"Slice", slice},
      {"Expand", expand},       {"Where", where},
      {"Range", range},         {"ReduceProd", reduceProduct},
      {"Shape", shapeOf},       {"Identity", same},
      {"Add", binary},          {"Sub", binary},
      {"Mul", binary},          {"Div", binary},
      {"Mod", binary},          {"Pow", binary},
      {"Min", binary},          {"Max", binary},
      {"Equal", binary},        {"Greater", binary},
      {"Less", binary},         {"And", binary},
      {"Or", binary},           {"Neg", unary},
      {"Abs", unary},           {"Sqrt", unary},
      {"Exp", unary},           {"Log", unary},
      {"Floor", unary},         {"Ceil", unary},
      {"Reciprocal", unary},    {"Not", unary},
  };
  return table;
}

}  // namespace
}  // namespace onnx_folding

std::optional<OnnxConstant> foldOnnxNode(const OnnxNodeReader& node,
                                         const OnnxArguments& inputs,
                                         const std::string& modelFile,
                                         OnnxBudget& budget) {
  const auto found = onnx_folding::folders().find(node.operation());
  if (found == onnx_folding::folders().end() || !node.node().domain.empty()) {
    return std::nullopt;
  }
  return found->second({node, inputs, modelFile, budget});
}

std::vector<int64_t> wholeNumbers(const OnnxConstant& constant, const OnnxNodeReader& node) {
  if (constant.isFloat || constant.shape.size() > 2) {
    node.badInput("it needs a list of whole numbers but gets a value of shape " +
                  shapeText(constant.shape));
  }
  return constant.integers;
}

std::vector<int64_t> attributeOrInput(const OnnxNodeReader& node,
                                      const char* name,
                                      const OnnxConstant* input) {
  return input != nullptr ? wholeNumbers(*input, node) : node.integers(name);
}

std::optional<double> applyOnnxBinary(const std::string& operation, double left, double right) {
  using Function = double (*)(double, double);
  static const std::map<std::string_view, Function> functions = {
      {"Add", [](double a, double b) { return a + b; }},
      {"Sub", [](double a, double b) { return a - b; }},
      {"Mul", [](double a, double b) { return a * b; }},
      {"Div", [](double a, double b) { return a / b; }},
      {"Mod", [](double a, double b) { return a - b * std::floor(a / b); }},
      {"Pow", [](double a, double b) { return std::pow(a, b); }},
      {"Min", [](double a, double b) { return std::min(a, b); }},
      {"Max", [](double a, double b) { return std::max(a, b); }},
      {"Equal", [](double a, double b) { return a == b ? 1.0 : 0.0; }},
      {"Greater", [](double a, double b) { return a > b ? 1.0 : 0.0; }},
      {"Less", [](double a, double b) { return a < b ? 1.0 : 0.0; }},
      {"And", [](double a, double b) { return a != 0 && b != 0 ? 1.0 : 0.0; }},
      {"Or", [](double a, double b) { return a != 0 || b != 0 ? 1.0 : 0.0; }},
  };
  const auto found = functions.find(operation);
  return found == functions.end() ? std::nullopt : std::optional(found->second(left, right));
}

}  // namespace maacc
