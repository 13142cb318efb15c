#include "core/model/layer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace maacc {
namespace {

std::string numberText(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') {
    text.pop_back();
  }
  return text;
}

double sigmoid(double x) {
  // Two branches, so that exp never overflows.
  if (x >= 0) {
    return 1 / (1 + std::exp(-x));
  }
  const double e = std::exp(x);
  return e / (1 + e);
}

double hardSigmoid(double x) { return std::clamp(x / 6 + 0.5, 0.0, 1.0); }

double relu(const Activation& activation, double x) {
  // Not 0 * x: that would turn minus infinity into NaN.
  const double below = activation.alpha == 0 && !std::isnan(x) ? 0.0 : activation.alpha * x;
  const double y = x > 0 ? x : below;
  return activation.limit > 0 ? std::min(y, activation.limit) : y;
}

double geluTanh(double x) {
  const double inner = std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x);
  return 0.5 * x * (1 + std::tanh(inner));
}

std::string reluName(const Activation& activation) {
  std::string name =
      activation.alpha == 0 ? "relu" : "leaky_relu(" + numberText(activation.alpha) + ")";
  if (activation.limit > 0) {
    name += activation.alpha == 0 ? numberText(activation.limit)
                                  : " up to " + numberText(activation.limit);
  }
  return name;
}

}  // namespace

std::string layerKindName(const LayerParameters& parameters) {
  return std::visit(Overloaded{
                        [](const InputLayer&) -> std::string { return "Input"; },
                        [](const DenseLayer&) -> std::string { return "Dense"; },
                        [](const Conv2DLayer&) -> std::string { return "Conv2D"; },
                        [](const Pool2DLayer& pool) -> std::string {
                          return pool.kind == PoolingKind::Max ? "MaxPool2D" : "AveragePool2D";
                        },
                        [](const GlobalPoolLayer& pool) -> std::string {
                          return pool.kind == PoolingKind::Max ? "GlobalMaxPool2D"
                                                               : "GlobalAveragePool2D";
                        },
                        [](const ActivationLayer&) -> std::string { return "Activation"; },
                        [](const BatchNormLayer&) -> std::string { return "BatchNorm"; },
                        [](const LayerNormLayer&) -> std::string { return "LayerNorm"; },
                        [](const EmbeddingLayer&) -> std::string { return "Embedding"; },
                        [](const FlattenLayer&) -> std::string { return "Flatten"; },
                        [](const ReshapeLayer&) -> std::string { return "Reshape"; },
                        [](const IdentityLayer&) -> std::string { return "Identity"; },
                        [](const ZeroPadding2DLayer&) -> std::string { return "ZeroPadding2D"; },
                        [](const AddLayer&) -> std::string { return "Add"; },
                        [](const MultiplyLayer&) -> std::string { return "Multiply"; },
                        [](const ConcatLayer&) -> std::string { return "Concat"; },
                        [](const SoftmaxLayer&) -> std::string { return "Softmax"; },
                    },
                    parameters);
}

std::string activationName(const Activation& activation) {
  switch (activation.kind) {
    case ActivationKind::Linear:
      return "linear";
    case ActivationKind::Relu:
      return reluName(activation);
    case ActivationKind::Sigmoid:
      return "sigmoid";
    case ActivationKind::Tanh:
      return "tanh";
    case ActivationKind::Elu:
      return "elu(" + numberText(activation.alpha) + ")";
    case ActivationKind::Selu:
      return "selu";
    case ActivationKind::Softplus:
      return "softplus";
    case ActivationKind::Softsign:
      return "softsign";
    case ActivationKind::Exponential:
      return "exponential";
    case ActivationKind::Silu:
      return "silu";
    case ActivationKind::Gelu:
      return "gelu";
    case ActivationKind::GeluTanh:
      return "gelu(tanh)";
    case ActivationKind::HardSigmoid:
      return "hard_sigmoid";
    case ActivationKind::HardSwish:
      return "hard_swish";
  }
  return "unknown";
}

double applyActivation(const Activation& activation, double x) {
  switch (activation.kind) {
    case ActivationKind::Linear:
      return x;
    case ActivationKind::Relu:
      return relu(activation, x);
    case ActivationKind::Sigmoid:
      return sigmoid(x);
    case ActivationKind::Tanh:
      return std::tanh(x);
    case ActivationKind::Elu:
      return x > 0 ? x : activation.alpha * std::expm1(x);
    case ActivationKind::Selu:
      return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * std::expm1(x));
    case ActivationKind::Softplus:
      return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
    case ActivationKind::Softsign:
      return x / (1 + std::abs(x));
    case ActivationKind::Exponential:
      return std::exp(x);
    case ActivationKind::Silu:
      return x * sigmoid(x);
    case ActivationKind::Gelu:
      return x * (1 + std::erf(x / std::numbers::sqrt2)) / 2;
    case ActivationKind::GeluTanh:
      return geluTanh(x);
    case ActivationKind::HardSigmoid:
      return hardSigmoid(x);
    case ActivationKind::HardSwish:
      return x * hardSigmoid(x);
  }
  return x;
}

bool isVocabularyRow(double value, int64_t vocabulary) {
  return value >= 0 && value < static_cast<double>(vocabulary) && value == std::floor(value);
}

int64_t parameterCount(const LayerParameters& parameters) {
  auto size = [](const Tensor& tensor) { return static_cast<int64_t>(tensor.values.size()); };
  return std::visit(
      Overloaded{
          [&](const DenseLayer& dense) { return size(dense.kernel) + size(dense.bias); },
          [&](const Conv2DLayer& conv) { return size(conv.kernel) + size(conv.bias); },
          [&](const BatchNormLayer& norm) {
            return size(norm.scale) + size(norm.offset) + size(norm.mean) + size(norm.variance);
          },
          [&](const LayerNormLayer& norm) { return size(norm.scale) + size(norm.offset); },
          [&](const EmbeddingLayer& embedding) { return size(embedding.table); },
          [](const auto&) { return int64_t{0}; },
      },
      parameters);
}

int mutableUnitCount(const LayerParameters& parameters) {
  return std::visit(
      Overloaded{
          [](const DenseLayer& dense) { return static_cast<int>(dense.kernel.shape.front()); },
          [](const Conv2DLayer& conv) { return static_cast<int>(conv.kernel.shape.front()); },
          [](const auto&) { return 0; },
      },
      parameters);
}

Activation fusedActivation(const LayerParameters& parameters) {
  return std::visit(Overloaded{
                        [](const DenseLayer& dense) { return dense.activation; },
                        [](const Conv2DLayer& conv) { return conv.activation; },
                        [](const auto&) { return Activation{}; },
                    },
                    parameters);
}

}  // namespace maacc
