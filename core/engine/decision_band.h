#pragma once

#include "core/engine/torch_network.h"

namespace maacc {

// When float32 may decide. A float32 logit differs from the float64 one by rounding; how much is
// measured for each mutant on a few inputs, and for the original network on more, and kBandSafety
// times the largest difference seen (over both logits of a margin) is taken as the bound. Margins
// within it are decided in float64, which defines verdicts.
inline constexpr double kBandSafety = 32;

// Margins of batched float64 logits below this share of the largest logit are decided by
// referenceLogits.
inline constexpr double kReferenceShare = 1e-9;

// Largest |float32 - float64| over the logits of `inputs` [batch, ...] (float32). Infinite where
// one of them is not finite.
double measuredError(const TorchNetwork& single,
                     const TorchNetwork& twice,
                     const at::Tensor& inputs,
                     std::span<const UnitWeightChange> changes);

}  // namespace maacc
