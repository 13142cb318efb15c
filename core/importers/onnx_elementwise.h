#pragma once

#include "core/importers/onnx_operator.h"

namespace maacc {

// Operations that act on every element alone: activations, sums, products, limits. Chains of them
// on one value become one activation where this program has it, a BatchNorm layer where they are
// slope * x + offset (by channel), and part of a Dense or Conv2D layer where only they read it.
bool isOnnxElementwise(const std::string& operation);
void translateOnnxElementwise(const OnnxOperator& node);

// Turns the function called `name` into a layer. Throws Error{Unsupported} when it is no activation
// that this program has.
OnnxActivation makeFunctionLayer(OnnxBuilder& builder, const std::string& name);

}  // namespace maacc
