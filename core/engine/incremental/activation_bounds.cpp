#include "core/engine/incremental/activation_bounds.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace maacc {

std::optional<float> lipschitzConstant(const Activation& activation) {
  const auto alpha = static_cast<float>(std::abs(activation.alpha));
  switch (activation.kind) {
    case ActivationKind::Relu:
    case ActivationKind::Elu:
      return std::max(1.0F, alpha);
    case ActivationKind::Linear:
    case ActivationKind::Tanh:
    case ActivationKind::Softplus:
    case ActivationKind::Softsign:
      return 1.0F;
    case ActivationKind::Sigmoid:
      return 0.25F;
    case ActivationKind::HardSigmoid:
      return 0.16667F;
    case ActivationKind::Selu:
      return 1.7581F;  // 1.05070... * 1.67326...
    case ActivationKind::Silu:
      return 1.0999F;  // at x = 2.3994
    case ActivationKind::Gelu:
    case ActivationKind::GeluTanh:
      return 1.1300F;  // 1.1290 at x = sqrt 2; 1.1291 for the tanh form
    case ActivationKind::HardSwish:
      return 1.5F;  // at x = 3
    case ActivationKind::Exponential:
      break;
  }
  return std::nullopt;
}

std::optional<float> rangeOf(const Activation& activation) {
  switch (activation.kind) {
    case ActivationKind::Sigmoid:
    case ActivationKind::HardSigmoid:
    case ActivationKind::Tanh:
    case ActivationKind::Softsign:
      return 1.0F;
    case ActivationKind::Relu:
      if (activation.alpha == 0 && activation.limit > 0) {
        return std::nextafter(static_cast<float>(activation.limit),
                              std::numeric_limits<float>::infinity());
      }
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace maacc
