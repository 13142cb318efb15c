#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/model/tensor.h"

namespace maacc {

enum class ElementType {
  UInt8,
  Int8,
  UInt16,
  Int16,
  UInt32,
  Int32,
  UInt64,
  Int64,
  Float16,  // IEEE 754 binary16
  Float32,
  Float64,
  Bool,  // one byte, 0 for false
};

std::size_t elementSize(ElementType type);
std::string elementTypeName(ElementType type);  // "uint8", as NumPy calls it

// An array as a file holds it: native byte order, row-major; the first axis counts samples.
struct RawArray {
  std::string source;  // file, and member or key where there is one: "digits.npz:x_test"
  Shape shape;         // [samples, ...]
  ElementType type = ElementType::UInt8;
  std::vector<std::byte> bytes;

  int64_t sampleCount() const { return shape.empty() ? 0 : shape.front(); }
  Shape sampleShape() const {
    return shape.empty() ? Shape{} : Shape(shape.begin() + 1, shape.end());
  }
  // Element `index` of the whole array as a number.
  double at(int64_t index) const;
  // Elements first .. first + out.size() - 1 as numbers. 64-bit integers beyond 2^53 are rounded.
  void copyTo(int64_t first, std::span<double> out) const;
};

}  // namespace maacc
