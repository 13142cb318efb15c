#pragma once

#include <optional>

#include "core/importers/aten_writer.h"
#include "core/importers/onnx_node.h"

namespace maacc {

// One ATen operator being translated. Every function throws Error naming file, module and operator.
class AtenOperator {
 public:
  AtenOperator(AtenWriter& writer, const AtenNode& node, std::string operation)
      : writer_(writer), node_(node), operation_(std::move(operation)) {}

  // Without "aten::" and without the "_" of those that work in place.
  const std::string& operation() const { return operation_; }
  const AtenNode& node() const { return node_; }
  AtenWriter& writer() const { return writer_; }
  const std::string& output(size_t which = 0) const;

  bool has(const char* name) const;  // given, and not None
  bool isTensor(const char* name) const;
  int64_t integer(const char* name, int64_t fallback) const;
  double number(const char* name, double fallback) const;
  bool boolean(const char* name, bool fallback) const;
  std::string text(const char* name, const std::string& fallback) const;
  // One number stands for a list of one; empty when absent.
  std::vector<int64_t> integers(const char* name) const;
  // `count` numbers; one number stands for all.
  std::vector<int64_t> sizes(const char* name, size_t count, int64_t fallback) const;

  const std::string& tensorName(const char* name) const;  // as the program has it
  std::string tensor(const char* name) const;             // as the ONNX model has it
  std::string optionalTensor(const char* name) const;     // empty when absent
  std::vector<std::string> tensors(const char* name) const;
  // A tensor, or a number as a constant.
  std::string tensorOrNumber(const char* name) const;
  const Shape& shape(const char* name) const;
  const Shape& outputShape(size_t which = 0) const;
  int64_t axis(const char* name, int64_t fallback, size_t rank) const;  // from 0

  std::string constant(const char* name, double value) const;
  std::string constant(const char* name, std::vector<int64_t> values) const;
  std::string filled(const char* name, int64_t count, float value) const;

  // The node that makes the first output.
  void emit(const std::string& onnxOperation,
            std::vector<std::string> inputs,
            std::vector<OnnxAttribute> attributes = {}) const;
  // One that makes a value in between; returns its name.
  std::string between(const std::string& onnxOperation,
                      std::vector<std::string> inputs,
                      std::vector<OnnxAttribute> attributes = {}) const;

  [[noreturn]] void unsupported(const std::string& what) const;
  [[noreturn]] void badInput(const std::string& what) const;

 private:
  const AtenArgument* find(const char* name) const;
  std::string place() const;

  AtenWriter& writer_;
  const AtenNode& node_;
  std::string operation_;
};

OnnxAttribute onnxSetting(const char* name, int64_t value);
OnnxAttribute onnxSetting(const char* name, double value);
OnnxAttribute onnxSetting(const char* name, const char* value);
OnnxAttribute onnxSetting(const char* name, std::vector<int64_t> values);

using AtenTranslator = void (*)(const AtenOperator&);

// Null for operators that this program does not know.
AtenTranslator findAtenWeighted(const std::string& operation);  // layers with weights
AtenTranslator findAtenPooling(const std::string& operation);
AtenTranslator findAtenElementwise(const std::string& operation);
AtenTranslator findAtenShape(const std::string& operation);

}  // namespace maacc
