#include "core/data/raw_array.h"

#include <algorithm>
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
  MAACC_CHECK(first >= 0 && ownShapes.empty());
  const auto start = static_cast<std::size_t>(first);
  if (stored == nullptr) {
    MAACC_CHECK(start + out.size() <= bytes.size() / kind.size);
    kind.copy(bytes.data() + start * kind.size, out);
    return;
  }
  if (out.empty()) {
    return;
  }
  const auto perSample = static_cast<std::size_t>(elementCount(sampleShape()));
  const std::size_t sample = start / perSample;
  const std::size_t end = (start + out.size() + perSample - 1) / perSample;
  MAACC_CHECK(end <= static_cast<std::size_t>(sampleCount()));
  std::vector<std::byte> block((end - sample) * perSample * kind.size);
  stored->read(static_cast<int64_t>(sample), static_cast<int64_t>(end - sample), block);
  kind.copy(block.data() + (start - sample * perSample) * kind.size, out);
}

std::vector<double> RawArray::valuesOf(int64_t sample) const {
  const int64_t count = elementCount(shapeOf(sample));
  std::vector<double> values(static_cast<std::size_t>(count));
  if (ownShapes.empty()) {
    copyTo(sample * count, values);
    return values;
  }
  std::vector<std::byte> block(values.size() * elementSize(type));
  stored->read(sample, 1, block);
  entry(type).copy(block.data(), values);
  return values;
}

void toRowMajor(RawArray& array) {
  const std::size_t size = elementSize(array.type);
  const std::size_t rank = array.shape.size();
  std::vector<std::size_t> strides(rank, size);
  for (std::size_t axis = 1; axis < rank; ++axis) {
    strides[axis] = strides[axis - 1] * static_cast<std::size_t>(array.shape[axis - 1]);
  }
  std::vector<std::byte> ordered(array.bytes.size());
  Shape index(rank, 0);
  std::size_t from = 0;
  for (std::size_t to = 0; to < ordered.size(); to += size) {
    std::memcpy(ordered.data() + to, array.bytes.data() + from, size);
    for (std::size_t axis = rank; axis-- > 0;) {
      from += strides[axis];
      if (++index[axis] < array.shape[axis]) {
        break;
      }
      from -= strides[axis] * static_cast<std::size_t>(array.shape[axis]);
      index[axis] = 0;
    }
  }
  array.bytes = std::move(ordered);
}

void RawArray::addTo(Sha256& hash) const {
  constexpr int64_t kBlockBytes = int64_t{4} << 20;
  if (stored == nullptr) {
    hash.bytes(bytes);
    return;
  }
  if (stored->addTo(hash)) {
    return;
  }
  const int64_t sampleBytes =
      elementCount(sampleShape()) * static_cast<int64_t>(elementSize(type));
  const int64_t step = std::max<int64_t>(1, kBlockBytes / std::max<int64_t>(1, sampleBytes));
  std::vector<std::byte> block;
  for (int64_t first = 0; first < sampleCount(); first += step) {
    const int64_t count = std::min(step, sampleCount() - first);
    block.resize(static_cast<std::size_t>(count * sampleBytes));
    stored->read(first, count, block);
    hash.bytes(block);
  }
}

}  // namespace maacc
