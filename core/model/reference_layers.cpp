#include "core/model/reference_layers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/error.h"

// Wider vectors change no result: without contraction every lane rounds alike. Sanitizers cannot
// run before the resolver.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && \
    !defined(__clang__)
#define MAACC_VECTOR_CLONES \
  __attribute__((target_clones("avx512f", "avx2", "default"), optimize("O3")))
#else
#define MAACC_VECTOR_CLONES
#endif

namespace maacc::reference {

std::vector<UnitRow> unitRows(const Layer& layer, std::span<const UnitWeightChange> changes) {
  const UnitWeights weights = unitWeights(layer);
  std::vector<UnitRow> rows(static_cast<std::size_t>(weights.kernel->shape.front()));
  for (std::size_t unit = 0; unit < rows.size(); ++unit) {
    rows[unit].own =
        weights.kernel->values.data() + static_cast<int64_t>(unit) * weights.weightsPerUnit;
    rows[unit].bias = weights.bias->empty() ? 0.0 : static_cast<double>(weights.bias->values[unit]);
  }
  for (const UnitWeightChange& change : changes) {
    if (change.unit.layer == layer.id) {
      MAACC_CHECK(static_cast<int64_t>(change.kernel.size()) == weights.weightsPerUnit);
      rows[static_cast<std::size_t>(change.unit.index)] = {nullptr, change.kernel.data(),
                                                           change.bias};
    }
  }
  return rows;
}

void activate(const Activation& activation, Values& values) {
  if (activation.kind != ActivationKind::Linear) {
    for (double& value : values) {
      value = applyActivation(activation, value);
    }
  }
}

// Inner product in eight interleaved partial sums, added up in order: a fixed order that compilers
// can vectorise.
template <class Weight>
static inline double interleavedSum(const Weight* weights, const double* input, std::size_t count) {
  std::array<double, 8> partial{};
  const std::size_t whole = count / partial.size() * partial.size();
  for (std::size_t i = 0; i < whole; i += partial.size()) {
    for (std::size_t lane = 0; lane < partial.size(); ++lane) {
      partial[lane] += static_cast<double>(weights[i + lane]) * input[i + lane];
    }
  }
  double sum = 0;
  for (double part : partial) {
    sum += part;
  }
  for (std::size_t i = whole; i < count; ++i) {
    sum += static_cast<double>(weights[i]) * input[i];
  }
  return sum;
}

MAACC_VECTOR_CLONES static double innerProduct(const float* weights,
                                               const double* input,
                                               std::size_t count) {
  return interleavedSum(weights, input, count);
}

MAACC_VECTOR_CLONES static double innerProduct(const double* weights,
                                               const double* input,
                                               std::size_t count) {
  return interleavedSum(weights, input, count);
}

Values dense(const std::vector<UnitRow>& rows, std::span<const int> units, const Values& input) {
  Values output;
  output.reserve(units.size());
  for (const int unit : units) {
    const UnitRow& row = rows[static_cast<std::size_t>(unit)];
    const double sum = row.changed != nullptr
                           ? innerProduct(row.changed, input.data(), input.size())
                           : innerProduct(row.own, input.data(), input.size());
    output.push_back(sum + row.bias);
  }
  return output;
}

Values padded(const Values& input, const Shape& shape, const Padding2D& padding, double fill) {
  const int64_t height = shape[1] + padding.top + padding.bottom;
  const int64_t width = shape[2] + padding.left + padding.right;
  Values output(static_cast<std::size_t>(shape[0] * height * width), fill);
  for (int64_t channel = 0; channel < shape[0]; ++channel) {
    for (int64_t y = 0; y < shape[1]; ++y) {
      const auto row = input.begin() + (channel * shape[1] + y) * shape[2];
      std::copy(row, row + shape[2],
                output.begin() + (channel * height + y + padding.top) * width + padding.left);
    }
  }
  return output;
}

// Adds one kernel tap times the shifted input plane to one output plane.
MAACC_VECTOR_CLONES static void addTap(double weight,
                                       const double* plane,
                                       int64_t inputWidth,
                                       const Size2D& stride,
                                       const Shape& output,
                                       double* sums) {
  const int64_t width = output[2];
  for (int64_t y = 0; y < output[1]; ++y) {
    const double* row = plane + y * stride.height * inputWidth;
    double* sum = sums + y * width;
    if (stride.width == 1) {
      for (int64_t x = 0; x < width; ++x) {
        sum[x] += weight * row[x];
      }
    } else {
      for (int64_t x = 0; x < width; ++x) {
        sum[x] += weight * row[x * stride.width];
      }
    }
  }
}

Values convolve(const Conv2DLayer& conv,
                const std::vector<UnitRow>& rows,
                std::span<const int> units,
                const Values& input,
                const Shape& inputShape,
                const Shape& outputShape) {
  const Values image = padded(input, inputShape, conv.padding, 0.0);
  const int64_t height = inputShape[1] + conv.padding.top + conv.padding.bottom;
  const int64_t width = inputShape[2] + conv.padding.left + conv.padding.right;
  const Shape& kernel = conv.kernel.shape;
  const int64_t unitsPerGroup = kernel[0] / conv.groups;
  const int64_t plane = outputShape[1] * outputShape[2];
  Values output(units.size() * static_cast<std::size_t>(plane));
  double* sums = output.data();
  for (const int unit : units) {
    const UnitRow& row = rows[static_cast<std::size_t>(unit)];
    std::fill(sums, sums + plane, row.bias);
    int64_t tap = 0;
    for (int64_t in = 0; in < kernel[1]; ++in) {
      const int64_t channel = unit / unitsPerGroup * kernel[1] + in;
      for (int64_t ky = 0; ky < kernel[2]; ++ky) {
        for (int64_t kx = 0; kx < kernel[3]; ++kx) {
          const double* start = image.data() +
                                (channel * height + ky * conv.dilation.height) * width +
                                kx * conv.dilation.width;
          addTap(row.weight(tap++), start, width, conv.stride, outputShape, sums);
        }
      }
    }
    sums += plane;
  }
  return output;
}

namespace {
struct Window {
  int64_t top, bottom, left, right;  // half-open, clipped to the image
};
}  // namespace

static double poolWindow(const Pool2DLayer& pool,
                         const double* plane,
                         int64_t width,
                         const Window& window) {
  const bool isMax = pool.kind == PoolingKind::Max;
  double result = isMax ? -std::numeric_limits<double>::infinity() : 0.0;
  for (int64_t y = window.top; y < window.bottom; ++y) {
    for (int64_t x = window.left; x < window.right; ++x) {
      const double value = plane[y * width + x];
      if (isMax) {
        result = value > result || std::isnan(value) ? value : result;
      } else {
        result += value;
      }
    }
  }
  if (isMax) {
    return result;
  }
  const int64_t pixels = (window.bottom - window.top) * (window.right - window.left);
  return result /
         static_cast<double>(pool.countPadding ? pool.window.height * pool.window.width : pixels);
}

Values poolImage(const Pool2DLayer& pool,
                 const Values& input,
                 const Shape& inputShape,
                 const Shape& outputShape) {
  Values output;
  output.reserve(static_cast<std::size_t>(elementCount(outputShape)));
  for (int64_t channel = 0; channel < outputShape[0]; ++channel) {
    const double* plane = input.data() + channel * inputShape[1] * inputShape[2];
    for (int64_t y = 0; y < outputShape[1]; ++y) {
      const int64_t top = y * pool.stride.height - pool.padding.top;
      for (int64_t x = 0; x < outputShape[2]; ++x) {
        const int64_t left = x * pool.stride.width - pool.padding.left;
        const Window window{
            std::max<int64_t>(top, 0), std::min(top + pool.window.height, inputShape[1]),
            std::max<int64_t>(left, 0), std::min(left + pool.window.width, inputShape[2])};
        output.push_back(poolWindow(pool, plane, inputShape[2], window));
      }
    }
  }
  return output;
}

Values globalPool(const GlobalPoolLayer& pool, const Values& input, const Shape& inputShape) {
  const Pool2DLayer whole{pool.kind, {inputShape[1], inputShape[2]}, {1, 1}, {}, false};
  return poolImage(whole, input, inputShape, {inputShape[0], 1, 1});
}

Values normalize(const BatchNormLayer& norm, Values values) {
  const std::size_t channels = norm.mean.values.size();
  const std::size_t plane = values.size() / channels;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const double factor =
        norm.scale.values[channel] / std::sqrt(norm.variance.values[channel] + norm.epsilon);
    for (std::size_t i = channel * plane; i < (channel + 1) * plane; ++i) {
      values[i] = (values[i] - norm.mean.values[channel]) * factor + norm.offset.values[channel];
    }
  }
  return values;
}

