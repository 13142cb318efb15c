#include "core/importers/onnx_writer.h"

#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "core/base/error.h"

namespace maacc {
namespace {

// Wire types of protobuf.
constexpr uint64_t kVarint = 0;
constexpr uint64_t kBytes = 2;
constexpr uint64_t kFixed32 = 5;

// IR version 8 came with opset 17 (onnx.ai, "Versioning").
constexpr int64_t kIrVersion = 8;

// AttributeProto.AttributeType.
enum class AttributeType : int64_t { Float = 1, Int = 2, String = 3, Floats = 6, Ints = 7 };

std::string valueInfo(const std::string& name, const Shape& shape, OnnxType type) {
  ProtoWriter axes;
  for (const int64_t size : shape) {
    ProtoWriter axis;
    if (size == OnnxValueInfo::kOpen) {
      axis.bytes(2, "batch");
    } else {
      axis.integer(1, size);
    }
    axes.bytes(1, axis.message());
  }
  ProtoWriter tensor;
  tensor.integer(1, static_cast<int64_t>(type));
  tensor.bytes(2, axes.message());
  ProtoWriter typeMessage;
  typeMessage.bytes(1, tensor.message());
  ProtoWriter info;
  info.bytes(1, name);
  info.bytes(2, typeMessage.message());
  return info.message();
}

template <class Number>
std::string tensorMessage(const std::string& name,
                          const Shape& shape,
                          OnnxType type,
                          std::span<const Number> values) {
  static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");
  MAACC_CHECK(elementCount(shape) == static_cast<int64_t>(values.size()));
  ProtoWriter tensor;
  tensor.packedIntegers(1, shape);
  tensor.integer(2, static_cast<int64_t>(type));
  tensor.bytes(8, name);
  std::string raw(values.size_bytes(), '\0');
  if (!raw.empty()) {
    std::memcpy(raw.data(), values.data(), raw.size());
  }
  tensor.bytes(9, raw);
  return tensor.message();
}

std::string attributeMessage(const std::string& name, const OnnxAttributeValue& value) {
  ProtoWriter attribute;
  attribute.bytes(1, name);
  AttributeType type = AttributeType::Int;
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    attribute.integer(3, *integer);
  } else if (const auto* number = std::get_if<float>(&value)) {
    attribute.float32(2, *number);
    type = AttributeType::Float;
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    attribute.bytes(4, *text);
    type = AttributeType::String;
  } else if (const auto* integers = std::get_if<std::vector<int64_t>>(&value)) {
    attribute.packedIntegers(8, *integers);
    type = AttributeType::Ints;
  } else {
    attribute.packedFloats(7, std::get<std::vector<float>>(value));
    type = AttributeType::Floats;
  }
  attribute.integer(20, static_cast<int64_t>(type));
  return attribute.message();
}

}  // namespace

void ProtoWriter::varint(uint64_t value) {
  constexpr uint64_t kMore = 0x80;
  for (; value >= kMore; value >>= 7U) {
    message_.push_back(static_cast<char>(value | kMore));
  }
  message_.push_back(static_cast<char>(value));
}

void ProtoWriter::key(int64_t field, uint64_t wire) {
  varint((static_cast<uint64_t>(field) << 3U) | wire);
}

void ProtoWriter::fixed32(float value) {
  const auto bits = std::bit_cast<std::array<char, sizeof(float)>>(value);
  message_.append(bits.data(), bits.size());
}

void ProtoWriter::integer(int64_t field, int64_t value) {
  key(field, kVarint);
  varint(static_cast<uint64_t>(value));
}

void ProtoWriter::float32(int64_t field, float value) {
  key(field, kFixed32);
  fixed32(value);
}

void ProtoWriter::bytes(int64_t field, std::string_view value) {
  key(field, kBytes);
  varint(value.size());
  message_.append(value);
}

void ProtoWriter::packedIntegers(int64_t field, std::span<const int64_t> values) {
  ProtoWriter packed;
  for (const int64_t value : values) {
    packed.varint(static_cast<uint64_t>(value));
  }
  bytes(field, packed.message());
}

void ProtoWriter::packedFloats(int64_t field, std::span<const float> values) {
  ProtoWriter packed;
  for (const float value : values) {
    packed.fixed32(value);
  }
  bytes(field, packed.message());
}

OnnxWriter::OnnxWriter(const std::string& graphName, int64_t opset) : opset_(opset) {
  graph_.bytes(2, graphName);
}

void OnnxWriter::addInput(const std::string& name, const Shape& shape, OnnxType type) {
  graph_.bytes(11, valueInfo(name, shape, type));
}

void OnnxWriter::addOutput(const std::string& name, const Shape& shape) {
  graph_.bytes(12, valueInfo(name, shape, OnnxType::Float));
}

void OnnxWriter::addTensor(const std::string& name,
                           const Shape& shape,
                           std::span<const float> values) {
  graph_.bytes(5, tensorMessage(name, shape, OnnxType::Float, values));
}

void OnnxWriter::addTensor(const std::string& name,
                           const Shape& shape,
                           std::span<const int64_t> values) {
  graph_.bytes(5, tensorMessage(name, shape, OnnxType::Int64, values));
}

void OnnxWriter::addNode(const OnnxNodeText& node) {
  ProtoWriter message;
  for (const std::string& input : node.inputs) {
    message.bytes(1, input);
  }
  for (const std::string& output : node.outputs) {
    message.bytes(2, output);
  }
  message.bytes(3, node.name);
  message.bytes(4, node.operation);
  for (const auto& [name, value] : node.attributes) {
    message.bytes(5, attributeMessage(name, value));
  }
  graph_.bytes(1, message.message());
}

void OnnxWriter::addNote(const std::string& key, const std::string& value) {
  ProtoWriter note;
  note.bytes(1, key);
  note.bytes(2, value);
  notes_.bytes(14, note.message());
}

std::string OnnxWriter::finish() const {
  constexpr size_t kMost = std::numeric_limits<int32_t>::max();
  if (graph_.message().size() + notes_.message().size() > kMost) {
    throw Error(ErrorCode::Unsupported,
                "the model has more than 2 GB of weights, more than one ONNX file can hold");
  }
  ProtoWriter opset;
  opset.bytes(1, "");
  opset.integer(2, opset_);
  ProtoWriter model;
  model.integer(1, kIrVersion);
  model.bytes(2, "MAACC Studio");
  model.bytes(7, graph_.message());
  model.bytes(8, opset.message());
  return model.message() + notes_.message();
}

}  // namespace maacc
