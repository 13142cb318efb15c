#include "core/importers/onnx_elementwise.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "core/importers/onnx_lines.h"

namespace maacc {
namespace {

// Longer chains are cut into layers, which keeps every step short.
constexpr size_t kLongestChain = 24;

struct Operand {
  std::optional<double> number;
  OnnxConstantPointer list;  // a constant of several numbers
  std::optional<OnnxFunction> function;
};

bool isBinary(const std::string& operation) {
  static const std::set<std::string> names = {"Add", "Sub", "Mul",  "Div",    "Pow",
                                              "Min", "Max", "Less", "Greater"};
  return names.find(operation) != names.end();
}

Operand operandOf(const OnnxOperator& node, size_t which) {
  const std::string& name = node.inputName(which);
  if (OnnxConstantPointer constant = node.builder().constant(name)) {
    if (constant->count() == 1) {
      return {constant->number(0), nullptr, std::nullopt};
    }
    return {std::nullopt, std::move(constant), std::nullopt};
  }
  const OnnxValue* value = node.builder().find(name);
  const auto* function =
      value == nullptr ? nullptr : std::get_if<std::shared_ptr<const OnnxFunction>>(value);
  if (function != nullptr) {
    return {std::nullopt, nullptr, **function};
  }
  return {std::nullopt, nullptr, OnnxFunction{node.input(which), identityCurve(), {}}};
}

void addUp(const OnnxOperator& node) {
  std::vector<OnnxActivation> inputs;
  for (size_t which = 0; which < node.node().inputs.size(); ++which) {
    inputs.push_back(node.input(which));
    if (inputs.back().sequence != inputs.front().sequence && inputs.back().shape.size() == 2) {
      OnnxActivation& open = inputs.front().sequence ? inputs.back() : inputs.front();
      open = node.asSequence(open, inputs[inputs.front().sequence ? 0 : which].channelsLast);
    }
    if (!inputs.back().sameLayout(inputs.front())) {
      node.unsupported("it adds values of the shapes " + shapeText(inputs.front().shape) + " and " +
                       shapeText(inputs.back().shape) +
                       "; only values of one shape and layout can be added");
    }
  }
  OnnxActivation sum = inputs.size() == 1 ? inputs.front() : node.add(AddLayer{}, inputs);
  sum.shape = inputs.front().shape;
  sum.channelsLast = inputs.front().channelsLast;
  sum.sequence = inputs.front().sequence;
  node.setResult(std::move(sum));
}

// An image whose elements lie along one axis, in the other layout.
OnnxActivation inLayout(const OnnxOperator& node, OnnxActivation value, bool channelsLast) {
  const Shape& shape = value.shape;
  const bool oneAxis =
      shape.size() == 3 && elementCount(shape) == *std::max_element(shape.begin(), shape.end());
  if (!oneAxis || value.channelsLast == channelsLast) {
    return value;
  }
  const Shape target = canonicalOnnxShape(shape, channelsLast);
  value.layer = node.builder()
                    .add(node, node.position(), std::string(), ReshapeLayer{target, channelsLast},
                         {value}, "/reshape")
                    .layer;
  value.channelsLast = channelsLast;
  return value;
}

// Where both are images, or both sequences, one may have a single pixel or channel.
void multiplyUp(const OnnxOperator& node) {
  std::vector<OnnxActivation> inputs = {node.input(0), node.input(1)};
  const bool sequences = inputs[0].shape.size() == 2 && inputs[1].shape.size() == 2;
  const bool last = inputs[inputs[0].sequence ? 0 : 1].channelsLast;
  for (OnnxActivation& input : inputs) {
    input = sequences ? node.asSequence(input, last) : input;
  }
  inputs[0] = inLayout(node, inputs[0], inputs[1].channelsLast);
  inputs[1] = inLayout(node, inputs[1], inputs[0].channelsLast);
  const bool sameAxes = inputs[0].shape.size() == inputs[1].shape.size() &&
                        inputs[0].channelsLast == inputs[1].channelsLast;
  if (!sameAxes) {
    node.unsupported("it multiplies values of the shapes " + shapeText(inputs[0].shape) + " and " +
                     shapeText(inputs[1].shape) +
                     " for one sample; both must have the same axes in the same order");
  }
  node.setResult(OnnxOperator::seenLike(inputs[0], node.add(MultiplyLayer{}, inputs)));
}

double limitOf(const OnnxOperator& node, size_t which, const char* name, double fallback) {
  if (node.opset() < 11) {
    return node.number(name, fallback);
  }
  const OnnxConstantPointer limit = node.constant(which);
  if (limit != nullptr && limit->count() != 1) {
    node.badInput("its limits are not single numbers");
  }
  return limit == nullptr ? fallback : limit->number(0);
}

OnnxCurve unaryCurve(const OnnxOperator& node, const OnnxCurve& curve) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  OnnxLimits limits{-kInfinity, kInfinity};
  if (node.operation() == "Clip") {
    limits = {limitOf(node, 1, "min", -kInfinity), limitOf(node, 2, "max", kInfinity)};
  }
  return *applyOnnxUnary(node, curve, limits);
}

OnnxCurve preluCurve(const OnnxOperator& node, const OnnxCurve& curve) {
  const Tensor slope = node.weights(1, "slopes");
  const bool alike =
      !slope.empty() && std::all_of(slope.values.begin(), slope.values.end(),
                                    [&](float value) { return value == slope.values.front(); });
  if (!alike) {
    node.unsupported("its slopes differ between channels, but only one slope is supported");
  }
  OnnxCurve result;
  std::transform(curve.begin(), curve.end(), result.begin(),
                 [&](double x) { return x > 0 ? x : static_cast<double>(slope.values[0]) * x; });
  return result;
}

bool sameBase(const OnnxActivation& left, const OnnxActivation& right) {
  return left.layer == right.layer && left.sameLayout(right);
}

// Of what the operands are functions of; null when they are constants. differs: of two values.
struct CommonBase {
  const OnnxActivation* base = nullptr;
  bool differs = false;
};

CommonBase commonBase(const std::vector<Operand>& operands) {
  CommonBase common;
  for (const Operand& operand : operands) {
    if (operand.function) {
      common.differs |= common.base != nullptr && !sameBase(*common.base, operand.function->base);
      common.base = &operand.function->base;
    }
  }
  return common;
}

OnnxCurve curveOf(const Operand& operand) {
  return operand.function ? operand.function->curve : constantCurve(*operand.number);
}

OnnxCurve curveOf(const OnnxOperator& node, const std::vector<Operand>& operands) {
  const OnnxCurve first = curveOf(operands[0]);
  if (node.operation() == "PRelu") {
    return preluCurve(node, first);
  }
  if (node.operation() == "Where") {
    const OnnxCurve yes = curveOf(operands[1]);
    OnnxCurve result = curveOf(operands[2]);
    for (size_t i = 0; i < result.size(); ++i) {
      result[i] = first[i] != 0 ? yes[i] : result[i];
    }
    return result;
  }
  return isBinary(node.operation()) ? combineCurves(node.operation(), first, curveOf(operands[1]))
                                    : unaryCurve(node, first);
}

// The nodes of all operands, then this one.
std::vector<int> nodesOf(const OnnxOperator& node, const std::vector<Operand>& operands) {
  std::set<int> nodes;
  for (const Operand& operand : operands) {
    if (operand.function) {
      nodes.insert(operand.function->nodes.begin(), operand.function->nodes.end());
    }
  }
  nodes.insert(node.position());
  return {nodes.begin(), nodes.end()};
}

// Whether only such nodes read it that may still become part of the function.
bool staysFunction(const OnnxOperator& node, const OnnxFunction& function) {
  const OnnxBuilder& builder = node.builder();
  const std::vector<int>& readers = builder.readers(node.outputName());
  // Of the input itself a function may be what a table is asked for.
  const bool isRows = function.base.layer == 0;
  const bool allElementwise = std::all_of(readers.begin(), readers.end(), [&](int reader) {
    const std::string& operation = builder.reader(reader).operation();
    return isOnnxElementwise(operation) || (isRows && operation == "Gather");
  });
  const bool isShared = readers.size() > 1 && matchActivation(function.curve).has_value();
  return allElementwise && !builder.isOutput(node.outputName()) && !isShared;
}

void setFunction(const OnnxOperator& node, OnnxFunction function) {
  const bool stays = staysFunction(node, function);
  node.builder().set(node.outputName(), std::make_shared<const OnnxFunction>(std::move(function)));
  if (!stays) {
    makeFunctionLayer(node.builder(), node.outputName());
  }
}

// Makes layers of all inputs that are functions, so that this node starts a new one.
void makeInputLayers(const OnnxOperator& node) {
  for (const std::string& name : node.node().inputs) {
    const OnnxValue* value = node.builder().find(name);
    if (value != nullptr && std::holds_alternative<std::shared_ptr<const OnnxFunction>>(*value)) {
      makeFunctionLayer(node.builder(), name);
    }
  }
}

size_t operandCount(const std::string& operation) {
  return operation == "Where" ? 3 : isBinary(operation) ? 2 : 1;
}

// nullopt: it is no function of one value, and was translated otherwise.
std::optional<OnnxFunction> functionOf(const OnnxOperator& node) {
  const bool binary = isBinary(node.operation());
  if (binary && node.node().inputs.size() > 2) {
    node.unsupported("it has more than two inputs");
  }
  std::vector<Operand> operands;
  for (size_t which = 0; which < operandCount(node.operation()); ++which) {
    operands.push_back(operandOf(node, which));
  }
  for (size_t which = 0; which < operands.size(); ++which) {
    const OnnxConstantPointer& list = operands[which].list;
    if (list != nullptr && binary && operands[1 - which].function) {
      combineOnnxByChannel(node, 1 - which, *list, which == 0);
      return std::nullopt;
    }
    if (list != nullptr) {
      node.unsupported("it takes a constant of shape " + shapeText(list->shape) +
                       ", but only single numbers are supported there");
    }
  }
  const CommonBase common = commonBase(operands);
  if (common.base == nullptr) {
    node.unsupported("its inputs are constants, which are not folded here");
  }
  if (!common.differs) {
    return OnnxFunction{*common.base, curveOf(node, operands), nodesOf(node, operands)};
  }
  if (node.operation() == "Mul") {
    multiplyUp(node);
    return std::nullopt;
  }
  if (node.operation() != "Add") {
    node.unsupported(
        "it combines two values that depend on the data, which is only supported as a "
        "sum or a product");
  }
  addUp(node);
  return std::nullopt;
}

// Whether a Dense or Conv2D layer can take the function as its activation: nobody else needs what
// lies between.
bool canFuse(OnnxBuilder& builder, const OnnxFunction& function) {
  const OnnxPlannedLayer& layer = builder.layer(function.base.layer);
  if (mutableUnitCount(layer.parameters) == 0 ||
      !(fusedActivation(layer.parameters) == Activation{}) || layer.output != function.base.name ||
      !builder.onlyReadBy(function.base.name, function.nodes)) {
    return false;
  }
  return std::all_of(function.nodes.begin(), function.nodes.end() - 1, [&](int position) {
    return builder.onlyReadBy(builder.reader(position).node().outputs.front(), function.nodes);
  });
}

void fuse(OnnxPlannedLayer& layer, const Activation& activation) {
  if (auto* dense = std::get_if<DenseLayer>(&layer.parameters)) {
    dense->activation = activation;
  } else {
    std::get<Conv2DLayer>(layer.parameters).activation = activation;
  }
}

void makeActivation(const OnnxOperator& node,
                    const OnnxFunction& function,
                    const Activation& activation) {
  OnnxActivation result = function.base;
  if (activation.kind == ActivationKind::Linear) {
    node.setResult(std::move(result));
    return;
  }
  if (canFuse(node.builder(), function)) {
    OnnxPlannedLayer& layer = node.builder().layer(function.base.layer);
    fuse(layer, activation);
    layer.output = node.outputName();
    node.setResult(std::move(result));
    return;
  }
  node.setResult(node.addLike(function.base, ActivationLayer{activation}));
}

}  // namespace

