#pragma once

#include <optional>

#include "core/importers/onnx_node.h"
#include "core/importers/onnx_tensors.h"

namespace maacc {

// Inputs of a node, null where one is left out.
using OnnxArguments = std::vector<const OnnxConstant*>;

// The first output of a node whose inputs are all constants, as exporters write shape arithmetic
// and weights that are stored transposed. nullopt for an operation that is not folded. Throws Error
// naming the node when its inputs do not fit.
std::optional<OnnxConstant> foldOnnxNode(const OnnxNodeReader& node,
                                         const OnnxArguments& inputs,
                                         const std::string& modelFile,
                                         OnnxBudget& budget);

// The numbers of a list of whole numbers, such as a shape.
std::vector<int64_t> wholeNumbers(const OnnxConstant& constant, const OnnxNodeReader& node);

// The settings that newer opsets give as input `which` and older ones as the attribute `name`;
// empty when neither is there.
std::vector<int64_t> attributeOrInput(const OnnxNodeReader& node,
                                      const char* name,
                                      const OnnxConstant* input);

// Result of one binary operator on numbers; nullopt for other operations.
std::optional<double> applyOnnxBinary(const std::string& operation, double left, double right);

// [a, b, c] in the order that perm names: out[i] = in[perm[i]].
OnnxConstant transposedConstant(const OnnxConstant& constant,
                                const std::vector<int64_t>& permutation);

// The target of Reshape with 0 and -1 resolved; nullopt when it does not fit `from`.
std::optional<Shape> reshapeTarget(const Shape& from, std::vector<int64_t> target, bool zeroIsZero);

}  // namespace maacc
