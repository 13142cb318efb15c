#include <array>
#include <cstdio>
#include <optional>

#include "core/base/error.h"
#include "core/data/byte_source.h"
#include "core/data/readers.h"

namespace maacc {

namespace {

std::optional<ElementType> idxType(unsigned code) {
  switch (code) {
    case 0x08:
      return ElementType::UInt8;
    case 0x09:
      return ElementType::Int8;
    case 0x0B:
      return ElementType::Int16;
    case 0x0C:
      return ElementType::Int32;
    case 0x0D:
      return ElementType::Float32;
    case 0x0E:
      return ElementType::Float64;
    default:
      return std::nullopt;
  }
}

void readHeaderBytes(ByteSource& source, std::span<std::byte> out) {
  if (source.read(out) != out.size()) {
    throw Error(ErrorCode::BadInput,
                source.name() + " ends inside its IDX header: download or copy it again.");
  }
}

ElementType checkedType(const ByteSource& source, std::byte code) {
  const auto type = idxType(std::to_integer<unsigned>(code));
  if (!type) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "0x%02X", std::to_integer<unsigned>(code));
    throw Error(ErrorCode::BadInput,
                source.name() + " has the IDX type code " + text.data() +
                    ", which does not exist (08, 09, 0B, 0C, 0D and 0E do): the "
                    "file is damaged or not IDX.");
  }
  return *type;
}

}  // namespace

bool looksLikeIdx(const std::string& path) {
  const std::string magic = leadingBytes(path, 4);
  return magic.size() == 4 && magic[0] == 0 && magic[1] == 0 && magic[2] >= 0x08 &&
         magic[2] <= 0x0E && magic[3] != 0;
}

RawArray readIdx(const std::string& path) {
  const auto source = openFile(path);
  std::array<std::byte, 4> magic{};
  readHeaderBytes(*source, magic);
  const auto rank = std::to_integer<std::size_t>(magic[3]);
  if (magic[0] != std::byte{0} || magic[1] != std::byte{0} || rank == 0) {
    throw Error(ErrorCode::BadInput,
                path +
                    " is not an IDX file: it must begin with two zero bytes, a type code and "
                    "the number of axes.");
  }
  const ElementType type = checkedType(*source, magic[2]);
  Shape shape;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    std::array<std::byte, 4> size{};
    readHeaderBytes(*source, size);
    int64_t value = 0;
    for (const std::byte part : size) {
      value = value * 256 + std::to_integer<int64_t>(part);
    }
    shape.push_back(value);
  }
  return openArray(*source, shape, type, true);
}

}  // namespace maacc
