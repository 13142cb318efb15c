#pragma once

#include "core/engine/torch_headers.h"
#include "core/model/layer.h"

namespace maacc {

// Layer semantics as tensor operations on batches [batch, channels, height, width] or [batch,
// features]. They may reuse the memory of a tensor passed by rvalue.

at::Tensor activate(const Activation& activation, at::Tensor&& values);
at::Tensor convolve(const Conv2DLayer& conv,
                    const at::Tensor& kernel,
                    const at::Tensor& bias,
                    const at::Tensor& input);
at::Tensor pool(const Pool2DLayer& parameters, const at::Tensor& input);
at::Tensor globalPool(const GlobalPoolLayer& parameters, const at::Tensor& input);
// scale: [channels] or the shape of one input.
at::Tensor normalizeLayer(double epsilon,
                          const at::Tensor& scale,
                          const at::Tensor& offset,
                          const at::Tensor& input);
// table: [vocabulary, dimensions]; rows: whole numbers [batch, length].
at::Tensor lookUp(const at::Tensor& table, const at::Tensor& rows);
at::Tensor reshape(const Shape& target, bool channelsLast, const at::Tensor& input);
at::Tensor zeroPad(const Padding2D& padding, double fill, const at::Tensor& input);

}  // namespace maacc
