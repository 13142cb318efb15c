#pragma once

#include "core/importers/keras_layers.h"

// Translations of single Keras layers, and what they share.
namespace maacc::keras_layers {

const KerasTensor& onlyInput(const KerasLayerContext& context);
// [channels, height, width]. Throws Error{Unsupported} for matrices and sequences.
const Shape& imageInput(const KerasLayerContext& context);

// Input `which` as a sequence [channels, 1, length]. Keras has it as [length, channels], or
// [channels, length] where channels come first; a matrix becomes one on its way to the layer.
// Throws Error{Unsupported} for what has other axes.
Shape sequenceInput(const KerasLayerContext& context, size_t which, KerasTranslation& translation);

// Whether an "axis" counted with the batch axis, as Keras does, means channels or features.
bool isChannelAxis(int64_t axis, const KerasTensor& input, bool channelsLast);

bool paddedToSame(const KerasConfig& config);

// The same of sequences, with "causal". window: height 1.
Padding2D sequencePadding(const KerasConfig& config,
                          const Shape& sequence,
                          const Size2D& window,
                          const Size2D& stride,
                          const Size2D& dilation);
// One number, or a list with one: as the size of a sequence of height 1.
Size2D sequenceSize(const KerasConfig& config, const char* key);

// Stride, dilation and padding of a convolution over images, or over a sequence where `sequence`.
Conv2DLayer convolutionSettings(const KerasConfig& config,
                                const Shape& input,
                                const Size2D& window,
                                bool sequence);

// [height, width, in, out] -> [out, in, height, width]
Tensor convKernel(const Tensor& keras);
// [height, width, in, multiplier] -> [in * multiplier, 1, height, width]
Tensor depthwiseKernel(const Tensor& keras);

KerasTranslation conv1d(const KerasLayerContext& context);
KerasTranslation depthwiseConv(const KerasLayerContext& context);  // 1-D and 2-D
KerasTranslation separableConv(const KerasLayerContext& context);  // 1-D and 2-D
KerasTranslation pooling1d(const KerasLayerContext& context);
KerasTranslation globalPooling1d(const KerasLayerContext& context);
KerasTranslation zeroPadding1d(const KerasLayerContext& context);
KerasTranslation layerNormalization(const KerasLayerContext& context);
KerasTranslation embedding(const KerasLayerContext& context);
KerasTranslation multiply(const KerasLayerContext& context);
KerasTranslation rescaling(const KerasLayerContext& context);

}  // namespace maacc::keras_layers
