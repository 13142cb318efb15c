#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/importers/aten_graph.h"
#include "core/importers/onnx_model.h"

namespace maacc {

// Collects the ONNX model that a program becomes. Values are found under the names that the program
// gives them; several names may mean one value, and operators that work in place give a name
// another value.
class AtenWriter {
 public:
  static constexpr int64_t kOpset = 17;

  explicit AtenWriter(AtenGraph graph);

  const AtenGraph& graph() const { return graph_; }
  // Ends the use of the writer. Throws Error{Unsupported} when the output is stale.
  OnnxModel finish();

  // Of a name as the program has it. Null when nothing made it.
  const AtenValue* find(const std::string& name) const;
  bool isStale(const std::string& name) const { return stale_.count(name) > 0; }

  // The name in the ONNX model of a value's current content.
  std::string use(const std::string& name);
  // Where a matrix is another one with its axes swapped, the other one; empty otherwise.
  std::string transposedFrom(const std::string& name) const;

  // output means the same as input from here on. shares: whether later changes in place show in
  // both.
  void alias(const std::string& output, const std::string& input, bool shares);
  void setTransposed(const std::string& output, const std::string& input);
  // output is a view of input: other numbers of the same storage.
  void view(const std::string& output, const std::string& input);
  // self was changed in place to what `output` is.
  void changedInPlace(const std::string& self, const std::string& output);

  void addNode(OnnxNode node) { model_.nodes.push_back(std::move(node)); }
  std::string addConstant(const std::string& name, const Shape& shape, std::vector<float> values);
  std::string addConstant(const std::string& name, std::vector<int64_t> values);

 private:
  std::string storageOf(const std::string& name) const;
  void addTensor(const std::string& name, const TorchTensor& tensor);

  AtenGraph graph_;
  OnnxModel model_;
  std::vector<unsigned char> content_;                       // TensorProtos, one after the other
  std::vector<std::pair<size_t, size_t>> places_;            // of the initializers in content_
  std::unordered_map<std::string, std::string> current_;     // where another name than its own
  std::unordered_map<std::string, std::string> transposed_;  // matrices not yet written
  std::unordered_map<std::string, std::string> storages_;
  std::set<std::string> stale_;
  std::set<std::string> written_;  // of transposed_
};

}  // namespace maacc
