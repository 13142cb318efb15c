#pragma once

#include <cstdint>
#include <vector>

#include "core/data/raw_array.h"

namespace maacc {

// Whether the shape can be that of one class number per sample: [n], or [n, 1].
bool holdsOneValuePerSample(const Shape& shape);

// Whether every row of a [n, classes] array is zeros and exactly one 1.
bool isOneHot(const RawArray& array);

// Class per sample from whole numbers [n] or [n, 1], of which `first` is class 0, or from one-hot rows
// [n, classes]. Throws Error{BadInput} naming the file and the first label that is below `first`, not
// a whole number, or not one-hot.
std::vector<int32_t> readLabels(const RawArray& array, int32_t first = 0);

}  // namespace maacc
