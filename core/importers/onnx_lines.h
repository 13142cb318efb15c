#pragma once

#include "core/importers/onnx_operator.h"

namespace maacc {

// Sums, differences, products and quotients of a value and constants: slope * x + offset, which is
// a BatchNorm layer with variance 1, or the bias of the layer before. Neighbours become one layer.

// With the numbers of `list`, one per channel; it is the left operand or the right one, input
// `which` is the other. Throws Error{Unsupported} for other shapes and operations.
void combineOnnxByChannel(const OnnxOperator& node,
                          size_t which,
                          const OnnxConstant& list,
                          bool listIsLeft);

// With one number for all channels.
OnnxActivation addOnnxLine(const OnnxOperator& node,
                           const OnnxActivation& input,
                           const OnnxLine& numbers);

}  // namespace maacc
