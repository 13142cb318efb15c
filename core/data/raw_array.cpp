#include "core/data/raw_array.h"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/error.h"

namespace maacc {

namespace {

struct Half {
  uint16_t bits;
};

double toDouble(Half half) {
  const int exponent = (half.bits >> 10) & 31;
  const int fraction = half.bits & 1023;
  double magnitude = 0;
  if (exponent == 31) {
    magnitude = fraction == 0 ? std::numeric_limits<double>::infinity()
                              : std::numeric_limits<double>::quiet_NaN();
  } else if (exponent == 0) {
    magnitude = std::ldexp(fraction, -24);
  } else {
    magnitude = std::ldexp(1024 + fraction, exponent - 25);
  }
  return (half.bits & 0x8000) != 0 ? -magnitude : magnitude;
}

// A byte that NumPy would never write (2 .. 255) is still "true"; reading it as C++ bool would be
// undefined.
struct BoolByte {
  uint8_t byte;
};

double toDouble(BoolByte value) { return value.byte != 0 ? 1 : 0; }

template <class Number>
double toDouble(Number value) {
  return static_cast<double>(value);
}

template <class Stored>
void copyElements(const std::byte* from, std::span<double> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    Stored value;
    std::memcpy(&value, from + i * sizeof(Stored), sizeof(Stored));
    out[i] = toDouble(value);
  }
}

struct TypeEntry {
  ElementType type;
  std::size_t size;
  const char* name;
  void (*copy)(const std::byte*, std::span<double>);
};

constexpr std::array<TypeEntry, 12> kTypes = {{
    {ElementType::UInt8, 1, "uint8", copyElements<uint8_t>},
    {ElementType::Int8, 1, "int8", copyElements<int8_t>},
    {ElementType::UInt16, 2, "uint16", copyElements<uint16_t>},
    {ElementType::Int16, 2, "int16", copyElements<int16_t>},
    {ElementType::UInt32, 4, "uint32", copyElements<uint32_t>},
    {ElementType::Int32, 4, "int32", copyElements<int32_t>},
    {ElementType::UInt64, 8, "uint64", copyElements<uint64_t>},
    {ElementType::Int64, 8, "int64", copyElements<int64_t>},
    {ElementType::Float16, 2, "float16", copyElements<Half>},
    {ElementType::Float32, 4, "float32", copyElements<float>},
    {ElementType::Float64, 8, "float64", copyElements<double>},
    {ElementType::Bool, 1, "bool", copyElements<BoolByte>},
}};

const TypeEntry& entry(ElementType type) {
  for (const TypeEntry& candidate : kTypes) {
    if (candidate.type == type) {
      return candidate;
    }
  }
  failCheck("ElementType is in the table", __FILE__, __LINE__);
}

}  // namespace

std::size_t elementSize(ElementType type) { return entry(type).size; }

std::string elementTypeName(ElementType type) { return entry(type).name; }

double RawArray::at(int64_t index) const {
  double value = 0;
  copyTo(index, std::span(&value, 1));
  return value;
}

void RawArray::copyTo(int64_t first, std::span<double> out) const {
  const TypeEntry& kind = entry(type);
  MAACC_CHECK(first >= 0);
  const auto start = static_cast<std::size_t>(first);
  MAACC_CHECK(start + out.size() <= bytes.size() / kind.size);
  kind.copy(bytes.data() + start * kind.size, out);
}

}  // namespace maacc
