#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace maacc::test {

// A small writer of ONNX messages, for models that no exporter writes.
std::string protoNumber(int field, uint64_t value);
std::string protoBytes(int field, const std::string& content);
std::string protoFloat(int field, float value);

std::string onnxAttribute(const std::string& name, int64_t value);
std::string onnxAttribute(const std::string& name, float value);
std::string onnxAttribute(const std::string& name, const std::string& text);
std::string onnxAttribute(const std::string& name, const std::vector<int64_t>& values);
std::string onnxTensorAttribute(const std::string& name, const std::string& tensor);

std::string onnxNode(const std::string& operation,
                     const std::vector<std::string>& inputs,
                     const std::vector<std::string>& outputs,
                     const std::vector<std::string>& attributes = {},
                     const std::string& name = {},
                     const std::string& domain = {});

// type: as in TensorProto.DataType. raw: its bytes.
std::string onnxTensor(const std::string& name,
                       const std::vector<int64_t>& shape,
                       int64_t type,
                       const std::string& raw);
std::string onnxFloats(const std::string& name,
                       const std::vector<int64_t>& shape,
                       const std::vector<float>& values);
std::string onnxIntegers(const std::string& name, const std::vector<int64_t>& values);

struct OnnxFile {
  int64_t opset = 13;
  std::string inputName = "x";
  std::vector<int64_t> inputShape = {-1, 4};  // -1: a size with a name
  int64_t inputType = 1;                      // float32
  std::vector<std::string> outputs = {"y"};
  std::vector<std::string> nodes;
  std::vector<std::string> tensors;
  std::string more;  // further fields of the graph

  std::string bytes() const;
  void save(const std::string& path) const;
};

// 0.1, -0.2, 0.3, ... : as many as a tensor of this shape needs.
std::vector<float> someNumbers(const std::vector<int64_t>& shape);

}  // namespace maacc::test