bool isOnnxElementwise(const std::string& operation) {
  return isBinary(operation) || isOnnxUnary(operation) || operation == "PRelu" ||
         operation == "Where" || operation == "Sum";
}

void translateOnnxElementwise(const OnnxOperator& node) {
  if (node.operation() == "Sum") {
    addUp(node);
    return;
  }
  std::optional<OnnxFunction> function = functionOf(node);
  if (function && function->nodes.size() > kLongestChain) {
    makeInputLayers(node);
    function = functionOf(node);
  }
  if (function) {
    setFunction(node, std::move(*function));
  }
}

OnnxActivation makeFunctionLayer(OnnxBuilder& builder, const std::string& name) {
  const auto function = std::get<std::shared_ptr<const OnnxFunction>>(*builder.find(name));
  const OnnxOperator node(builder, function->nodes.back());
  if (const auto activation = matchActivation(function->curve)) {
    makeActivation(node, *function, *activation);
  } else if (const auto line = matchLine(function->curve)) {
    node.setResult(addOnnxLine(node, function->base, *line));
  } else if (function->nodes.size() > 1) {
    makeInputLayers(node);
    translateOnnxElementwise(node);
  } else {
    node.unsupported(
        "this function of one value is no activation that this program has; use "
        "another activation");
  }
  return builder.activation(name, node);
}

}  // namespace maacc
