#include "core/hdf5/hdf5_numbers.h"

#include <bit>
#include <cmath>
#include <limits>

namespace maacc {
namespace {

double fromHalf(uint64_t bits) {
  const int exponent = static_cast<int>(bits >> 10 & 0x1f);
  const auto mantissa = static_cast<double>(bits & 0x3ff);
  const double sign = (bits & 0x8000) != 0 ? -1.0 : 1.0;
  if (exponent == 0x1f) {
    return mantissa != 0 ? std::numeric_limits<double>::quiet_NaN()
                         : sign * std::numeric_limits<double>::infinity();
  }
  return sign *
         (exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(mantissa + 0x400, exponent - 25));
}

double fromFloat(uint64_t bits, uint64_t bytes) {
  return bytes == 2   ? fromHalf(bits)
         : bytes == 4 ? static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(bits)))
                      : std::bit_cast<double>(bits);
}

}  // namespace

double hdf5Value(Hdf5Bytes element, const Hdf5Type& type) {
  uint64_t bits = 0;
  for (size_t i = 0; i < element.size(); ++i) {
    bits = bits << 8 | element[type.bigEndian ? i : element.size() - 1 - i];
  }
  if (type.kind == Hdf5Kind::Float) {
    return fromFloat(bits, type.bytes);
  }
  if (type.kind == Hdf5Kind::Signed) {
    const auto shift = static_cast<int>(64 - 8 * type.bytes);
    return static_cast<double>(static_cast<int64_t>(bits << shift) >> shift);
  }
  return static_cast<double>(bits);
}

}  // namespace maacc
