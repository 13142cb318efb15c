#include "tests/importers/onnx_files.h"

#include <cstring>
#include <fstream>

namespace maacc::test {
namespace {

std::string varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) {
    bytes += static_cast<char>(value | 0x80);
  }
  return bytes + static_cast<char>(value);
}

std::string key(int field, int kind) { return varint(static_cast<uint64_t>(field) << 3 | kind); }

template <class Number>
std::string rawBytes(const std::vector<Number>& values) {
  std::string bytes(values.size() * sizeof(Number), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::string attribute(const std::string& name, const std::string& value, int kind) {
  return protoBytes(1, name) + value + protoNumber(20, static_cast<uint64_t>(kind));
}

std::string valueInfo(const std::string& name, const std::vector<int64_t>& shape, int64_t type) {
  std::string dimensions;
  for (const int64_t size : shape) {
    dimensions += protoBytes(
        1, size < 0 ? protoBytes(2, "batch") : protoNumber(1, static_cast<uint64_t>(size)));
  }
  const std::string tensor =
      protoNumber(1, static_cast<uint64_t>(type)) + protoBytes(2, dimensions);
  return protoBytes(1, name) + protoBytes(2, protoBytes(1, tensor));
}

}  // namespace

std::string protoNumber(int field, uint64_t value) { return key(field, 0) + varint(value); }

std::string protoBytes(int field, const std::string& content) {
  return key(field, 2) + varint(content.size()) + content;
}

std::string protoFloat(int field, float value) {
  return key(field, 5) + rawBytes(std::vector<float>{value});
}

std::string onnxAttribute(const std::string& name, int64_t value) {
  return attribute(name, protoNumber(3, static_cast<uint64_t>(value)), 2);
}

std::string onnxAttribute(const std::string& name, float value) {
  return attribute(name, protoFloat(2, value), 1);
}

std::string onnxAttribute(const std::string& name, const std::string& text) {
  return attribute(name, protoBytes(4, text), 3);
}

std::string onnxAttribute(const std::string& name, const std::vector<int64_t>& values) {
  std::string all;
  for (const int64_t value : values) {
    all += protoNumber(8, static_cast<uint64_t>(value));
  }
  return attribute(name, all, 7);
}

std::string onnxTensorAttribute(const std::string& name, const std::string& tensor) {
  return attribute(name, protoBytes(5, tensor), 4);
}

std::string onnxNode(const std::string& operation,
                     const std::vector<std::string>& inputs,
                     const std::vector<std::string>& outputs,
                     const std::vector<std::string>& attributes,
                     const std::string& name,
                     const std::string& domain) {
  std::string node;
  for (const std::string& input : inputs) {
    node += protoBytes(1, input);
  }
  for (const std::string& output : outputs) {
    node += protoBytes(2, output);
  }
  node += protoBytes(3, name) + protoBytes(4, operation);
  for (const std::string& attribute : attributes) {
    node += protoBytes(5, attribute);
  }
  return node + protoBytes(7, domain);
}

std::string onnxTensor(const std::string& name,
                       const std::vector<int64_t>& shape,
                       int64_t type,
                       const std::string& raw) {
  std::string tensor;
  for (const int64_t size : shape) {
    tensor += protoNumber(1, static_cast<uint64_t>(size));
  }
  return tensor + protoNumber(2, static_cast<uint64_t>(type)) + protoBytes(8, name) +
         protoBytes(9, raw);
}

std::string onnxFloats(const std::string& name,
                       const std::vector<int64_t>& shape,
                       const std::vector<float>& values) {
  return onnxTensor(name, shape, 1, rawBytes(values));
}

std::string onnxIntegers(const std::string& name, const std::vector<int64_t>& values) {
  return onnxTensor(name, {static_cast<int64_t>(values.size())}, 7, rawBytes(values));
}

std::string OnnxFile::bytes() const {
  std::string graph;
  for (const std::string& node : nodes) {
    graph += protoBytes(1, node);
  }
  graph += protoBytes(2, "graph");
  for (const std::string& tensor : tensors) {
    graph += protoBytes(5, tensor);
  }
  graph += protoBytes(11, valueInfo(inputName, inputShape, inputType));
  for (const std::string& output : outputs) {
    graph += protoBytes(12, protoBytes(1, output));
  }
  return protoNumber(1, 8) + protoBytes(2, "maacc tests") + protoBytes(7, graph + more) +
         protoBytes(8, protoNumber(2, static_cast<uint64_t>(opset)));
}

void OnnxFile::save(const std::string& path) const {
  const std::string content = bytes();
  std::ofstream(path, std::ios::binary)
      .write(content.data(), static_cast<std::streamsize>(content.size()));
}

std::vector<float> someNumbers(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t size : shape) {
    count *= size;
  }
  std::vector<float> values;
  for (int64_t i = 0; i < count; ++i) {
    values.push_back(static_cast<float>((i % 7 + 1) * (i % 2 == 0 ? 1 : -1)) * 0.1F);
  }
  return values;
}

}  // namespace maacc::test
