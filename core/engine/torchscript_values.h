#pragma once

#include <torch/script.h>

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/importers/aten_graph.h"

namespace maacc {

// The tensors of a walk by the names that they have in the program. Tensors are told apart by
// identity; all are kept, so that no address is used twice.
class TorchScriptValues {
 public:
  explicit TorchScriptValues(AtenGraph& graph) : graph_(graph) {}

  // A tensor that depends on the input gets a name; one that was changed in place gets another.
  void setData(const at::Tensor& tensor, const std::string& name);
  bool isData(const at::Tensor& tensor) const;
  bool holdsData(const c10::IValue& value) const;  // also in lists and tuples

  // A parameter or buffer is known by this name once it is used.
  void setName(const at::Tensor& tensor, const std::string& name);
  // Of data, or of a constant, which becomes part of the graph. Throws Error starting with `place`
  // for kinds of tensors that are not read.
  std::string nameOf(const at::Tensor& tensor, const std::string& place);

  // A new name from an operator's: "relu", "relu_1", ...
  std::string freshName(const std::string& base);

  AtenArgument argument(const c10::IValue& value, const std::string& place);

 private:
  AtenGraph& graph_;
  std::vector<at::Tensor> kept_;
  std::unordered_map<const c10::TensorImpl*, std::string> names_;
  std::unordered_set<const c10::TensorImpl*> data_;
  std::unordered_map<std::string, int> uses_;
};

}  // namespace maacc
