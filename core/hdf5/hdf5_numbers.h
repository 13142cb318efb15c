#pragma once

#include "core/hdf5/hdf5_types.h"

namespace maacc {

// One element as a number; 64-bit integers beyond 2^53 are rounded. type: any kind but texts and
// Other.
double hdf5Value(Hdf5Bytes element, const Hdf5Type& type);

}  // namespace maacc
