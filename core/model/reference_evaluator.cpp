#include "core/model/reference_evaluator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "core/base/error.h"
#include "core/model/reference_layers.h"

namespace maacc {
namespace {

using reference::Values;

std::vector<int> unitsOf(const Layer& layer) {
  std::vector<int> units(static_cast<std::size_t>(mutableUnitCount(layer.parameters)));
  std::iota(units.begin(), units.end(), 0);
  return units;
}

// Outputs of layers, each either an earlier evaluation's or computed here.
class Evaluation {
 public:
  explicit Evaluation(const Network& network)
      : network_(network), outputs_(network.layers().size()) {}

  void set(LayerId layer, const Values& output) { outputs_[index(layer)] = &output; }
  const Values& output(LayerId layer) const { return *outputs_[index(layer)]; }

  Values evaluate(const Layer& layer, std::span<const UnitWeightChange> changes) const {
    return std::visit([&](const auto& parameters) { return evaluate(layer, parameters, changes); },
                      layer.parameters);
  }

  // The given units of a Dense or Conv2D layer, one after the other, with the fused activation.
  Values evaluateUnits(const Layer& layer,
                       std::span<const int> units,
                       std::span<const UnitWeightChange> changes) const {
    const std::vector<reference::UnitRow> rows = reference::unitRows(layer, changes);
    const auto* conv = std::get_if<Conv2DLayer>(&layer.parameters);
    Values output = conv == nullptr ? reference::dense(rows, units, input(layer))
                                    : reference::convolve(*conv, rows, units, input(layer),
                                                          inputShape(layer), layer.outputShape);
    reference::activate(fusedActivation(layer.parameters), output);
    return output;
  }

 private:
  using Changes = std::span<const UnitWeightChange>;

  static std::size_t index(LayerId layer) { return static_cast<std::size_t>(layer.value); }
  const Values& input(const Layer& layer, std::size_t which = 0) const {
    return output(layer.inputs[which]);
  }
  const Shape& inputShape(const Layer& layer) const {
    return network_.layer(layer.inputs.front()).outputShape;
  }

  Values evaluate(const Layer&, const InputLayer&, Changes) const {
    MAACC_CHECK(false);
    return {};
  }
  Values evaluate(const Layer& layer, const DenseLayer&, Changes changes) const {
    return evaluateUnits(layer, unitsOf(layer), changes);
  }
  Values evaluate(const Layer& layer, const Conv2DLayer&, Changes changes) const {
    return evaluateUnits(layer, unitsOf(layer), changes);
  }
  Values evaluate(const Layer& layer, const Pool2DLayer& parameters, Changes) const {
    return reference::poolImage(parameters, input(layer), inputShape(layer), layer.outputShape);
  }
  Values evaluate(const Layer& layer, const GlobalPoolLayer& parameters, Changes) const {
    return reference::globalPool(parameters, input(layer), inputShape(layer));
  }
  Values evaluate(const Layer& layer, const ActivationLayer& parameters, Changes) const {
    Values output = input(layer);
    reference::activate(parameters.activation, output);
    return output;
  }
  Values evaluate(const Layer& layer, const BatchNormLayer& parameters, Changes) const {
    return reference::normalize(parameters, input(layer));
  }
  Values evaluate(const Layer& layer, const LayerNormLayer& parameters, Changes) const {
    return reference::normalizeLayer(parameters, input(layer));
  }
  Values evaluate(const Layer& layer, const EmbeddingLayer& parameters, Changes) const {
    return reference::lookUp(layer.name, parameters, input(layer));
  }
  Values evaluate(const Layer& layer, const FlattenLayer& parameters, Changes) const {
    return reference::reshape(input(layer), inputShape(layer), layer.outputShape,
                              parameters.channelsLast);
  }
  Values evaluate(const Layer& layer, const ReshapeLayer& parameters, Changes) const {
    return reference::reshape(input(layer), inputShape(layer), layer.outputShape,
                              parameters.channelsLast);
  }
  Values evaluate(const Layer& layer, const IdentityLayer&, Changes) const { return input(layer); }
  Values evaluate(const Layer& layer, const ZeroPadding2DLayer& parameters, Changes) const {
    return reference::padded(input(layer), inputShape(layer), parameters.padding, 0.0);
  }
  Values evaluate(const Layer& layer, const AddLayer&, Changes) const {
    Values sum = input(layer);
    for (std::size_t which = 1; which < layer.inputs.size(); ++which) {
      const Values& term = input(layer, which);
      for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] += term[i];
      }
    }
    return sum;
  }
  Values evaluate(const Layer& layer, const MultiplyLayer&, Changes) const {
    Values product(static_cast<std::size_t>(elementCount(layer.outputShape)), 1.0);
    for (std::size_t which = 0; which < layer.inputs.size(); ++which) {
      reference::multiplyBy(input(layer, which), network_.layer(layer.inputs[which]).outputShape,
                            layer.outputShape, product);
    }
    return product;
  }
  Values evaluate(const Layer& layer, const ConcatLayer&, Changes) const {
    Values output;
    for (std::size_t which = 0; which < layer.inputs.size(); ++which) {
      output.insert(output.end(), input(layer, which).begin(), input(layer, which).end());
    }
    return output;
  }
  Values evaluate(const Layer& layer, const SoftmaxLayer&, Changes) const {
    return reference::softmax(input(layer));
  }

