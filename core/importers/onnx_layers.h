#pragma once

#include "core/importers/onnx_operator.h"

namespace maacc {

// Translation of one node each. They throw Error that names file, node and operator: Unsupported
// for what this program does not run, BadInput for settings and weights that do not fit.

// Layers with weights.
void translateOnnxGemm(const OnnxOperator& node);
void translateOnnxMatMul(const OnnxOperator& node);
void translateOnnxConv(const OnnxOperator& node);
void translateOnnxBatchNorm(const OnnxOperator& node);

// Over the value's own axes, in one node or in many; rows of a table; shapes that spread.
void translateOnnxLayerNorm(const OnnxOperator& node);
void translateOnnxGather(const OnnxOperator& node);
void translateOnnxExpand(const OnnxOperator& node);
void translateOnnxMish(const OnnxOperator& node);  // x * tanh(softplus(x)), as a product
// Whether a ReduceMean begins a LayerNormalization that is written as many nodes; its nodes up to
// the quotient are then taken.
bool startsOnnxLayerNorm(const OnnxOperator& mean);
void translateOnnxSpreadNorm(const OnnxOperator& quotient, const OnnxSpreadNorm& norm);
// Takes over a product with a constant or a sum with one. False when the value is no LayerNorm that
// only this node reads.
bool continueOnnxLayerNorm(const OnnxOperator& node,
                           const OnnxActivation& input,
                           const OnnxConstant& list);

// Windows over images.
void translateOnnxPool(const OnnxOperator& node);        // MaxPool, AveragePool
void translateOnnxGlobalPool(const OnnxOperator& node);  // GlobalAveragePool, GlobalMaxPool
void translateOnnxReduce(const OnnxOperator& node);      // ReduceMean, ReduceMax over the pixels
void translateOnnxPad(const OnnxOperator& node);

// Pixels around an image as pads ([top, left, bottom, right]) or auto_pad give them.
// sequence: the node has one number per axis of a sequence, [left, right].
Padding2D readOnnxPadding(const OnnxOperator& node,
                          const Shape& image,
                          const Size2D& window,
                          const Size2D& stride,
                          const Size2D& dilation,
                          bool sequence);
Size2D readOnnxSize(const OnnxOperator& node, const char* name, int64_t fallback, bool sequence);

// Other views of the same numbers.
void translateOnnxFlatten(const OnnxOperator& node);
void translateOnnxReshape(const OnnxOperator& node);
void translateOnnxSqueeze(const OnnxOperator& node);
void translateOnnxUnsqueeze(const OnnxOperator& node);
void translateOnnxTranspose(const OnnxOperator& node);
void translateOnnxConcat(const OnnxOperator& node);
void translateOnnxDropout(const OnnxOperator& node);  // with the input that says "training"
void translateOnnxCast(const OnnxOperator& node);
void translateOnnxSoftmax(const OnnxOperator& node);  // and LogSoftmax
void translateOnnxShape(const OnnxOperator& node);    // and Size

// The model's output as [features]; an image of one pixel becomes flat.
OnnxActivation flatOnnxOutput(const OnnxOperator& last, const OnnxActivation& output);

}  // namespace maacc
