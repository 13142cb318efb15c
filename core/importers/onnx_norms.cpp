// Normalisation over a value's own axes, tables that are looked up, and products.
#include <algorithm>
#include <utility>

#include "core/importers/onnx_folding.h"
#include "core/importers/onnx_layers.h"

namespace maacc {
namespace {

using Axes = std::vector<int64_t>;

Axes everyAxis(const OnnxActivation& value) {
  Axes axes;
  for (size_t axis = 1; axis <= value.shape.size(); ++axis) {
    axes.push_back(static_cast<int64_t>(axis));
  }
  return axes;
}

// Weights over the author's axes of the whole value, in canonical order.
Tensor canonicalWeights(const OnnxActivation& value, Tensor tensor) {
  const Shape author = value.shape;
  const bool moves = author.size() > 1 && value.channelsLast;
  if (moves) {
    OnnxConstant constant;
    constant.shape = author;
    constant.floats = std::move(tensor.values);
    constant = transposedConstant(constant, author.size() == 2 ? Axes{1, 0} : Axes{2, 0, 1});
    tensor = {constant.shape, std::move(constant.floats)};
  } else {
    tensor.shape = author;
  }
  if (author.size() == 2) {
    tensor.shape.insert(tensor.shape.begin() + (value.sequence ? 1 : 0), 1);
  }
  return tensor;
}

// What is normalised together: the whole value, or its channels at each pixel.
struct NormalizedValue {
  OnnxActivation value;
  bool whole = false;
};

NormalizedValue normalizedValue(const OnnxOperator& node, OnnxActivation value, const Axes& axes) {
  if (axes == everyAxis(value)) {
    return {value, true};
  }
  const auto last = static_cast<int64_t>(value.shape.size());
  const bool one = axes.size() == 1 && (axes.front() == 1 || axes.front() == last);
  if (one && value.shape.size() == 2) {
    value = node.asSequence(value, axes.front() == last);
  }
  if (!one || (axes.front() == last) != value.channelsLast) {
    node.unsupported("it normalises the axes " + shapeText(axes) + " of " + shapeText(value.shape) +
                     ", but only the channels, or everything of a sample, can be normalised");
  }
  return {value, false};
}

Tensor filled(const Shape& shape, float number) {
  Tensor tensor = zeros(shape);
  std::fill(tensor.values.begin(), tensor.values.end(), number);
  return tensor;
}

// Weights as the layer has them. shape: of the normalised axes, as the author has them.
Tensor layerWeights(const NormalizedValue& input, Tensor tensor) {
  return input.whole && input.value.shape.size() > 1
             ? canonicalWeights(input.value, std::move(tensor))
             : tensor;
}

// The only reader of a value when there is one with this operation; -1 otherwise.
int onlyReader(const OnnxOperator& node, const std::string& name, const char* operation) {
  const std::vector<int>& readers = node.builder().readers(name);
  const bool fits = readers.size() == 1 && !node.builder().isOutput(name) &&
                    node.builder().reader(readers.front()).operation() == operation;
  return fits ? readers.front() : -1;
}

const OnnxNode& nodeAt(const OnnxOperator& node, int position) {
  return node.builder().model().nodes[static_cast<size_t>(position)];
}

bool reads(const OnnxNode& node, size_t which, const std::string& name) {
  return which < node.inputs.size() && node.inputs[which] == name;
}

// A node that squares the difference; the other reader divides it.
int squareOf(const OnnxOperator& node, const std::string& difference, int& quotient) {
  const std::vector<int>& readers = node.builder().readers(difference);
  if (readers.size() != 2 || node.builder().isOutput(difference)) {
    return -1;
  }
  for (size_t which = 0; which < 2; ++which) {
    const OnnxNode& candidate = nodeAt(node, readers[which]);
    const bool power = candidate.operation == "Pow" && reads(candidate, 0, difference);
    const bool product = candidate.operation == "Mul" && reads(candidate, 0, difference) &&
                         reads(candidate, 1, difference);
    if (power || product) {
      quotient = readers[1 - which];
      return readers[which];
    }
  }
  return -1;
}

// The nodes from a ReduceMean to the quotient, in their order; empty when they are something else.
std::vector<int> spreadNodes(const OnnxOperator& mean, OnnxSpreadNorm& norm) {
  const auto output = [&](int position) { return nodeAt(mean, position).outputs.front(); };
  norm.value = mean.inputName(0);
  norm.mean = mean.position();
  const int difference = onlyReader(mean, mean.outputName(), "Sub");
  if (difference < 0 || !reads(nodeAt(mean, difference), 0, norm.value) ||
      !reads(nodeAt(mean, difference), 1, mean.outputName())) {
    return {};
  }
  int quotient = -1;
  norm.square = squareOf(mean, output(difference), quotient);
  norm.variance = norm.square < 0 ? -1 : onlyReader(mean, output(norm.square), "ReduceMean");
  norm.epsilon = norm.variance < 0 ? -1 : onlyReader(mean, output(norm.variance), "Add");
  const int root = norm.epsilon < 0 ? -1 : onlyReader(mean, output(norm.epsilon), "Sqrt");
  if (root < 0) {
    return {};
  }
  const OnnxNode& last = nodeAt(mean, quotient);
  std::vector<int> nodes = {norm.mean,    difference, norm.square, norm.variance,
                            norm.epsilon, root,       quotient};
  if (onlyReader(mean, output(root), "Div") == quotient) {
    return reads(last, 0, output(difference)) && reads(last, 1, output(root)) ? nodes
                                                                              : std::vector<int>();
  }
  const int reciprocal = onlyReader(mean, output(root), "Reciprocal");
  if (reciprocal < 0 || onlyReader(mean, output(reciprocal), "Mul") != quotient) {
    return {};
  }
  nodes.push_back(reciprocal);
  return nodes;
}

Axes reducedAxes(const OnnxOperator& reduce, size_t rank) {
  const OnnxConstantPointer given = reduce.constant(1);
  Axes axes = attributeOrInput(reduce, "axes", given.get());
  for (int64_t& axis : axes) {
    axis = reduce.axis(axis, static_cast<int64_t>(rank));
  }
  std::sort(axes.begin(), axes.end());
  if (reduce.integer("keepdims", 1) == 0) {
    reduce.unsupported("it is part of a normalisation but drops the axes that it reduces");
  }
  return axes;
}

// The one number among a node's inputs.
double numberOf(const OnnxOperator& node) {
  for (size_t which = 0; which < node.node().inputs.size(); ++which) {
    if (node.builder().isConstant(node.inputName(which))) {
      const OnnxConstantPointer constant = node.constant(which);
      if (constant->count() == 1) {
        return shortestDecimal(static_cast<float>(constant->number(0)));
      }
    }
  }
  node.unsupported("it is part of a normalisation but has no single number among its inputs");
}

// A LayerNorm that only this node reads; null otherwise.
LayerNormLayer* ownNorm(const OnnxOperator& node, const OnnxActivation& input) {
  OnnxPlannedLayer& layer = node.builder().layer(input.layer);
  const bool own =
      layer.output == input.name && node.builder().onlyReadBy(input.name, {node.position()});
  return own ? std::get_if<LayerNormLayer>(&layer.parameters) : nullptr;
}

// The constant as the norm's weights, when it has one number for each of them.
std::optional<Tensor> matchingWeights(const OnnxActivation& input,
                                      const OnnxConstant& list,
                                      const LayerNormLayer& norm) {
  Shape shape = list.shape;
  while (shape.size() > input.shape.size() && shape.front() == 1) {
    shape.erase(shape.begin());
  }
  Tensor tensor{shape, list.floats};
  if (!list.isFloat || list.count() != static_cast<int64_t>(norm.scale.values.size())) {
    return std::nullopt;
  }
  if (norm.scale.shape.size() > 1) {
    return shape == input.shape ? std::optional(canonicalWeights(input, std::move(tensor)))
                                : std::nullopt;
  }
  const int64_t channels = norm.scale.shape.front();
  const bool channelsLast = input.shape.size() == 1 || input.channelsLast;
  const bool fits = channelsLast ? !shape.empty() && shape.back() == channels
                                 : shape.size() == input.shape.size() && shape.front() == channels;
  tensor.shape = {channels};
  return fits ? std::optional(std::move(tensor)) : std::nullopt;
}

// Whether a node multiplies this one's output with a value of this shape.
bool multipliesShape(const OnnxOperator& node, const OnnxNode& product, const Shape& shape) {
  if (product.operation != "Mul" || product.inputs.size() != 2) {
    return false;
  }
  const bool isFirst = product.inputs[0] == node.outputName();
  const OnnxValue* other = node.builder().find(product.inputs[isFirst ? 1 : 0]);
  if (other == nullptr) {
    return false;
  }
  if (const auto* function = std::get_if<std::shared_ptr<const OnnxFunction>>(other)) {
    return (*function)->base.shape == shape;
  }
  const auto* activation = std::get_if<OnnxActivation>(other);
  return activation != nullptr && activation->shape == shape;
}

}  // namespace

void translateOnnxLayerNorm(const OnnxOperator& node) {
  for (size_t which = 1; which < node.node().outputs.size(); ++which) {
    const std::string& output = node.node().outputs[which];
    if (!output.empty() &&
        (!node.builder().readers(output).empty() || node.builder().isOutput(output))) {
      node.unsupported("its mean or deviation is used by other nodes, which is not supported");
    }
  }
  const OnnxActivation value = node.input();
  const auto rank = static_cast<int64_t>(value.shape.size()) + 1;
  Axes axes;
  Shape shape;
  for (int64_t axis = node.axis(node.integer("axis", -1), rank); axis < rank; ++axis) {
    if (axis == 0) {
      node.unsupported("it normalises over the samples of a batch");
    }
    axes.push_back(axis);
    shape.push_back(value.shape[static_cast<size_t>(axis - 1)]);
  }
  LayerNormLayer norm;
  norm.epsilon = node.number("epsilon", 1e-5);
  norm.scale = node.weights(1, "scales");
  norm.offset = node.hasInput(2) ? node.weights(2, "offsets") : zeros(shape);
  if (norm.scale.shape != shape || norm.offset.shape != shape) {
    node.unsupported("its scale of shape " + shapeText(norm.scale.shape) + " and offset of shape " +
                     shapeText(norm.offset.shape) + " do not belong to the normalised axes " +
                     shapeText(shape));
  }
  const NormalizedValue input = normalizedValue(node, value, axes);
  norm.scale = layerWeights(input, std::move(norm.scale));
  norm.offset = layerWeights(input, std::move(norm.offset));
  node.setResult(node.addLike(input.value, std::move(norm), 1));
}

bool startsOnnxLayerNorm(const OnnxOperator& mean) {
  OnnxSpreadNorm norm;
  const std::vector<int> nodes =
      mean.operation() == "ReduceMean" ? spreadNodes(mean, norm) : std::vector<int>();
  if (nodes.empty()) {
    return false;
  }
  const int quotient = nodes[6];
  mean.builder().takeNodes(nodes);
  mean.builder().setSpreadNorm(quotient, std::move(norm));
  return true;
}

void translateOnnxSpreadNorm(const OnnxOperator& quotient, const OnnxSpreadNorm& norm) {
  OnnxBuilder& builder = quotient.builder();
  const OnnxActivation value = builder.activation(norm.value, quotient);
  const size_t rank = value.shape.size() + 1;
  const OnnxOperator square(builder, norm.square);
  if (square.operation() == "Pow" && numberOf(square) != 2) {
    square.unsupported("it is part of a normalisation but does not square");
  }
  const Axes axes = reducedAxes(OnnxOperator(builder, norm.mean), rank);
  if (axes != reducedAxes(OnnxOperator(builder, norm.variance), rank)) {
    quotient.unsupported("mean and variance are taken over different axes");
  }
  const NormalizedValue input = normalizedValue(quotient, value, axes);
  const Shape& shape = builder.layer(input.value.layer).shape;
  const Shape weights = input.whole ? shape : Shape{shape.front()};
  LayerNormLayer layer{filled(weights, 1), zeros(weights),
                       numberOf(OnnxOperator(builder, norm.epsilon))};
  quotient.setResult(quotient.addLike(input.value, std::move(layer)));
}

bool continueOnnxLayerNorm(const OnnxOperator& node,
                           const OnnxActivation& input,
                           const OnnxConstant& list) {
  LayerNormLayer* norm = ownNorm(node, input);
  const bool multiplies = node.operation() == "Mul";
  if (norm == nullptr || (!multiplies && node.operation() != "Add")) {
    return false;
  }
  const auto weights = matchingWeights(input, list, *norm);
  if (!weights) {
    return false;
  }
  for (size_t i = 0; i < weights->values.size(); ++i) {
    const float number = weights->values[i];
    norm->scale.values[i] *= multiplies ? number : 1;
    norm->offset.values[i] =
        multiplies ? norm->offset.values[i] * number : norm->offset.values[i] + number;
  }
  node.setResult(input);
  return true;
}

// The model's input where a node takes it as rows of a table. Exporters count negative rows from
// the end; here no row is negative.
static OnnxActivation lookedUpRows(const OnnxOperator& node) {
  const OnnxValue* value = node.builder().find(node.inputName(1));
  const auto* function =
      value == nullptr ? nullptr : std::get_if<std::shared_ptr<const OnnxFunction>>(value);
  if (function == nullptr) {
    return node.input(1);
  }
  const OnnxCurve points = identityCurve();
  for (size_t i = 0; i < points.size(); ++i) {
    if (points[i] >= 0 && (*function)->curve[i] != points[i]) {
      node.unsupported(
          "it looks up what is computed from the input; only the input itself can be "
          "looked up");
    }
  }
  return (*function)->base;
}

void translateOnnxGather(const OnnxOperator& node) {
  const bool table = node.builder().isConstant(node.inputName(0));
  if (!table || node.axis(node.integer("axis", 0), 2) != 0) {
    node.unsupported(
        "it takes parts of a value that depends on the data; only rows of a constant table can be "
        "looked up");
  }
  const OnnxActivation rows = lookedUpRows(node);
  Tensor values = node.weights(0, "table");
  if (values.shape.size() != 2 || rows.shape.size() != 1 || rows.layer != 0) {
    node.unsupported("it looks up " + shapeText(rows.shape) + " in a table of shape " +
                     shapeText(values.shape) +
                     "; only the model's input, [batch, length], can be looked up in a matrix");
  }
  OnnxActivation result = node.builder().add(node, node.position(), node.inputName(0),
                                             EmbeddingLayer{std::move(values)}, {rows});
  result.shape = {result.shape[2], result.shape[0]};
  result.channelsLast = true;
  result.sequence = true;
  node.setResult(std::move(result));
}

void translateOnnxExpand(const OnnxOperator& node) {
  const OnnxActivation input = node.input();
  const OnnxConstantPointer given = node.constant(1);
  Shape target = given == nullptr ? Shape() : wholeNumbers(*given, node);
  const bool sameAxes = target.size() == input.shape.size() + 1;
  for (size_t axis = 0; sameAxes && axis < input.shape.size(); ++axis) {
    target[axis + 1] = std::max(target[axis + 1], input.shape[axis]);
  }
  const std::vector<int>& readers = node.builder().readers(node.outputName());
  const bool onlyFactor =
      sameAxes && !readers.empty() && !node.builder().isOutput(node.outputName()) &&
      std::all_of(readers.begin(), readers.end(), [&](int reader) {
        return multipliesShape(node, nodeAt(node, reader), {target.begin() + 1, target.end()});
      });
  if (!onlyFactor) {
    node.unsupported(
        "it repeats a value that depends on the data, which is only supported as a factor of a "
        "value that has this shape already");
  }
  node.setResult(input);  // a product spreads its factors itself
}

void translateOnnxMish(const OnnxOperator& node) {
  const OnnxActivation input = node.input();
  OnnxActivation factor = input;
  const auto append = [&](ActivationKind kind, const char* suffix) {
    factor.layer = node.builder()
                       .add(node, node.position(), std::string(), ActivationLayer{{kind, 0, 0}},
                            {factor}, suffix)
                       .layer;
  };
  append(ActivationKind::Softplus, "/softplus");
  append(ActivationKind::Tanh, "/tanh");
  node.setResult(OnnxOperator::seenLike(input, node.add(MultiplyLayer{}, {input, factor})));
}

}  // namespace maacc
