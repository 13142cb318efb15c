#pragma once

#include "core/importers/onnx_model.h"

namespace maacc {

// Read access to one node. Every function throws Error that names file and node: BadInput for
// settings that are broken, Unsupported where the caller says so. Borrows the node.
class OnnxNodeReader {
 public:
  OnnxNodeReader(const OnnxNode& node, const std::string& file, int64_t opset);

  const OnnxNode& node() const { return *node_; }
  const std::string& operation() const { return node_->operation; }
  const std::string& place() const { return place_; }  // "model.onnx: node 'conv1' (Conv)"
  int64_t opset() const { return opset_; }

  bool hasInput(size_t which) const;
  const OnnxAttribute* find(const char* name) const;  // null when absent
  int64_t integer(const char* name, int64_t fallback) const;
  double number(const char* name, double fallback) const;
  std::string text(const char* name, const std::string& fallback) const;
  std::vector<int64_t> integers(const char* name) const;  // empty when absent
  // `count` numbers within [low, high], all `fallback` when absent.
  std::vector<int64_t> sizes(
      const char* name, size_t count, int64_t low, int64_t high, int64_t fallback) const;
  // An axis of `rank` axes, counted from 0; negative ones count from the end.
  int64_t axis(int64_t value, int64_t rank) const;

  [[noreturn]] void badInput(const std::string& what) const;
  [[noreturn]] void unsupported(const std::string& what) const;

 private:
  const OnnxNode* node_;
  std::string place_;
  int64_t opset_;
};

}  // namespace maacc
