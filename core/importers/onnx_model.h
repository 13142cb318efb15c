#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/importers/onnx_wire.h"
#include "core/model/tensor.h"

// The messages of onnx.proto that a network is made of (github.com/onnx/onnx, onnx/onnx.proto).
namespace maacc {

// Numbers as TensorProto.DataType has them.
enum class OnnxType : int64_t {
  Undefined = 0,
  Float = 1,
  Uint8 = 2,
  Int8 = 3,
  Uint16 = 4,
  Int16 = 5,
  Int32 = 6,
  Int64 = 7,
  Bool = 9,
  Float16 = 10,
  Double = 11,
  Uint32 = 12,
  Uint64 = 13,
  Bfloat16 = 16,
};

// The shortest decimal number that rounds to the value: what its author wrote.
double shortestDecimal(float value);

bool isOnnxFloat(OnnxType type);  // float16, bfloat16, float32, float64

// A tensor whose numbers are still in the file (or in another one): readOnnxTensor() converts them.
struct OnnxTensor {
  std::string name;
  Shape shape;
  OnnxType type = OnnxType::Undefined;
  ProtoBytes message;  // the TensorProto
};

struct OnnxAttribute {
  std::string name;
  double number = 0;  // float32 in the file; the shortest decimal number that rounds to it
  int64_t integer = 0;
  std::string text;
  std::vector<int64_t> integers;
  std::vector<float> numbers;
  OnnxTensor tensor;
  bool holdsGraph = false;
};

struct OnnxNode {
  std::string name;  // may be empty
  std::string operation;
  std::string domain;  // empty for ONNX itself
  std::string shown;   // what its author calls the operation, where that is no operator of ONNX
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<OnnxAttribute> attributes;
};

struct OnnxValueInfo {
  static constexpr int64_t kOpen = -1;  // a size that the file leaves open

  std::string name;
  bool hasShape = false;
  Shape shape;  // batch axis included
  OnnxType type = OnnxType::Undefined;
};

struct OnnxModel {
  std::string file;  // for messages, and the folder of external data
  std::shared_ptr<const std::vector<unsigned char>> content;  // what all ProtoBytes point into
  int64_t opset = 0;
  std::vector<OnnxNode> nodes;
  std::vector<OnnxTensor> initializers;
  std::vector<OnnxValueInfo> inputs;  // those with an initializer included
  std::vector<std::string> outputs;
};

// Throws Error{BadInput} for content that is not an ONNX model, Unsupported for opsets below 7.
OnnxModel readOnnxModel(const std::string& path);
OnnxModel parseOnnxModel(const std::string& file,
                         std::shared_ptr<const std::vector<unsigned char>> content);

// A TensorProto that stands alone, as the test data of ONNX does.
OnnxTensor parseOnnxTensor(ProtoBytes message, const std::string& place);

}  // namespace maacc
