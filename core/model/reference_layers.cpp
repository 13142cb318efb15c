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

namespace {

constexpr int64_t kUnits = 4;   // of a convolution at a time
constexpr int64_t kPixels = 8;  // of a row at a time
using Pixels = double __attribute__((vector_size(kPixels * sizeof(double))));

// Some units of a convolution, each pixel of which adds up bias and taps in the order of the
// kernel.
struct UnitBlock {
  const double* image = nullptr;  // padded, first channel of the group, readable beyond its end
  int64_t channels = 0;
  int64_t height = 0;
  int64_t width = 0;
  const Conv2DLayer* conv = nullptr;
  const double* weights = nullptr;  // [taps][kUnits]
  const double* bias = nullptr;     // [kUnits]
  int64_t units = 0;
  int64_t outputHeight = 0;
  int64_t outputWidth = 0;
  double* output = nullptr;  // [units][outputHeight][outputWidth]
};

}  // namespace

MAACC_VECTOR_CLONES static void convolveBlock(const UnitBlock& block) {
  const Conv2DLayer& conv = *block.conv;
  const int64_t step = conv.stride.width;
  for (int64_t y = 0; y < block.outputHeight; ++y) {
    for (int64_t x = 0; x < block.outputWidth; x += kPixels) {
      const double* corner = block.image + y * conv.stride.height * block.width + x * step;
      const double* weights = block.weights;
      Pixels sums[kUnits];
      for (int64_t unit = 0; unit < kUnits; ++unit) {
        sums[unit] = block.bias[unit] - Pixels{};
      }
      for (int64_t channel = 0; channel < block.channels; ++channel) {
        for (int64_t ky = 0; ky < conv.kernel.shape[2]; ++ky) {
          const double* row =
              corner + (channel * block.height + ky * conv.dilation.height) * block.width;
          for (int64_t kx = 0; kx < conv.kernel.shape[3]; ++kx) {
            Pixels pixels;
            const double* from = row + kx * conv.dilation.width;
            if (step == 1) {
              __builtin_memcpy(&pixels, from, sizeof(pixels));
            } else {
              for (int64_t i = 0; i < kPixels; ++i) {
                pixels[i] = from[i * step];
              }
            }
            for (int64_t unit = 0; unit < kUnits; ++unit) {
              sums[unit] += weights[unit] * pixels;
            }
            weights += kUnits;
          }
        }
      }
      const int64_t count = std::min(kPixels, block.outputWidth - x);
      for (int64_t unit = 0; unit < block.units; ++unit) {
        double* to = block.output + (unit * block.outputHeight + y) * block.outputWidth + x;
        for (int64_t i = 0; i < count; ++i) {
          to[i] = sums[unit][i];
        }
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
  Values image = padded(input, inputShape, conv.padding, 0.0);
  image.resize(image.size() + static_cast<std::size_t>(kPixels * conv.stride.width));
  const Shape& kernel = conv.kernel.shape;
  const int64_t unitsPerGroup = kernel[0] / conv.groups;
  const int64_t taps = kernel[1] * kernel[2] * kernel[3];
  const int64_t plane = outputShape[1] * outputShape[2];
  Values output(units.size() * static_cast<std::size_t>(plane));
  Values weights(static_cast<std::size_t>(taps * kUnits));
  for (std::size_t first = 0; first < units.size();) {
    const int64_t group = units[first] / unitsPerGroup;
    std::array<double, kUnits> bias{};
    std::size_t count = 0;
    std::fill(weights.begin(), weights.end(), 0.0);
    while (count < kUnits && first + count < units.size() &&
           units[first + count] / unitsPerGroup == group) {
      const UnitRow& row = rows[static_cast<std::size_t>(units[first + count])];
      bias[count] = row.bias;
      for (int64_t tap = 0; tap < taps; ++tap) {
        weights[static_cast<std::size_t>(tap * kUnits) + count] = row.weight(tap);
      }
      ++count;
    }
    UnitBlock block;
    block.height = inputShape[1] + conv.padding.top + conv.padding.bottom;
    block.width = inputShape[2] + conv.padding.left + conv.padding.right;
    block.channels = kernel[1];
    block.image = image.data() + group * kernel[1] * block.height * block.width;
    block.conv = &conv;
    block.weights = weights.data();
    block.bias = bias.data();
    block.units = static_cast<int64_t>(count);
    block.outputHeight = outputShape[1];
    block.outputWidth = outputShape[2];
    block.output = output.data() + first * static_cast<std::size_t>(plane);
    convolveBlock(block);
    first += count;
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

Values normalizeLayer(const LayerNormLayer& norm, Values values) {
  const std::size_t count = norm.scale.values.size();
  const std::size_t groups = values.size() / count;  // pixels, or the whole input
  for (std::size_t group = 0; group < groups; ++group) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      sum += values[i * groups + group];
    }
    const double mean = sum / static_cast<double>(count);
    double squares = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const double difference = values[i * groups + group] - mean;
      squares += difference * difference;
    }
    const double deviation = std::sqrt(squares / static_cast<double>(count) + norm.epsilon);
    for (std::size_t i = 0; i < count; ++i) {
      double& value = values[i * groups + group];
      value = (value - mean) / deviation * norm.scale.values[i] + norm.offset.values[i];
    }
  }
  return values;
}

Values lookUp(const std::string& layer, const EmbeddingLayer& embedding, const Values& rows) {
  const int64_t vocabulary = embedding.table.shape[0];
  const int64_t dimensions = embedding.table.shape[1];
  const std::size_t length = rows.size();
  Values output(static_cast<std::size_t>(dimensions) * length);
  for (std::size_t at = 0; at < length; ++at) {
    if (!isVocabularyRow(rows[at], vocabulary)) {
      throw Error(ErrorCode::BadInput, "an input holds the value " + std::to_string(rows[at]) +
                                           ", which is no row of the " +
                                           std::to_string(vocabulary) + " in layer '" + layer +
                                           "'");
    }
    const float* row = embedding.table.values.data() + static_cast<int64_t>(rows[at]) * dimensions;
    for (std::size_t d = 0; d < static_cast<std::size_t>(dimensions); ++d) {
      output[d * length + at] = row[d];
    }
  }
  return output;
}

void multiplyBy(const Values& factor, const Shape& from, const Shape& to, Values& product) {
  if (from == to) {
    std::transform(product.begin(), product.end(), factor.begin(), product.begin(),
                   [](double a, double b) { return a * b; });
    return;
  }
  const int64_t pixels = to[1] * to[2];
  const int64_t pixelStep = from[1] * from[2] == 1 ? 0 : 1;
  const int64_t channelStep = from[0] == 1 ? 0 : from[1] * from[2];
  for (int64_t channel = 0; channel < to[0]; ++channel) {
    for (int64_t p = 0; p < pixels; ++p) {
      product[static_cast<std::size_t>(channel * pixels + p)] *=
          factor[static_cast<std::size_t>(channel * channelStep + p * pixelStep)];
    }
  }
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
