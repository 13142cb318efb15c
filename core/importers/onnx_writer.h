#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/importers/onnx_model.h"
#include "core/model/tensor.h"

namespace maacc {

// Appends the fields of one protobuf message (protobuf.dev/programming-guides/encoding): the
// counterpart of ProtoReader.
class ProtoWriter {
 public:
  void integer(int64_t field, int64_t value);
  void float32(int64_t field, float value);
  void bytes(int64_t field, std::string_view value);  // bytes, text, or another message
  void packedIntegers(int64_t field, std::span<const int64_t> values);
  void packedFloats(int64_t field, std::span<const float> values);

  const std::string& message() const { return message_; }

 private:
  void varint(uint64_t value);
  void key(int64_t field, uint64_t wire);
  void fixed32(float value);

  std::string message_;
};

using OnnxAttributeValue =
    std::variant<int64_t, float, std::string, std::vector<int64_t>, std::vector<float>>;

struct OnnxNodeText {
  std::string operation;
  std::string name;
  std::vector<std::string> inputs;  // empty text: an optional input that is not given
  std::vector<std::string> outputs;
  std::vector<std::pair<std::string, OnnxAttributeValue>> attributes;
};

// Collects a graph and gives it as the bytes of an ONNX ModelProto (onnx.proto), nodes in the order
// of the calls, weights inside.
class OnnxWriter {
 public:
  OnnxWriter(const std::string& graphName, int64_t opset);

  // shape: with the batch axis; OnnxValueInfo::kOpen for a size that is left open.
  void addInput(const std::string& name, const Shape& shape, OnnxType type = OnnxType::Float);
  void addOutput(const std::string& name, const Shape& shape);
  // Row-major; as many values as the shape has.
  void addTensor(const std::string& name, const Shape& shape, std::span<const float> values);
  void addTensor(const std::string& name, const Shape& shape, std::span<const int64_t> values);
  void addNode(const OnnxNodeText& node);
  void addNote(const std::string& key, const std::string& value);  // of metadata_props

  // The ModelProto. Throws Error{Unsupported} from 2 GB, which is where protobuf ends.
  std::string finish() const;

 private:
  int64_t opset_;
  ProtoWriter graph_;
  ProtoWriter notes_;
};

}  // namespace maacc
