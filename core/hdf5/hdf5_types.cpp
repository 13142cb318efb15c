#include "core/hdf5/hdf5_types.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

namespace maacc {
namespace {

constexpr uint64_t kMaxRank = 32;

enum class TypeClass : uint64_t {
  Integer = 0,
  Float = 1,
  Text = 3,
  Enumeration = 8,
  VariableLength = 9,
};

constexpr std::array<const char*, 11> kClassNames = {"an integer",
                                                     "a float",
                                                     "a time",
                                                     "text",
                                                     "a bit field",
                                                     "opaque",
                                                     "a compound",
                                                     "a reference",
                                                     "an enumeration",
                                                     "a list of variable length",
                                                     "an array of arrays"};

bool isWholeSize(uint64_t bytes) { return bytes <= 8 && std::has_single_bit(bytes); }

// Section IV.A.2.d, class 0.
Hdf5Type integerType(Hdf5Bytes body, Hdf5Type type) {
  const bool isSigned = (hdf5Number(body, 1, 1) & 8) != 0;
  const bool isPlain = body.size() >= 12 && isWholeSize(type.bytes) &&
                       hdf5Number(body, 8, 2) == 0 && hdf5Number(body, 10, 2) == 8 * type.bytes;
  if (isPlain) {
    type.kind = isSigned ? Hdf5Kind::Signed : Hdf5Kind::Unsigned;
    type.bigEndian = (hdf5Number(body, 1, 1) & 1) != 0;
    type.name = (isSigned ? "int" : "uint") + std::to_string(8 * type.bytes);
  }
  return type;
}

// Class 1: byte order, places and sizes of the fields must be those of a format that is known.
Hdf5Type floatType(Hdf5Bytes body, Hdf5Type type) {
  struct Known {
    const char* name;
    uint64_t bytes;
    std::array<uint64_t, 6>
        layout;  // precision, exponent place and size, mantissa size, bias, place of the sign
  };
  static constexpr std::array<Known, 4> kKnown = {{{"float16", 2, {16, 10, 5, 10, 15, 15}},
                                                   {"float32", 4, {32, 23, 8, 23, 127, 31}},
                                                   {"float64", 8, {64, 52, 11, 52, 1023, 63}},
                                                   {"bfloat16", 2, {16, 7, 8, 7, 127, 15}}}};
  const std::array<uint64_t, 6> layout = {hdf5Number(body, 10, 2), hdf5Number(body, 12, 1),
                                          hdf5Number(body, 13, 1), hdf5Number(body, 15, 1),
                                          hdf5Number(body, 16, 4), hdf5Number(body, 2, 1)};
  const uint64_t order = hdf5Number(body, 1, 1) & 0x41;
  const bool atStart = hdf5Number(body, 8, 2) == 0 && hdf5Number(body, 14, 1) == 0;
  if (body.size() < 20 || order > 1 || !atStart) {
    return type;
  }
  for (const Known& known : kKnown) {
    if (type.bytes == known.bytes && layout == known.layout) {
      type.name = known.name;
      type.kind = type.name == "bfloat16" ? Hdf5Kind::Other : Hdf5Kind::Float;
      type.bigEndian = order == 1;
    }
  }
  return type;
}

// Class 8. h5py writes bool as an enumeration of the bytes FALSE = 0 and TRUE = 1; of others the
// numbers are taken.
Hdf5Type enumerationType(Hdf5Bytes body, Hdf5Type type) {
  if (body.size() < 8 + 12 || (hdf5Number(body, 8, 1) & 0x0f) != 0) {
    return type;
  }
  Hdf5Type base;
  base.name = type.name;
  base.bytes = hdf5Number(body, 12, 4);
  const Hdf5Bytes names = body.subspan(20);
  static constexpr std::string_view kFalse("FALSE\0", 6);
  const bool isBoolean =
      base.bytes == 1 && hdf5Number(body, 1, 2) == 2 && hdf5HasSignature(names, kFalse);
  base = integerType(body.subspan(8), base);
  if (base.bytes != type.bytes || base.kind == Hdf5Kind::Other) {
    return type;
  }
  if (isBoolean) {
    base.kind = Hdf5Kind::Boolean;
    base.name = "bool";
  }
  return base;
}

}  // namespace

Hdf5Type hdf5Type(const Hdf5Message& datatype) {
  const Hdf5Bytes body = datatype.body;
  const uint64_t head = hdf5Number(body, 0, 1);
  const uint64_t number = head & 0x0f;
  Hdf5Type type;
  type.name = datatype.isShared             ? "a named type"
              : number < kClassNames.size() ? kClassNames.at(number)
                                            : "unknown";
  type.bytes = hdf5Number(body, 4, 4);
  if (datatype.isShared || body.size() < 8 || type.bytes == 0) {
    return type;
  }
  switch (static_cast<TypeClass>(number)) {
    case TypeClass::Integer:
      return integerType(body, type);
    case TypeClass::Float:
      return floatType(body, type);
    case TypeClass::Enumeration:
      return enumerationType(body, type);
    case TypeClass::Text:
      type.kind = Hdf5Kind::FixedText;
      return type;
    case TypeClass::VariableLength:
      if ((hdf5Number(body, 1, 1) & 0x0f) == 1 && type.bytes == 16) {
        type.kind = Hdf5Kind::VariableText;
        type.name = "text";
      }
      return type;
    default:
      return type;
  }
}

// Section IV.A.2.b.
std::optional<Shape> hdf5Shape(Hdf5Bytes dataspace) {
  const uint64_t version = hdf5Number(dataspace, 0, 1);
  const uint64_t rank = hdf5Number(dataspace, 1, 1);
  const uint64_t start = version == 1 ? 8 : 4;
  static constexpr uint64_t kNull = 2;
  const bool isNull = version == 2 && hdf5Number(dataspace, 3, 1) == kNull;
  if (version < 1 || version > 2 || rank > kMaxRank || isNull ||
      dataspace.size() < start + 8 * rank) {
    return std::nullopt;
  }
  Shape shape;
  for (uint64_t axis = 0; axis < rank; ++axis) {
    const uint64_t size = hdf5Number(dataspace, start + 8 * axis, 8);
    if (size > static_cast<uint64_t>(INT64_MAX)) {
      return std::nullopt;
    }
    shape.push_back(static_cast<int64_t>(size));
  }
  return shape;
}

}  // namespace maacc
