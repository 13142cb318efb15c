#include <limits>
#include <map>
#include <string_view>

#include "core/importers/aten_operator.h"

namespace maacc {
namespace {

const std::map<std::string_view, const char*>& unaries() {
  static const std::map<std::string_view, const char*> table = {
      {"relu", "Relu"},
      {"sigmoid", "Sigmoid"},
      {"tanh", "Tanh"},
      {"silu", "Swish"},
      {"hardswish", "HardSwish"},
      {"selu", "Selu"},
      {"exp", "Exp"},
      {"log", "Log"},
      {"sqrt", "Sqrt"},
      {"neg", "Neg"},
      {"abs", "Abs"},
      {"reciprocal", "Reciprocal"},
      {"erf", "Erf"},
      {"softsign", "Softsign"},
      {"mish", "Mish"},
      {"logical_not", "Not"},
      {"floor", "Floor"},
      {"ceil", "Ceil"},
  };
  return table;
}

const std::map<std::string_view, const char*>& binaries() {
  static const std::map<std::string_view, const char*> table = {
      {"mul", "Mul"},        {"div", "Div"},     {"multiply", "Mul"}, {"divide", "Div"},
      {"gt", "Greater"},     {"lt", "Less"},     {"eq", "Equal"},     {"ge", "GreaterOrEqual"},
      {"le", "LessOrEqual"}, {"minimum", "Min"}, {"maximum", "Max"},  {"true_divide", "Div"},
  };
  return table;
}

void unary(const AtenOperator& node) {
  node.emit(unaries().at(node.operation()), {node.tensor("self")});
}

void binary(const AtenOperator& node) {
  if (node.has("rounding_mode")) {
    node.unsupported("its rounding_mode is not supported");
  }
  node.emit(binaries().at(node.operation()),
            {node.tensorOrNumber("self"), node.tensorOrNumber("other")});
}

// self + alpha * other
void sum(const AtenOperator& node) {
  const bool isReverse = node.operation() == "rsub";
  const bool isSum = node.operation() == "add";
  std::string other = node.tensorOrNumber("other");
  if (node.number("alpha", 1) != 1) {
    other = node.between("Mul", {other, node.constant("alpha", node.number("alpha", 1))});
  }
  const std::string self = node.tensorOrNumber("self");
  if (isReverse && node.number("alpha", 1) != 1) {
    node.unsupported("its alpha is not supported");
  }
  node.emit(isSum ? "Add" : "Sub", isReverse ? std::vector<std::string>{other, self}
                                             : std::vector<std::string>{self, other});
}

void power(const AtenOperator& node) {
  node.emit("Pow", {node.tensorOrNumber("self"), node.tensorOrNumber("exponent")});
}

void square(const AtenOperator& node) {
  node.emit("Mul", {node.tensor("self"), node.tensor("self")});
}

void logOnePlus(const AtenOperator& node) {
  node.emit("Log", {node.between("Add", {node.tensor("self"), node.constant("one", 1.0)})});
}

void expMinusOne(const AtenOperator& node) {
  node.emit("Sub", {node.between("Exp", {node.tensor("self")}), node.constant("one", 1.0)});
}

void inverseRoot(const AtenOperator& node) {
  node.emit("Reciprocal", {node.between("Sqrt", {node.tensor("self")})});
}

void clip(const AtenOperator& node, const std::string& low, const std::string& high) {
  node.emit("Clip", {node.tensor("self"), low, high});
}

void clamp(const AtenOperator& node) {
  const bool isOneSided = node.operation() != "clamp";
  const std::string low =
      node.has("min") && node.operation() != "clamp_max" ? node.tensorOrNumber("min") : "";
  const std::string high =
      node.has("max") && node.operation() != "clamp_min" ? node.tensorOrNumber("max") : "";
  if (low.empty() && high.empty()) {
    node.badInput(isOneSided ? "its limit is missing" : "its limits are missing");
  }
  clip(node, low, high);
}

void hardtanh(const AtenOperator& node) {
  clip(node, node.constant("min", node.number("min_val", -1)),
       node.constant("max", node.number("max_val", 1)));
}

void relu6(const AtenOperator& node) {
  clip(node, node.constant("min", 0.0), node.constant("max", 6.0));
}

void leakyRelu(const AtenOperator& node) {
  node.emit("LeakyRelu", {node.tensor("self")},
            {onnxSetting("alpha", node.number("negative_slope", 0.01))});
}

void elu(const AtenOperator& node) {
  if (node.number("input_scale", 1) != 1) {
    node.unsupported("its input_scale is not supported");
  }
  const std::vector<OnnxAttribute> settings = {onnxSetting("alpha", node.number("alpha", 1))};
  const double scale = node.number("scale", 1);
  if (scale == 1) {
    node.emit("Elu", {node.tensor("self")}, settings);
    return;
  }
  node.emit("Mul",
            {node.between("Elu", {node.tensor("self")}, settings), node.constant("scale", scale)});
}

void celu(const AtenOperator& node) {
  node.emit("Celu", {node.tensor("self")}, {onnxSetting("alpha", node.number("alpha", 1))});
}

void gelu(const AtenOperator& node) {
  const std::string approximate = node.text("approximate", "none");
  node.emit("Gelu", {node.tensor("self")}, {onnxSetting("approximate", approximate.c_str())});
}

void hardSigmoid(const AtenOperator& node) {
  node.emit("HardSigmoid", {node.tensor("self")},
            {onnxSetting("alpha", 1.0 / 6), onnxSetting("beta", 0.5)});
}

// PyTorch is linear beyond `threshold`, which changes nothing that float32 can show from 20 on.
void softplus(const AtenOperator& node) {
  constexpr double kHighEnough = 20;
  if (node.number("threshold", kHighEnough) < kHighEnough) {
    node.unsupported("its threshold is below 20");
  }
  const double beta = node.number("beta", 1);
  if (beta == 1) {
    node.emit("Softplus", {node.tensor("self")});
    return;
  }
  const std::string factor = node.constant("beta", beta);
  const std::string inner = node.between("Mul", {node.tensor("self"), factor});
  node.emit("Div", {node.between("Softplus", {inner}), factor});
}

void threshold(const AtenOperator& node) {
  if (node.number("threshold", 0) != 0 || node.number("value", 0) != 0) {
    node.unsupported("only a threshold of 0 with the value 0 is supported");
  }
  node.emit("Relu", {node.tensor("self")});
}

void prelu(const AtenOperator& node) {
  node.emit("PRelu", {node.tensor("self"), node.tensor("weight")});
}

void where(const AtenOperator& node) {
  node.emit("Where",
            {node.tensor("condition"), node.tensorOrNumber("self"), node.tensorOrNumber("other")});
}

const std::map<std::string_view, AtenTranslator>& others() {
  static const std::map<std::string_view, AtenTranslator> table = {
      {"add", sum},           {"sub", sum},
      {"subtract", sum},      {"rsub", sum},
      {"pow", power},         {"square", square},
      {"log1p", logOnePlus},  {"expm1", expMinusOne},
      {"rsqrt", inverseRoot}, {"clamp", clamp},
      {"clip", clamp},        {"clamp_min", clamp},
      {"clamp_max", clamp},   {"hardtanh", hardtanh},
      {"relu6", relu6},       {"leaky_relu", leakyRelu},
      {"elu", elu},           {"celu", celu},
      {"gelu", gelu},         {"hardsigmoid", hardSigmoid},
      {"softplus", softplus}, {"threshold", threshold},
      {"prelu", prelu},       {"_prelu_kernel", prelu},
      {"where", where},
  };
  return table;
}

}  // namespace

AtenTranslator findAtenElementwise(const std::string& operation) {
  if (unaries().count(operation) > 0) {
    return unary;
  }
  if (binaries().count(operation) > 0) {
    return binary;
  }
  const auto found = others().find(operation);
  return found == others().end() ? nullptr : found->second;
}

}  // namespace maacc
