#pragma once

namespace maacc {

// A float32 logit differs from the float64 one by rounding. How much is measured, and this many
// times the largest difference seen is taken as the bound (docs/verdicts.md).
inline constexpr double kBandSafety = 32;

}  // namespace maacc
