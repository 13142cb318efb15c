#pragma once

#include <cstdint>

namespace maacc {

// The sum of `count` values as NumPy rounds it along a contiguous axis: pairwise, eight partial
// sums in blocks of up to 128.
double pairwiseSum(const double* values, int64_t count);

}  // namespace maacc
