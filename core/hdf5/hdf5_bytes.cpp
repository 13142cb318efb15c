#include "core/hdf5/hdf5_bytes.h"

#include <algorithm>

namespace maacc {
namespace {

constexpr uint64_t kContinuationMessage = 0x10;
constexpr uint64_t kAttributeMessage = 0x0c;
constexpr size_t kMaxBlocks = 64;
constexpr uint64_t kMaxTextBytes = 1 << 16;

using Bytes = Hdf5Bytes;

uint64_t number(Bytes bytes, uint64_t at, int width) { return hdf5Number(bytes, at, width); }

uint64_t roundedUp(uint64_t size) { return (size + 7) / 8 * 8; }

// Object `index` of the global heap collection at `address`.
Bytes heapObject(Bytes image, uint64_t address, uint64_t index) {
  const Bytes head = hdf5Slice(image, address, 16);
  if (!hdf5HasSignature(head, "GCOL")) {
    return {};
  }
  const Bytes collection = hdf5Slice(image, address, number(head, 8, 8));
  for (uint64_t at = 16; at + 16 <= collection.size();) {
    const uint64_t id = number(collection, at, 2);
    const uint64_t size = number(collection, at + 8, 8);
    if (id == 0 || size > collection.size()) {
      return {};
    }
    if (id == index) {
      return hdf5Slice(collection, at + 16, size);
    }
    at += 16 + roundedUp(size);
  }
  return {};
}

bool isScalar(Bytes dataspace) {
  const uint64_t version = number(dataspace, 0, 1);
  return (version == 1 || version == 2) && number(dataspace, 1, 1) == 0;
}

bool isVariableText(Bytes datatype) {
  constexpr uint64_t kVariableLength = 9;
  return (number(datatype, 0, 1) & 0x0f) == kVariableLength && (number(datatype, 1, 1) & 0x0f) == 1;
}

// Section IV.A.2.m.
struct AttributeParts {
  Bytes name;
  Bytes datatype;
  Bytes dataspace;
  Bytes data;
};

std::optional<AttributeParts> attributeParts(Bytes message) {
  const uint64_t version = number(message, 0, 1);
  if (version < 1 || version > 3 || number(message, 1, 1) != 0) {
    return std::nullopt;
  }
  // Version 1 pads its parts to eight bytes; version 3 says how the name is encoded.
  const auto padded = [&](uint64_t size) { return version == 1 ? roundedUp(size) : size; };
  const uint64_t nameSize = number(message, 2, 2);
  const uint64_t typeSize = number(message, 4, 2);
  const uint64_t spaceSize = number(message, 6, 2);
  const uint64_t nameAt = version == 3 ? 9 : 8;
  const uint64_t typeAt = nameAt + padded(nameSize);
  const uint64_t spaceAt = typeAt + padded(typeSize);
  return AttributeParts{hdf5Slice(message, nameAt, nameSize), hdf5Slice(message, typeAt, typeSize),
                        hdf5Slice(message, spaceAt, spaceSize),
                        hdf5Slice(message, spaceAt + padded(spaceSize), 16)};
}

}  // namespace

Hdf5Bytes hdf5Slice(Hdf5Bytes bytes, uint64_t start, uint64_t length) {
  return start <= bytes.size() && length <= bytes.size() - start ? bytes.subspan(start, length)
                                                                 : Hdf5Bytes{};
}

uint64_t hdf5Number(Hdf5Bytes bytes, uint64_t at, int width) {
  const Hdf5Bytes field = hdf5Slice(bytes, at, static_cast<uint64_t>(width));
  uint64_t value = 0;
  for (size_t i = field.size(); i-- > 0;) {
    value = value << 8 | field[i];
  }
  return value;
}

bool hdf5HasSignature(Hdf5Bytes bytes, std::string_view signature) {
  return bytes.size() >= signature.size() &&
         std::equal(signature.begin(), signature.end(), bytes.begin(),
                    [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; });
}

// Section IV.A.1.a.
std::optional<std::vector<Hdf5Message>> hdf5Messages(Hdf5Bytes image, uint64_t address) {
  const Bytes prefix = hdf5Slice(image, address, 16);
  if (prefix.empty() || number(prefix, 0, 1) != 1) {
    return std::nullopt;
  }
  std::vector<Hdf5Message> messages;
  std::vector<Bytes> blocks = {hdf5Slice(image, address + 16, number(prefix, 8, 4))};
  for (size_t i = 0; i < blocks.size(); ++i) {
    const Bytes block = blocks[i];
    if (block.empty() || i == kMaxBlocks) {
      return std::nullopt;
    }
    for (uint64_t at = 0; at + 8 <= block.size();) {
      const uint64_t type = number(block, at, 2);
      const uint64_t size = number(block, at + 2, 2);
      const Bytes body = hdf5Slice(block, at + 8, size);
      if (body.size() != size) {
        return std::nullopt;
      }
      messages.push_back({type, (number(block, at + 4, 1) & 2) != 0, body});
      if (type == kContinuationMessage) {
        blocks.push_back(hdf5Slice(image, number(body, 0, 8), number(body, 8, 8)));
      }
      at += 8 + size;
    }
  }
  return messages;
}

std::optional<std::string> hdf5TextAttribute(Hdf5Bytes image,
                                             const std::vector<Hdf5Message>& messages,
                                             std::string_view name) {
  for (const Hdf5Message& message : messages) {
    const auto parts =
        message.type == kAttributeMessage ? attributeParts(message.body) : std::nullopt;
    const bool matches = parts && parts->name.size() == name.size() + 1 &&
                         hdf5HasSignature(parts->name, name) && isVariableText(parts->datatype) &&
                         isScalar(parts->dataspace);
    if (!matches) {
      continue;
    }
    const uint64_t length = number(parts->data, 0, 4);
    const Bytes text = hdf5Slice(
        heapObject(image, number(parts->data, 4, 8), number(parts->data, 12, 4)), 0, length);
    if (length > kMaxTextBytes || text.size() != length) {
      return std::nullopt;
    }
    return std::string(text.begin(), std::find(text.begin(), text.end(), 0));
  }
  return std::nullopt;
}

}  // namespace maacc
