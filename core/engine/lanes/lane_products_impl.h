#pragma once

// Products of mixing layers. Part of lane_kernels_impl.h.

#include "core/engine/lanes/lane_vectors_impl.h"

namespace maacc {
namespace {

// Half-open range of kernel positions that lie inside the image.
struct Taps {
  int64_t first, last;
};
inline Taps insideTaps(int64_t origin, int64_t kernel, int64_t dilation, int64_t size) {
  int64_t first = 0;
  if (origin < 0) {
    first = (-origin + dilation - 1) / dilation;
  }
  int64_t last = kernel;
  if (origin + (kernel - 1) * dilation >= size) {
    last = size - origin <= 0 ? 0 : (size - origin + dilation - 1) / dilation;
  }
  return {first, last < first ? first : last};
}

template <int Width>
struct Sums {
  Vector values[Width][kVectors];

  inline __attribute__((always_inline)) void set(const float* bias, int units) {
#pragma GCC unroll 16
    for (int unit = 0; unit < Width; ++unit) {
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) {
        values[unit][v] = broadcast(bias != nullptr && unit < units ? bias[unit] : 0.0F);
      }
    }
  }
  inline __attribute__((always_inline)) void read(const float* start, int units) {
#pragma GCC unroll 16
    for (int unit = 0; unit < Width; ++unit) {
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) {
        values[unit][v] = unit < units ? load(start + unit * kLanes + v * kVectorFloats) : Vector{};
      }
    }
  }
  inline __attribute__((always_inline)) void multiplyAdd(const float* weights, const float* input) {
    Vector x[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      x[v] = load(input + v * kVectorFloats);
    }
#pragma GCC unroll 16
    for (int unit = 0; unit < Width; ++unit) {
      const Vector weight = broadcast(weights[unit]);
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) {
        values[unit][v] += weight * x[v];
      }
    }
  }
  inline __attribute__((always_inline)) void write(float* output, int units) const {
#pragma GCC unroll 16
    for (int unit = 0; unit < Width; ++unit) {
      if (unit < units) {
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v) {
          store(output + unit * kLanes + v * kVectorFloats, values[unit][v]);
        }
      }
    }
  }
};

template <int Width>
void multiplyBlocks(const LaneProduct& product) {
  const ConvolutionGeometry& g = product.geometry;
  const int64_t tapStride = product.kernelChannels * Width;
  for (int64_t block = 0; block < product.weights.blocks(); ++block) {
    const float* weights = product.weights.values + block * product.weights.taps * Width +
                           product.firstChannel * Width;
    const int64_t firstUnit = block * Width;
    const int64_t left = product.weights.units - firstUnit;
    const int units = left < Width ? static_cast<int>(left) : Width;
    for (int64_t y = 0; y < g.output.height; ++y) {
      const int64_t top = y * g.stride.height - g.padding.top;
      const Taps rows = insideTaps(top, g.kernel.height, g.dilation.height, g.input.height);
      for (int64_t x = 0; x < g.output.width; ++x) {
        const int64_t leftEdge = x * g.stride.width - g.padding.left;
        const Taps columns = insideTaps(leftEdge, g.kernel.width, g.dilation.width, g.input.width);
        const int64_t out =
            ((y * g.output.width + x) * product.outputChannels + firstUnit) * kLanes;
        Sums<Width> sums;
        if (product.start != nullptr) {
          sums.read(product.start + out, units);
        } else {
          sums.set(product.bias == nullptr ? nullptr : product.bias + firstUnit, units);
        }
        for (int64_t ky = rows.first; ky < rows.last; ++ky) {
          const int64_t row = (top + ky * g.dilation.height) * g.input.width;
          for (int64_t kx = columns.first; kx < columns.last; ++kx) {
            const float* input = product.input + (row + leftEdge + kx * g.dilation.width) *
                                                     product.inputChannels * kLanes;
            const float* tap = weights + (ky * g.kernel.width + kx) * tapStride;
            for (int64_t c = 0; c < product.channels; ++c) {
              sums.multiplyAdd(tap + c * Width, input + c * kLanes);
            }
          }
        }
        sums.write(product.output + out, units);
      }
    }
  }
}

template <int Width>
void updateBlocks(const LaneUpdate& update) {
  for (int64_t block = 0; block < update.weights.blocks(); ++block) {
    const float* weights = update.weights.values + block * update.weights.taps * Width;
    const int64_t firstUnit = block * Width;
    const int64_t left = update.weights.units - firstUnit;
    const int units = left < Width ? static_cast<int>(left) : Width;
    Sums<Width> sums;
    sums.read(update.start + firstUnit * kLanes, units);
    for (int64_t i = 0; i < update.count; ++i) {
      sums.multiplyAdd(weights + update.features[i] * static_cast<int64_t>(Width),
                       update.input + i * kLanes);
    }
    sums.write(update.output + firstUnit * kLanes, units);
  }
}

// Calls action.template run<Width>() for the width at run time.
template <int Width, class Action>
inline void withWidth(int width, const Action& action) {
  if (width == Width) {
    action.template run<Width>();
  } else if constexpr (Width > 1) {
    withWidth<Width - 1>(width, action);
  }
}

struct Multiply {
  const LaneProduct& product;
  template <int Width>
  void run() const {
    multiplyBlocks<Width>(product);
  }
};
void multiply(const LaneProduct& product) {
  withWidth<kMaxWidth>(product.weights.width, Multiply{product});
}

struct Update {
  const LaneUpdate& arguments;
  template <int Width>
  void run() const {
    updateBlocks<Width>(arguments);
  }
};
void update(const LaneUpdate& arguments) {
  withWidth<kMaxWidth>(arguments.weights.width, Update{arguments});
}

void project(const LaneProjection& projection) {
  for (int64_t row = 0; row < projection.rows; ++row) {
    const float* matrix = projection.matrix + row * projection.columns * kLanes;
    for (int v = 0; v < kLanes; v += kVectorFloats) {
      Vector sum = load(projection.start + row * kLanes + v);
      for (int64_t i = 0; i < projection.count; ++i) {
        sum += load(matrix + projection.places[i] * static_cast<int64_t>(kLanes) + v) *
               load(projection.input + i * kLanes + v);
      }
      store(projection.output + row * kLanes + v, sum);
    }
  }
}

}  // namespace
}  // namespace maacc
