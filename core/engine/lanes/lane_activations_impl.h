#pragma once

// Activations. Part of lane_kernels_impl.h.

#include "core/engine/lanes/lane_vectors_impl.h"

namespace maacc {
namespace {

// exp(x) to about 2 ulp by Cody-Waite reduction and a polynomial of degree 6 (Taylor coefficients,
// |r| <= ln(2) / 2). NaN stays NaN, overflow is infinite, underflow is 0.
inline Vector exponential(Vector x) {
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to an integer
  const Vector high = broadcast(88.72283F);
  const Vector low = broadcast(-87.33654F);
  const IntVector over = x > high;
  const IntVector under = x < low;
  Vector clamped = select(over, high, x);
  clamped = select(under, low, clamped);
  const Vector shifted = clamped * 1.44269504F + kRound;
  const Vector n = shifted - kRound;
  const Vector r = (clamped - n * 0.693359375F) + n * 2.12194440e-4F;
  Vector p = r * (1.0F / 720.0F) + (1.0F / 120.0F);
  p = p * r + (1.0F / 24.0F);
  p = p * r + (1.0F / 6.0F);
  p = p * r + 0.5F;
  p = p * r + 1.0F;
  p = p * r + 1.0F;
  // Two factors, because 2^128 alone is not a float.
  const IntVector exponent =
      reinterpret_cast<IntVector>(shifted) - reinterpret_cast<IntVector>(broadcast(kRound));
  const IntVector half = exponent >> 1;
  const auto first = reinterpret_cast<Vector>((half + 127) << 23);
  const auto second = reinterpret_cast<Vector>((exponent - half + 127) << 23);
  Vector result = p * first * second;
  result = select(over, broadcast(__builtin_inff()), result);
  return select(under, Vector{}, result);
}

inline Vector sigmoid(Vector x) { return 1.0F / (1.0F + exponential(-x)); }

// 1 - 2 / (exp(2 |x|) + 1) with the sign of x.
inline Vector hyperbolicTangent(Vector x) {
  const Vector positive = 1.0F - 2.0F / (exponential(2.0F * absolute(x)) + 1.0F);
  const Vector negative = -positive;
  return select(x < Vector{}, negative, positive);
}

template <ActivationKind Kind>
inline Vector activated(Vector x, float alpha, float limit) {
  if constexpr (Kind == ActivationKind::Relu) {
    Vector y = select(x < Vector{}, x * alpha, x);  // NaN stays NaN
    return limit > 0 ? select(y > broadcast(limit), broadcast(limit), y) : y;
  } else if constexpr (Kind == ActivationKind::Sigmoid) {
    return sigmoid(x);
  } else if constexpr (Kind == ActivationKind::Tanh) {
    return hyperbolicTangent(x);
  } else if constexpr (Kind == ActivationKind::Elu) {
    return select(x < Vector{}, alpha * (exponential(x) - 1.0F), x);
  } else if constexpr (Kind == ActivationKind::Selu) {
    return 1.05070099F * select(x < Vector{}, 1.67326324F * (exponential(x) - 1.0F), x);
  } else if constexpr (Kind == ActivationKind::Softsign) {
    return x / (1.0F + absolute(x));
  } else if constexpr (Kind == ActivationKind::Exponential) {
    return exponential(x);
  } else if constexpr (Kind == ActivationKind::Silu) {
    return x * sigmoid(x);
  } else if constexpr (Kind == ActivationKind::GeluTanh) {
    return 0.5F * x * (1.0F + hyperbolicTangent(0.797884561F * (x + 0.044715F * x * x * x)));
  } else {
    Vector y = x * (1.0F / 6.0F) + 0.5F;
    y = select(y < Vector{}, Vector{}, y);
    y = select(y > broadcast(1.0F), broadcast(1.0F), y);
    return Kind == ActivationKind::HardSwish ? x * y : y;
  }
}

template <ActivationKind Kind>
void activateAll(const Activation& activation, const float* input, float* output, int64_t count) {
  const auto alpha = static_cast<float>(activation.alpha);
  const auto limit = static_cast<float>(activation.limit);
  for (int64_t i = 0; i < count * kLanes; i += kVectorFloats) {
    store(output + i, activated<Kind>(load(input + i), alpha, limit));
  }
}

void activate(const Activation& activation, const float* input, float* output, int64_t count) {
  switch (activation.kind) {
    case ActivationKind::Linear:
      for (int64_t i = 0; input != output && i < count * kLanes; i += kVectorFloats) {
        store(output + i, load(input + i));
      }
      return;
    case ActivationKind::Relu:
      return activateAll<ActivationKind::Relu>(activation, input, output, count);
    case ActivationKind::Sigmoid:
      return activateAll<ActivationKind::Sigmoid>(activation, input, output, count);
    case ActivationKind::Tanh:
      return activateAll<ActivationKind::Tanh>(activation, input, output, count);
    case ActivationKind::Elu:
      return activateAll<ActivationKind::Elu>(activation, input, output, count);
    case ActivationKind::Selu:
      return activateAll<ActivationKind::Selu>(activation, input, output, count);
    case ActivationKind::Softsign:
      return activateAll<ActivationKind::Softsign>(activation, input, output, count);
    case ActivationKind::Exponential:
      return activateAll<ActivationKind::Exponential>(activation, input, output, count);
    case ActivationKind::Silu:
      return activateAll<ActivationKind::Silu>(activation, input, output, count);
    case ActivationKind::GeluTanh:
      return activateAll<ActivationKind::GeluTanh>(activation, input, output, count);
    case ActivationKind::HardSigmoid:
      return activateAll<ActivationKind::HardSigmoid>(activation, input, output, count);
    case ActivationKind::HardSwish:
      return activateAll<ActivationKind::HardSwish>(activation, input, output, count);
    case ActivationKind::Softplus:
    case ActivationKind::Gelu:
      break;
  }
  for (int64_t i = 0; i < count * kLanes; ++i) {  // log1p and erf: one value at a time
    output[i] = static_cast<float>(applyActivation(activation, static_cast<double>(input[i])));
  }
}

}  // namespace
}  // namespace maacc
