#include "core/hdf5/hdf5_attributes.h"

#include <algorithm>

#include "core/hdf5/hdf5_heaps.h"
#include "core/hdf5/hdf5_numbers.h"

namespace maacc {
namespace {

uint64_t roundedUp(uint64_t size) { return (size + 7) / 8 * 8; }

std::string textOf(Hdf5Bytes bytes) {
  return {bytes.begin(), std::find(bytes.begin(), bytes.end(), 0)};
}

// Section IV.A.2.m. nullopt when the message is that of another attribute or damaged.
std::optional<Hdf5Attribute> attributeOf(Hdf5Bytes message, std::string_view wanted) {
  Hdf5Cursor cursor(message);
  const uint64_t version = cursor.number(1);
  const uint64_t flags = cursor.number(1);
  const uint64_t nameSize = cursor.number(2);
  const uint64_t typeSize = cursor.number(2);
  const uint64_t spaceSize = cursor.number(2);
  cursor.skip(version == 3 ? 1 : 0);  // how the name is encoded
  // Version 1 pads its parts to eight bytes.
  const auto part = [&](uint64_t size) {
    const Hdf5Bytes bytes = cursor.bytes(size);
    cursor.skip(version == 1 ? roundedUp(size) - size : 0);
    return bytes;
  };
  const Hdf5Bytes name = part(nameSize);
  const Hdf5Bytes type = part(typeSize);
  const Hdf5Bytes space = part(spaceSize);
  if (!cursor.ok() || version < 1 || version > 3 || textOf(name) != wanted) {
    return std::nullopt;
  }
  const bool isShared = version > 1 && flags != 0;
  Hdf5Attribute attribute;
  attribute.type = hdf5Type({Hdf5MessageType::Datatype, isShared, {type.begin(), type.end()}});
  const std::optional<Shape> shape = hdf5Shape(space);
  if (!shape || attribute.type.kind == Hdf5Kind::Other) {
    return std::nullopt;
  }
  attribute.shape = *shape;
  uint64_t bytes = attribute.type.bytes;
  for (const int64_t size : *shape) {
    if (__builtin_mul_overflow(bytes, static_cast<uint64_t>(size), &bytes)) {
      return std::nullopt;
    }
  }
  const Hdf5Bytes data = cursor.bytes(bytes);
  attribute.data.assign(data.begin(), data.end());
  return cursor.ok() ? std::optional(attribute) : std::nullopt;
}

// Attributes of an object that has many of them, or large ones. Section IV.A.2.v.
std::optional<Hdf5Attribute> attributeInHeap(const Hdf5Source& source,
                                             const Hdf5Message& info,
                                             std::string_view name) {
  Hdf5Cursor cursor(info.body);
  cursor.skip(1);
  cursor.skip((cursor.number(1) & 1) != 0 ? 2 : 0);
  const uint64_t heapAddress = cursor.number(8);
  const uint64_t index = cursor.number(8);
  if (!cursor.ok() || heapAddress == kHdf5NoAddress) {
    return std::nullopt;
  }
  static constexpr uint64_t kAttributeNames = 8;
  const auto heap = Hdf5FractalHeap::open(source, heapAddress);
  std::optional<Hdf5Attribute> found;
  const auto look = [&](Hdf5Bytes record) {
    const auto message = found ? std::nullopt : heap->object(hdf5Slice(record, 0, 8));
    if (message) {
      found = attributeOf(*message, name);
    }
  };
  return heap && forEachHdf5Record(source, index, kAttributeNames, look) ? found : std::nullopt;
}

std::optional<Hdf5Block> variableText(const Hdf5Source& source, Hdf5Bytes element) {
  const uint64_t length = hdf5Number(element, 0, 4);
  if (length == 0) {
    return Hdf5Block{};
  }
  auto text = hdf5GlobalHeapObject(source, hdf5Number(element, 4, 8), hdf5Number(element, 12, 4));
  if (!text || text->size() < length) {
    return std::nullopt;
  }
  text->resize(length);
  return text;
}

}  // namespace

std::optional<Hdf5Attribute> readHdf5Attribute(const Hdf5Source& source,
                                               const Hdf5Object& object,
                                               std::string_view name) {
  for (const Hdf5Message& message : object.messages) {
    if (message.type == Hdf5MessageType::Attribute && !message.isShared) {
      if (auto attribute = attributeOf(message.body, name)) {
        return attribute;
      }
    }
  }
  const Hdf5Message* info = object.find(Hdf5MessageType::AttributeInfo);
  return info == nullptr ? std::nullopt : attributeInHeap(source, *info, name);
}

std::optional<std::vector<std::string>> hdf5Texts(const Hdf5Source& source,
                                                  const Hdf5Attribute& attribute) {
  const Hdf5Type& type = attribute.type;
  if (attribute.data.empty()) {
    return std::vector<std::string>{};  // NumPy gives an empty list the type of numbers
  }
  if (type.kind != Hdf5Kind::FixedText && type.kind != Hdf5Kind::VariableText) {
    return std::nullopt;
  }
  std::vector<std::string> texts;
  uint64_t total = 0;
  for (size_t at = 0; at + type.bytes <= attribute.data.size(); at += type.bytes) {
    const Hdf5Bytes element = Hdf5Bytes(attribute.data).subspan(at, type.bytes);
    if (type.kind == Hdf5Kind::FixedText) {
      texts.push_back(textOf(element));
      continue;
    }
    const auto text = variableText(source, element);
    total += text ? text->size() : 0;
    if (!text || total > source.size()) {
      return std::nullopt;
    }
    texts.push_back(textOf(*text));
  }
  return texts;
}

std::optional<double> hdf5Number(const Hdf5Attribute& attribute) {
  const Hdf5Kind kind = attribute.type.kind;
  const bool isText = kind == Hdf5Kind::FixedText || kind == Hdf5Kind::VariableText;
  if (isText || attribute.data.size() != attribute.type.bytes) {
    return std::nullopt;
  }
  return hdf5Value(attribute.data, attribute.type);
}

}  // namespace maacc