  const Network& network_;
  std::vector<const Values*> outputs_;  // by layer
};

}  // namespace

ReferenceTrace::ReferenceTrace(const Network& network, std::span<const float> input)
    : network_(network), outputs_(static_cast<std::size_t>(network.logitsLayer().value) + 1) {
  MAACC_CHECK(static_cast<int64_t>(input.size()) == elementCount(network.inputShape()));
  outputs_[0].assign(input.begin(), input.end());
  Evaluation evaluation(network);
  evaluation.set(network.inputLayer(), outputs_[0]);
  for (std::size_t i = 1; i < outputs_.size(); ++i) {
    const Layer& layer = network.layers()[i];
    outputs_[i] = evaluation.evaluate(layer, {});
    evaluation.set(layer.id, outputs_[i]);
  }
}

std::vector<double> ReferenceTrace::logitsAfter(std::span<const UnitWeightChange> changes) const {
  Evaluation evaluation(network_);
  std::vector<std::optional<Values>> changed(outputs_.size());
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const Layer& layer = network_.layers()[i];
    const bool inputChanged = std::any_of(
        layer.inputs.begin(), layer.inputs.end(),
        [&](LayerId input) { return changed[static_cast<std::size_t>(input.value)].has_value(); });
    std::vector<int> units;
    for (const UnitWeightChange& change : changes) {
      if (change.unit.layer == layer.id) {
        units.push_back(change.unit.index);
      }
    }
    if (inputChanged) {
      changed[i] = evaluation.evaluate(layer, changes);
    } else if (!units.empty()) {
      const Values values = evaluation.evaluateUnits(layer, units, changes);
      changed[i] = outputs_[i];
      const std::size_t plane = values.size() / units.size();
      for (std::size_t u = 0; u < units.size(); ++u) {
        std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(u * plane), plane,
                    changed[i]->begin() +
                        static_cast<std::ptrdiff_t>(static_cast<std::size_t>(units[u]) * plane));
      }
    }
    evaluation.set(layer.id, changed[i] ? *changed[i] : outputs_[i]);
  }
  return changed.back() ? *changed.back() : outputs_.back();
}

int64_t ReferenceTrace::bytes() const {
  std::size_t values = 0;
  for (const std::vector<double>& output : outputs_) {
    values += output.size();
  }
  return static_cast<int64_t>(values * sizeof(double));
}

std::vector<double> referenceLogits(const Network& network,
                                    std::span<const float> input,
                                    std::span<const UnitWeightChange> changes) {
  MAACC_CHECK(static_cast<int64_t>(input.size()) == elementCount(network.inputShape()));
  std::vector<Values> outputs(static_cast<std::size_t>(network.logitsLayer().value) + 1);
  outputs[0].assign(input.begin(), input.end());
  Evaluation evaluation(network);
  evaluation.set(network.inputLayer(), outputs[0]);
  for (std::size_t i = 1; i < outputs.size(); ++i) {
    const Layer& layer = network.layers()[i];
    outputs[i] = evaluation.evaluate(layer, changes);
    evaluation.set(layer.id, outputs[i]);
  }
  return outputs.back();
}

Decision decide(std::span<const double> logits) {
  Decision decision;
  double largest = -std::numeric_limits<double>::infinity();
  double second = largest;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (std::isnan(logits[i])) {
      return {};
    }
    if (logits[i] > largest) {
      second = largest;
      largest = logits[i];
      decision.predictedClass = static_cast<int>(i);
    } else {
      second = std::max(second, logits[i]);
    }
  }
  if (!std::isfinite(largest)) {
    return {};
  }
  decision.margin = largest - second;
  return decision;
}

}  // namespace maacc
