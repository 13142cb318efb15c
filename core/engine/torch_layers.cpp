#include "core/engine/torch_layers.h"

#include <array>
#include <limits>

namespace maacc {
namespace {

std::array<int64_t, 2> sizes(const Size2D& size) { return {size.height, size.width}; }

bool isSymmetric(const Padding2D& padding) {
  return padding.top == padding.bottom && padding.left == padding.right;
}

at::Tensor relu(const Activation& activation, at::Tensor&& values) {
  at::Tensor result =
      activation.alpha == 0 ? at::relu_(values) : at::leaky_relu_(values, activation.alpha);
  // Not in place: the derivative of a leaky ReLU needs its output.
  return activation.limit > 0 ? result.clamp_max(activation.limit) : result;
}

// Number of real pixels under each window, as [1, 1, height, width].
at::Tensor pixelCounts(const Pool2DLayer& parameters, const at::Tensor& input) {
  const at::Tensor ones = at::ones({1, 1, input.size(2), input.size(3)}, input.options());
  return at::avg_pool2d(zeroPad(parameters.padding, 0, ones), sizes(parameters.window),
                        sizes(parameters.stride), {0, 0}, false, true, 1);
}

}  // namespace

at::Tensor activate(const Activation& activation, at::Tensor&& values) {
  switch (activation.kind) {
    case ActivationKind::Linear:
      return std::move(values);
    case ActivationKind::Relu:
      return relu(activation, std::move(values));
    case ActivationKind::Sigmoid:
      return at::sigmoid_(values);
    case ActivationKind::Tanh:
      return at::tanh_(values);
    case ActivationKind::Elu:
      return at::elu_(values, activation.alpha);
    case ActivationKind::Selu:
      return at::selu_(values);
    case ActivationKind::Softplus:
      // at::softplus switches to the identity above a threshold; this form is exact everywhere.
      return at::clamp_min(values, 0) + at::log1p(at::exp(-at::abs(values)));
    case ActivationKind::Softsign:
      return values / (at::abs(values) + 1);
    case ActivationKind::Exponential:
      return at::exp_(values);
    case ActivationKind::Silu:
      return at::silu_(values);
    case ActivationKind::Gelu:
      return at::gelu(values);
    case ActivationKind::GeluTanh:
      return at::gelu(values, "tanh");
    case ActivationKind::HardSigmoid:
      return at::hardsigmoid_(values);
    case ActivationKind::HardSwish:
      return at::hardswish_(values);
  }
  return std::move(values);
}

at::Tensor convolve(const Conv2DLayer& conv,
                    const at::Tensor& kernel,
                    const at::Tensor& bias,
                    const at::Tensor& input) {
  const c10::optional<at::Tensor> maybeBias =
      bias.defined() ? c10::optional<at::Tensor>(bias) : c10::nullopt;
  if (isSymmetric(conv.padding)) {
    return at::conv2d(input, kernel, maybeBias, sizes(conv.stride),
                      std::array<int64_t, 2>{conv.padding.top, conv.padding.left},
                      sizes(conv.dilation), conv.groups);
  }
  return at::conv2d(zeroPad(conv.padding, 0, input), kernel, maybeBias, sizes(conv.stride),
                    std::array<int64_t, 2>{0, 0}, sizes(conv.dilation), conv.groups);
}

at::Tensor pool(const Pool2DLayer& parameters, const at::Tensor& input) {
  const bool isPadded = !(parameters.padding == Padding2D{});
  const bool isMax = parameters.kind == PoolingKind::Max;
  const double fill = isMax ? -std::numeric_limits<double>::infinity() : 0.0;
  const at::Tensor padded = isPadded ? zeroPad(parameters.padding, fill, input) : input;
  if (isMax) {
    return at::max_pool2d(padded, sizes(parameters.window), sizes(parameters.stride));
  }
  if (!isPadded || parameters.countPadding) {
    return at::avg_pool2d(padded, sizes(parameters.window), sizes(parameters.stride));
  }
  const at::Tensor sums = at::avg_pool2d(padded, sizes(parameters.window), sizes(parameters.stride),
                                         {0, 0}, false, true, 1);
  return sums / pixelCounts(parameters, input);
}

at::Tensor globalPool(const GlobalPoolLayer& parameters, const at::Tensor& input) {
  const std::array<int64_t, 2> axes = {2, 3};
  return parameters.kind == PoolingKind::Max ? at::amax(input, axes, parameters.keepDims)
                                             : at::mean(input, axes, parameters.keepDims);
}

at::Tensor normalizeLayer(double epsilon,
                          const at::Tensor& scale,
                          const at::Tensor& offset,
                          const at::Tensor& input) {
  if (input.dim() == 4 && scale.dim() == 1) {
    return at::layer_norm(input.permute({0, 2, 3, 1}), scale.sizes(), scale, offset, epsilon)
        .permute({0, 3, 1, 2})
        .contiguous();
  }
  return at::layer_norm(input, scale.sizes(), scale, offset, epsilon);
}

at::Tensor lookUp(const at::Tensor& table, const at::Tensor& rows) {
  // Rows outside the table are refused where data is read; here they must not end a CUDA device.
  const at::Tensor inside = rows.clamp(0, static_cast<double>(table.size(0) - 1)).to(at::kLong);
  return at::embedding(table, inside).transpose(1, 2).unsqueeze(2).contiguous();
}

at::Tensor reshape(const Shape& target, bool channelsLast, const at::Tensor& input) {
  const bool fromImage = channelsLast && input.dim() == 4;
  const at::Tensor authorOrder = fromImage ? input.permute({0, 2, 3, 1}) : input;
  if (target.size() == 3 && channelsLast) {
    return authorOrder.reshape({input.size(0), target[1], target[2], target[0]})
        .permute({0, 3, 1, 2})
        .contiguous();
  }
  std::vector<int64_t> shape = {input.size(0)};
  shape.insert(shape.end(), target.begin(), target.end());
  return authorOrder.reshape(shape);
}

at::Tensor zeroPad(const Padding2D& padding, double fill, const at::Tensor& input) {
  return at::constant_pad_nd(
      input, std::array<int64_t, 4>{padding.left, padding.right, padding.top, padding.bottom},
      fill);
}

}  // namespace maacc
