#pragma once

#include <optional>

#include "core/model/layer.h"

namespace maacc {

// Smallest L with |f(a) - f(b)| <= L |a - b| for all a and b, rounded up; nullopt where there is
// none.
std::optional<float> lipschitzConstant(const Activation& activation);

// What |f(x)| is at most for any x, rounded up; nullopt where it has no limit.
std::optional<float> rangeOf(const Activation& activation);

}  // namespace maacc
