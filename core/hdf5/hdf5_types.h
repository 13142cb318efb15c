#pragma once

#include <optional>
#include <string>

#include "core/hdf5/hdf5_objects.h"
#include "core/model/tensor.h"

namespace maacc {

// What one element is, as far as this program reads it.
enum class Hdf5Kind { Unsigned, Signed, Float, Boolean, FixedText, VariableText, Other };

struct Hdf5Type {
  Hdf5Kind kind = Hdf5Kind::Other;
  uint64_t bytes = 0;  // of one element
  bool bigEndian = false;
  std::string
      name;  // "int32", "float16", "bool", "text", or what else it is: "bfloat16", "a reference"
};

// Numbers are of 1, 2, 4 or 8 bytes without padding, floats are the IEEE formats of 2, 4 and 8;
// everything else is Other, with its name.
Hdf5Type hdf5Type(const Hdf5Message& datatype);

// Sizes per axis, [] for a scalar; nullopt when the message is damaged or says "no elements".
std::optional<Shape> hdf5Shape(Hdf5Bytes dataspace);

}  // namespace maacc
