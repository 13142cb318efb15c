#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/data/sample_source.h"
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

// An array as a file holds it: native byte order, row-major; the first axis counts samples. Reading
// elements is thread-safe, and throws Error{BadInput} where they are read from a damaged file.
struct RawArray {
  std::string source;  // file, and member or key where there is one: "digits.npz:x_test"
  Shape shape;         // [samples, ...]
  ElementType type = ElementType::UInt8;
  std::vector<std::byte> bytes;  // of all elements; empty where they are `stored`
  std::shared_ptr<const SampleSource> stored = nullptr;
  // Of each sample, where not all have the shape that `shape` says; only with `stored`.
  std::vector<Shape> ownShapes = {};

  int64_t sampleCount() const { return shape.empty() ? 0 : shape.front(); }
  Shape sampleShape() const {
    return shape.empty() ? Shape{} : Shape(shape.begin() + 1, shape.end());
  }
  Shape shapeOf(int64_t sample) const {
    return ownShapes.empty() ? sampleShape() : ownShapes[static_cast<std::size_t>(sample)];
  }
  // Element `index` of the whole array as a number.
  double at(int64_t index) const;
  // Elements first .. first + out.size() - 1 as numbers. 64-bit integers beyond 2^53 are rounded.
  // Not for samples of different shapes.
  void copyTo(int64_t first, std::span<double> out) const;
  // All elements of one sample as numbers.
  std::vector<double> valuesOf(int64_t sample) const;
  // Adds all samples to `hash`, block by block: the same for kept and stored ones.
  void addTo(Sha256& hash) const;
};

// Bytes that are column-major (Fortran, MATLAB) become row-major.
void toRowMajor(RawArray& array);

}  // namespace maacc