// [channels, height, width] <-> [height, width, channels]
static Values toChannelsLast(const Values& values, const Shape& shape) {
  Values output(values.size());
  const int64_t plane = shape[1] * shape[2];
  for (int64_t channel = 0; channel < shape[0]; ++channel) {
    for (int64_t i = 0; i < plane; ++i) {
      output[static_cast<std::size_t>(i * shape[0] + channel)] =
          values[static_cast<std::size_t>(channel * plane + i)];
    }
  }
  return output;
}

static Values toChannelsFirst(const Values& values, const Shape& shape) {
  Values output(values.size());
  const int64_t plane = shape[1] * shape[2];
  for (int64_t channel = 0; channel < shape[0]; ++channel) {
    for (int64_t i = 0; i < plane; ++i) {
      output[static_cast<std::size_t>(channel * plane + i)] =
          values[static_cast<std::size_t>(i * shape[0] + channel)];
    }
  }
  return output;
}

Values reshape(const Values& input, const Shape& from, const Shape& to, bool channelsLast) {
  Values inAuthorOrder = channelsLast && from.size() == 3 ? toChannelsLast(input, from) : input;
  return channelsLast && to.size() == 3 ? toChannelsFirst(inAuthorOrder, to) : inAuthorOrder;
}

Values softmax(Values values) {
  const double largest = *std::max_element(values.begin(), values.end());
  double sum = 0;
  for (double& value : values) {
    value = std::exp(value - largest);
    sum += value;
  }
  for (double& value : values) {
    value /= sum;
  }
  return values;
}

}  // namespace maacc::reference
