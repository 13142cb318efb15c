#include "core/engine/incremental/finite_check.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace maacc {
namespace {

constexpr double kSafe = 1e300;  // far enough below the largest double for any rounding

double activatedBound(const Activation& activation, double bound) {
  switch (activation.kind) {
    case ActivationKind::Sigmoid:
    case ActivationKind::Tanh:
    case ActivationKind::Softsign:
    case ActivationKind::HardSigmoid:
      return 1;
    case ActivationKind::Exponential:
      return std::exp(bound);
    case ActivationKind::GeluTanh:
      return bound > 1e100 ? std::numeric_limits<double>::infinity() : bound;  // x^3 inside
    default:
      return bound * std::max(1.0, std::abs(activation.alpha)) * 2 + 2;
  }
}

// No square inside may overflow; what is normalised is at most sqrt(count).
double normalizedBound(const LayerNormLayer& norm, double bound) {
  const auto count = static_cast<double>(norm.scale.values.size());
  if (!(4 * bound * bound * count < kSafe)) {
    return std::numeric_limits<double>::infinity();
  }
  double scale = 0;
  double offset = 0;
  for (std::size_t i = 0; i < norm.scale.values.size(); ++i) {
    scale = std::max(scale, std::abs(static_cast<double>(norm.scale.values[i])));
    offset = std::max(offset, std::abs(static_cast<double>(norm.offset.values[i])));
  }
  return 2 * std::sqrt(count) * scale + offset;
}

double largest(const Tensor& tensor) {
  double result = 0;
  for (float value : tensor.values) {
    result = std::max(result, std::abs(static_cast<double>(value)));
  }
  return result;
}

}  // namespace

FiniteCheck::FiniteCheck(const Network& network)
    : network_(network), gains_(network.layers().size(), 1), offsets_(gains_.size(), 0) {
  for (std::size_t i = 0; i < gains_.size(); ++i) {
    const Layer& layer = network.layers()[i];
    if (mutableUnitCount(layer.parameters) > 0) {
      const UnitWeights weights = unitWeights(layer);
      for (std::size_t w = 0; w < weights.kernel->values.size();) {
        double sum = 0;
        for (int64_t k = 0; k < weights.weightsPerUnit; ++k) {
          sum += std::abs(static_cast<double>(weights.kernel->values[w++]));
        }
        gains_[i] = std::max(gains_[i], sum);
      }
      for (float bias : weights.bias->values) {
        offsets_[i] = std::max(offsets_[i], std::abs(static_cast<double>(bias)));
      }
    } else if (const auto* norm = std::get_if<BatchNormLayer>(&layer.parameters)) {
      for (std::size_t c = 0; c < norm->mean.values.size(); ++c) {
        const double factor =
            std::abs(norm->scale.values[c] /
                     std::sqrt(static_cast<double>(norm->variance.values[c]) + norm->epsilon));
        gains_[i] = std::max(gains_[i], factor);
        offsets_[i] = std::max(offsets_[i], std::abs(norm->mean.values[c]) * factor +
                                                std::abs(norm->offset.values[c]));
      }
    }
  }
}

// Of the layer's inputs together.
static double inputBound(const Layer& layer, const std::vector<double>& bounds) {
  const bool adds = std::holds_alternative<AddLayer>(layer.parameters);
  const bool multiplies = std::holds_alternative<MultiplyLayer>(layer.parameters);
  double input = multiplies ? 1 : 0;
  for (LayerId id : layer.inputs) {
    const double one = bounds[static_cast<std::size_t>(id.value)];
    // max(1, one): a product so far must not be infinite either.
    input = adds ? input + one : (multiplies ? input * std::max(1.0, one) : std::max(input, one));
  }
  return input;
}

bool FiniteCheck::staysFinite(std::span<const UnitWeightChange> changes) const {
  std::vector<double> bounds(gains_.size(), 0);
  bounds[0] = std::numeric_limits<float>::max();
  for (int i = 1; i <= network_.logitsLayer().value; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const Layer& layer = network_.layer(LayerId{i});
    const double input = inputBound(layer, bounds);
    double gain = gains_[at];
    double offset = offsets_[at];
    for (const UnitWeightChange& change : changes) {
      if (change.unit.layer == layer.id) {
        double sum = 0;
        for (double weight : change.kernel) {
          sum += std::abs(weight);
        }
        if (!std::isfinite(sum) || !std::isfinite(change.bias)) {
          return false;
        }
        gain = std::max(gain, sum);
        offset = std::max(offset, std::abs(change.bias));
      }
    }
    double bound = input * gain + offset;
    if (const auto* norm = std::get_if<LayerNormLayer>(&layer.parameters)) {
      bound = normalizedBound(*norm, input);
    } else if (const auto* embedding = std::get_if<EmbeddingLayer>(&layer.parameters)) {
      bound = largest(embedding->table);
    } else if (const auto* activation = std::get_if<ActivationLayer>(&layer.parameters)) {
      bound = activatedBound(activation->activation, bound);
    } else if (fusedActivation(layer.parameters).kind != ActivationKind::Linear) {
      bound = activatedBound(fusedActivation(layer.parameters), bound);
    }
    if (!(bound < kSafe)) {
      return false;
    }
    bounds[at] = bound;
  }
  return true;
}

}  // namespace maacc
