#pragma once

#include <string>
#include <vector>

#include "core/data/array_selection.h"

namespace maacc {

// HDF5 files of arrays, and MATLAB files of version 7.3, which are HDF5 behind a block of their
// own.

bool looksLikeHdf5(const std::string& path);

// All arrays below the root by their path, "test/images", from headers alone. MATLAB shapes are
// those that MATLAB shows: HDF5 keeps them reversed. Links to other places are left out. Throws
// Error{BadInput} when the file is damaged or holds no arrays.
std::vector<NpzEntry> hdf5Entries(const std::string& path);

// As selectArrays. Where no keys are given, a group that holds arrays of usual names decides: the
// root, else the only one, else the only one that "test" is in the name of.
NpzSelection selectHdf5Arrays(const std::string& path,
                              const std::vector<NpzEntry>& entries,
                              const NpzWish& wish);

// One array, row-major; more than 64 MiB stay in the file and are read when they are asked for, but
// not those of MATLAB, whose axes must be turned. Throws Error: Usage when there is none of this
// path, BadInput when it is damaged, Unsupported for types, compression and links that are not
// read.
RawArray readHdf5(const std::string& path, const std::string& key);

// What the wish asks for, as the functions above and below do it.
DataParts readHdf5Parts(const std::string& path, const NpzWish& wish);

}  // namespace maacc
