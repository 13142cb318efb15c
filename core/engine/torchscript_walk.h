#pragma once

#include <string>

#include "core/importers/aten_graph.h"

namespace torch::jit {
struct Module;
}  // namespace torch::jit

namespace maacc {

// What the example that a program is run on looks like.
struct ExampleInput {
  Shape shape;  // with the batch axis
  bool isInteger = false;
};

// Runs a TorchScript module operator by operator on zeros and keeps the operators that depend on
// the input. So control flow, lists and arithmetic of sizes are gone, whatever the version of
// libtorch would simplify, nothing is fused, and every operator is known by its module's path. What
// depends on the input's numbers other than through tensors (an `if` on a sum) is refused. Throws
// Error naming file, module and operator.
AtenGraph walkTorchScript(const torch::jit::Module& module,
                          const ExampleInput& input,
                          const std::string& file);

}  // namespace maacc
