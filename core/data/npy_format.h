#pragma once

#include <optional>
#include <string>

#include "core/data/byte_source.h"

namespace maacc {

// The header of an NPY array (NumPy Enhancement Proposal 1, versions 1.0 to 3.0).
struct NpyHeader {
  std::string typeText;             // "<f4" as written; "a structured type" for a list of fields
  std::optional<ElementType> type;  // nullopt: a type that is not read
  bool bigEndian = false;
  bool fortranOrder = false;
  Shape shape;
};

// Reads the header and leaves `source` at the first value. Throws Error{BadInput} naming the file
// when it is not NPY.
NpyHeader readNpyHeader(ByteSource& source);

// The header's text alone: "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }".
NpyHeader parseNpyHeader(const std::string& text, const std::string& sourceName);

// Header and values, in native byte order and row-major. Throws Error{Unsupported} for objects,
// text and structured types, saying how to save the array again.
RawArray readNpyArray(ByteSource& source);

}  // namespace maacc
