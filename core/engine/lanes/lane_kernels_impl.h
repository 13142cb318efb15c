// The lane kernels, compiled once per instruction set. Everything here has internal linkage and no
// inline function of the standard library is called: the linker could otherwise give code for a
// wide instruction set to the rest of the program.
#include "core/engine/lanes/lane_kernels.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace maacc {

extern const LaneKernels MAACC_LANE_KERNELS;

namespace {

#if defined(__AVX512F__)
constexpr int kVectorFloats = 16;
constexpr int kMaxWidth = 16;
#elif defined(__AVX2__)
constexpr int kVectorFloats = 8;
constexpr int kMaxWidth = 6;
#else
constexpr int kVectorFloats = 4;
constexpr int kMaxWidth = 3;
#endif
constexpr int kVectors = kLanes / kVectorFloats;  // native vectors per lane vector

using Vector = float __attribute__((vector_size(4 * kVectorFloats), may_alias));
using IntVector = int32_t __attribute__((vector_size(4 * kVectorFloats), may_alias));

inline Vector load(const float* p) { return *reinterpret_cast<const Vector*>(p); }
inline void store(float* p, Vector value) { *reinterpret_cast<Vector*>(p) = value; }
inline Vector broadcast(float value) { return value - Vector{}; }
inline Vector select(IntVector mask, Vector yes, Vector no) {
  return reinterpret_cast<Vector>((reinterpret_cast<IntVector>(yes) & mask) |
                                  (reinterpret_cast<IntVector>(no) & ~mask));
}
inline Vector absolute(Vector value) {
  return reinterpret_cast<Vector>(reinterpret_cast<IntVector>(value) & 0x7fffffff);
}

// --- products -----------------------------------------------------------------------------------

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

// B^T x and A^T m of F(2, 3) and F(4, 3), one row or column at a time.
template <int Tile>
inline __attribute__((always_inline)) void transformInput(const Vector* x, Vector* y) {
  if constexpr (Tile == 2) {
    y[0] = x[0] - x[2];
    y[1] = x[1] + x[2];
    y[2] = x[2] - x[1];
    y[3] = x[1] - x[3];
  } else {
    const Vector even = x[4] - 4.0F * x[2];
    const Vector odd = x[3] - 4.0F * x[1];
    const Vector near = x[4] - x[2];
    const Vector twice = 2.0F * (x[3] - x[1]);
    y[0] = 4.0F * x[0] - 5.0F * x[2] + x[4];
    y[1] = even + odd;
    y[2] = even - odd;
    y[3] = near + twice;
    y[4] = near - twice;
    y[5] = 4.0F * x[1] - 5.0F * x[3] + x[5];
  }
}

template <int Tile>
inline __attribute__((always_inline)) void transformOutput(const Vector* m, Vector* y) {
  if constexpr (Tile == 2) {
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] - m[3];
  } else {
    const Vector sum = m[1] + m[2];
    const Vector difference = m[1] - m[2];
    const Vector farSum = m[3] + m[4];
    const Vector farDifference = m[3] - m[4];
    y[0] = m[0] + sum + farSum;
    y[1] = difference + 2.0F * farDifference;
    y[2] = sum + 4.0F * farSum;
    y[3] = difference + 8.0F * farDifference + m[5];
  }
}

// Channels of one patch -> transformed[position * tilesAtOnce * channels + channel].
template <int Tile>
void transformPatch(const LaneWinograd& w, int64_t tileY, int64_t tileX, float* transformed) {
  constexpr int kPatch = Tile + 2;
  alignas(64) const float zeros[kLanes] = {};
  const float* sources[kPatch * kPatch];
  int64_t strides[kPatch * kPatch];
  for (int i = 0; i < kPatch * kPatch; ++i) {
    const int64_t y = Tile * tileY - w.padding.top + i / kPatch;
    const int64_t x = Tile * tileX - w.padding.left + i % kPatch;
    const bool inside = y >= 0 && y < w.input.height && x >= 0 && x < w.input.width;
    sources[i] = inside ? w.tensor + (y * w.input.width + x) * w.channels * kLanes : zeros;
    strides[i] = inside ? kLanes : 0;
  }
  const int64_t positionStride = w.tilesAtOnce * w.channels * kLanes;
  for (int64_t c = 0; c < w.channels; ++c) {
    for (int v = 0; v < kLanes; v += kVectorFloats) {
      Vector columns[kPatch][kPatch];  // by column, then transformed row
#pragma GCC unroll 6
      for (int j = 0; j < kPatch; ++j) {
        Vector patch[kPatch];
#pragma GCC unroll 6
        for (int i = 0; i < kPatch; ++i) {
          const int at = i * kPatch + j;
          patch[i] = load(sources[at] + c * strides[at] + v);
        }
        transformInput<Tile>(patch, columns[j]);
      }
#pragma GCC unroll 6
      for (int i = 0; i < kPatch; ++i) {
        Vector row[kPatch];
#pragma GCC unroll 6
        for (int j = 0; j < kPatch; ++j) {
          row[j] = columns[j][i];
        }
        Vector result[kPatch];
        transformInput<Tile>(row, result);
#pragma GCC unroll 6
        for (int j = 0; j < kPatch; ++j) {
          store(transformed + (i * kPatch + j) * positionStride + c * kLanes + v, result[j]);
        }
      }
    }
  }
}

// A^T m A plus bias, for the output pixels that exist.
template <int Tile>
void transformBack(const LaneWinograd& w, int64_t tileY, int64_t tileX, const float* sums) {
  constexpr int kPatch = Tile + 2;
  const int64_t positionStride = w.tilesAtOnce * w.units * kLanes;
  const int64_t rowsLeft = w.output.height - Tile * tileY;
  const int64_t columnsLeft = w.output.width - Tile * tileX;
  float* const corner =
      w.result + (Tile * tileY * w.output.width + Tile * tileX) * w.units * kLanes;
  for (int64_t unit = 0; unit < w.units; ++unit) {
    const float bias = w.bias == nullptr ? 0.0F : w.bias[unit];
    for (int v = 0; v < kLanes; v += kVectorFloats) {
      Vector columns[kPatch][Tile];
#pragma GCC unroll 6
      for (int j = 0; j < kPatch; ++j) {
        Vector m[kPatch];
#pragma GCC unroll 6
        for (int i = 0; i < kPatch; ++i) {
          m[i] = load(sums + (i * kPatch + j) * positionStride + unit * kLanes + v);
        }
        transformOutput<Tile>(m, columns[j]);
      }
      for (int i = 0; i < Tile && i < rowsLeft; ++i) {
        Vector row[kPatch];
#pragma GCC unroll 6
        for (int j = 0; j < kPatch; ++j) {
          row[j] = columns[j][i];
        }
        Vector pixels[Tile];
        transformOutput<Tile>(row, pixels);
        float* const first = corner + (i * w.output.width * w.units + unit) * kLanes + v;
        for (int j = 0; j < Tile && j < columnsLeft; ++j) {
          store(first + j * w.units * kLanes, pixels[j] + bias);
        }
      }
    }
  }
}

template <int Width>
void multiplyTransformed(const LaneWinograd& w, int64_t tiles, const float* input, float* sums) {
  const int64_t blocks = (w.units + Width - 1) / Width;
  const int64_t positions = (w.tile + 2) * (w.tile + 2);
  for (int64_t position = 0; position < positions; ++position) {
    for (int64_t block = 0; block < blocks; ++block) {
      const float* weights =
          w.weights + (position * blocks + block) * w.channels * static_cast<int64_t>(Width);
      const int64_t left = w.units - block * Width;
      const int units = left < Width ? static_cast<int>(left) : Width;
      for (int64_t tile = 0; tile < tiles; ++tile) {
        const float* vectors = input + (position * w.tilesAtOnce + tile) * w.channels * kLanes;
        Sums<Width> products;
        products.set(nullptr, units);
        for (int64_t c = 0; c < w.channels; ++c) {
          products.multiplyAdd(weights + c * Width, vectors + c * kLanes);
        }
        products.write(
            sums + ((position * w.tilesAtOnce + tile) * w.units + block * Width) * kLanes, units);
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

struct MultiplyTransformed {
  const LaneWinograd& product;
  int64_t tiles;
  const float* input;
  float* sums;
  template <int Width>
  void run() const {
    multiplyTransformed<Width>(product, tiles, input, sums);
  }
};

template <int Tile>
void winogradTiles(const LaneWinograd& w) {
  const int64_t across = (w.output.width + Tile - 1) / Tile;
  const int64_t tiles = (w.output.height + Tile - 1) / Tile * across;
  float* const sums = w.scratch + (Tile + 2) * (Tile + 2) * w.tilesAtOnce * w.channels * kLanes;
  for (int64_t first = 0; first < tiles; first += w.tilesAtOnce) {
    const int64_t count = tiles - first < w.tilesAtOnce ? tiles - first : w.tilesAtOnce;
    for (int64_t tile = 0; tile < count; ++tile) {
      transformPatch<Tile>(w, (first + tile) / across, (first + tile) % across,
                           w.scratch + tile * w.channels * kLanes);
    }
    withWidth<kMaxWidth>(w.width, MultiplyTransformed{w, count, w.scratch, sums});
    for (int64_t tile = 0; tile < count; ++tile) {
      transformBack<Tile>(w, (first + tile) / across, (first + tile) % across,
                          sums + tile * w.units * kLanes);
    }
  }
}

void winograd(const LaneWinograd& w) { w.tile == 2 ? winogradTiles<2>(w) : winogradTiles<4>(w); }

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

// --- activations --------------------------------------------------------------------------------

// exp(x) to about 2 ulp by Cody-Waite reduction and a polynomial of degree 6 (Taylor coefficients,
// |r| <= ln(2) / 2). NaN stays NaN, overflow is infinite, underflow is 0.
inline Vector exponential(Vector x) {
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to an integer
  const Vector high = broadcast(88.72283F);
  const Vector low = broadcast(-87.33654F);
  const IntVector over = x > high;
  const IntVector under = x < low;
  Vector clamped = select(over, high, x);
  clamped = select(under, low, clamped);
  const Vector shifted = clamped * 1.44269504F + kRound;
  const Vector n = shifted - kRound;
  const Vector r = (clamped - n * 0.693359375F) + n * 2.12194440e-4F;
  Vector p = r * (1.0F / 720.0F) + (1.0F / 120.0F);
  p = p * r + (1.0F / 24.0F);
  p = p * r + (1.0F / 6.0F);
  p = p * r + 0.5F;
  p = p * r + 1.0F;
  p = p * r + 1.0F;
  // Two factors, because 2^128 alone is not a float.
  const IntVector exponent =
      reinterpret_cast<IntVector>(shifted) - reinterpret_cast<IntVector>(broadcast(kRound));
  const IntVector half = exponent >> 1;
  const Vector first = reinterpret_cast<Vector>((half + 127) << 23);
  const Vector second = reinterpret_cast<Vector>((exponent - half + 127) << 23);
  Vector result = p * first * second;
  result = select(over, broadcast(__builtin_inff()), result);
  return select(under, Vector{}, result);
}

inline Vector sigmoid(Vector x) { return 1.0F / (1.0F + exponential(-x)); }

// 1 - 2 / (exp(2 |x|) + 1) with the sign of x.
inline Vector hyperbolicTangent(Vector x) {
  const Vector positive = 1.0F - 2.0F / (exponential(2.0F * absolute(x)) + 1.0F);
  const Vector negative = -positive;
  return select(x < Vector{}, negative, positive);
}

template <ActivationKind Kind>
inline Vector activated(Vector x, float alpha, float limit) {
  if constexpr (Kind == ActivationKind::Relu) {
    Vector y = select(x < Vector{}, x * alpha, x);  // NaN stays NaN
    return limit > 0 ? select(y > broadcast(limit), broadcast(limit), y) : y;
  } else if constexpr (Kind == ActivationKind::Sigmoid) {
    return sigmoid(x);
  } else if constexpr (Kind == ActivationKind::Tanh) {
    return hyperbolicTangent(x);
  } else if constexpr (Kind == ActivationKind::Elu) {
    return select(x < Vector{}, alpha * (exponential(x) - 1.0F), x);
  } else if constexpr (Kind == ActivationKind::Selu) {
    return 1.05070099F * select(x < Vector{}, 1.67326324F * (exponential(x) - 1.0F), x);
  } else if constexpr (Kind == ActivationKind::Softsign) {
    return x / (1.0F + absolute(x));
  } else if constexpr (Kind == ActivationKind::Exponential) {
    return exponential(x);
  } else if constexpr (Kind == ActivationKind::Silu) {
    return x * sigmoid(x);
  } else if constexpr (Kind == ActivationKind::GeluTanh) {
    return 0.5F * x * (1.0F + hyperbolicTangent(0.797884561F * (x + 0.044715F * x * x * x)));
  } else {
    Vector y = x * (1.0F / 6.0F) + 0.5F;
    y = select(y < Vector{}, Vector{}, y);
    y = select(y > broadcast(1.0F), broadcast(1.0F), y);
    return Kind == ActivationKind::HardSwish ? x * y : y;
  }
}

template <ActivationKind Kind>
void activateAll(const Activation& activation, const float* input, float* output, int64_t count) {
  const auto alpha = static_cast<float>(activation.alpha);
  const auto limit = static_cast<float>(activation.limit);
  for (int64_t i = 0; i < count * kLanes; i += kVectorFloats) {
    store(output + i, activated<Kind>(load(input + i), alpha, limit));
  }
}

void activate(const Activation& activation, const float* input, float* output, int64_t count) {
  switch (activation.kind) {
    case ActivationKind::Linear:
      for (int64_t i = 0; input != output && i < count * kLanes; i += kVectorFloats) {
        store(output + i, load(input + i));
      }
      return;
    case ActivationKind::Relu:
      return activateAll<ActivationKind::Relu>(activation, input, output, count);
    case ActivationKind::Sigmoid:
      return activateAll<ActivationKind::Sigmoid>(activation, input, output, count);
    case ActivationKind::Tanh:
      return activateAll<ActivationKind::Tanh>(activation, input, output, count);
    case ActivationKind::Elu:
      return activateAll<ActivationKind::Elu>(activation, input, output, count);
    case ActivationKind::Selu:
      return activateAll<ActivationKind::Selu>(activation, input, output, count);
    case ActivationKind::Softsign:
      return activateAll<ActivationKind::Softsign>(activation, input, output, count);
    case ActivationKind::Exponential:
      return activateAll<ActivationKind::Exponential>(activation, input, output, count);
    case ActivationKind::Silu:
      return activateAll<ActivationKind::Silu>(activation, input, output, count);
    case ActivationKind::GeluTanh:
      return activateAll<ActivationKind::GeluTanh>(activation, input, output, count);
    case ActivationKind::HardSigmoid:
      return activateAll<ActivationKind::HardSigmoid>(activation, input, output, count);
    case ActivationKind::HardSwish:
      return activateAll<ActivationKind::HardSwish>(activation, input, output, count);
    case ActivationKind::Softplus:
    case ActivationKind::Gelu:
      break;
  }
  for (int64_t i = 0; i < count * kLanes; ++i) {  // log1p and erf: one value at a time
    output[i] = static_cast<float>(applyActivation(activation, static_cast<double>(input[i])));
  }
}

// --- channel-local layers -----------------------------------------------------------------------

void normalize(const float* mean,
               const float* factor,
               const float* offset,
               const float* input,
               float* output,
               int64_t pixels,
               int64_t channels) {
  for (int64_t p = 0; p < pixels; ++p) {
    for (int64_t c = 0; c < channels; ++c) {
      const int64_t at = (p * channels + c) * kLanes;
      for (int v = 0; v < kLanes; v += kVectorFloats) {
        store(output + at + v, (load(input + at + v) - mean[c]) * factor[c] + offset[c]);
      }
    }
  }
}

// NaN wins, as in the reference.
inline Vector larger(Vector best, Vector value) {
  const IntVector keep = (value <= best) | (best != best);
  return select(keep, best, value);
}

void poolPixel(const LanePooling& pooling,
               const float* input,
               Taps rows,
               Taps columns,
               float divisor,
               float* output) {
  for (int64_t c = 0; c < pooling.channels; ++c) {
    for (int v = 0; v < kLanes; v += kVectorFloats) {
      Vector result = broadcast(pooling.isMax ? -__builtin_inff() : 0.0F);
      for (int64_t y = rows.first; y < rows.last; ++y) {
        for (int64_t x = columns.first; x < columns.last; ++x) {
          const Vector value =
              load(input + ((y * pooling.input.width + x) * pooling.channels + c) * kLanes + v);
          result = pooling.isMax ? larger(result, value) : result + value;
        }
      }
      store(output + c * kLanes + v, pooling.isMax ? result : result * divisor);
    }
  }
}

inline Taps clipped(int64_t first, int64_t size, int64_t limit) {
  const int64_t last = first + size;
  return {first < 0 ? 0 : first, last > limit ? limit : last};
}

void pool(const LanePooling& pooling, const float* input, float* output) {
  for (int64_t y = 0; y < pooling.output.height; ++y) {
    const Taps rows = clipped(y * pooling.stride.height - pooling.padding.top,
                              pooling.window.height, pooling.input.height);
    for (int64_t x = 0; x < pooling.output.width; ++x) {
      const Taps columns = clipped(x * pooling.stride.width - pooling.padding.left,
                                   pooling.window.width, pooling.input.width);
      const int64_t pixels = pooling.countPadding
                                 ? pooling.window.height * pooling.window.width
                                 : (rows.last - rows.first) * (columns.last - columns.first);
      poolPixel(pooling, input, rows, columns, 1.0F / static_cast<float>(pixels),
                output + (y * pooling.output.width + x) * pooling.channels * kLanes);
    }
  }
}

void add(const float* a, const float* b, int64_t bStride, float* output, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    for (int v = 0; v < kLanes; v += kVectorFloats) {
      store(output + i * kLanes + v, load(a + i * kLanes + v) + load(b + i * bStride * kLanes + v));
    }
  }
}

void subtract(const float* a, const float* b, int64_t bStride, float* output, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    for (int v = 0; v < kLanes; v += kVectorFloats) {
      store(output + i * kLanes + v, load(a + i * kLanes + v) - load(b + i * bStride * kLanes + v));
    }
  }
}

void scale(const float* input,
           int64_t inputStride,
           float factor,
           float term,
           float* output,
           int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    for (int v = 0; v < kLanes; v += kVectorFloats) {
      store(output + i * kLanes + v, load(input + i * inputStride * kLanes + v) * factor + term);
    }
  }
}

using Four = float __attribute__((vector_size(16), may_alias));

// 4 x 4 blocks: four values of four rows become four lanes of four vectors.
inline void transposeBlock(const float* const* rows, int64_t i, int64_t stride, float* output) {
  struct __attribute__((packed)) Unaligned {
    Four value;
  };
  Four a[4];
  for (int lane = 0; lane < 4; ++lane) {
    a[lane] = reinterpret_cast<const Unaligned*>(rows[lane] + i)->value;
  }
  const Four ab = __builtin_shufflevector(a[0], a[1], 0, 4, 1, 5);
  const Four cd = __builtin_shufflevector(a[2], a[3], 0, 4, 1, 5);
  const Four ab2 = __builtin_shufflevector(a[0], a[1], 2, 6, 3, 7);
  const Four cd2 = __builtin_shufflevector(a[2], a[3], 2, 6, 3, 7);
  auto put = [&](int64_t at, Four value) {
    *reinterpret_cast<Four*>(output + (i + at) * stride * kLanes) = value;
  };
  put(0, __builtin_shufflevector(ab, cd, 0, 1, 4, 5));
  put(1, __builtin_shufflevector(ab, cd, 2, 3, 6, 7));
  put(2, __builtin_shufflevector(ab2, cd2, 0, 1, 4, 5));
  put(3, __builtin_shufflevector(ab2, cd2, 2, 3, 6, 7));
}

void transpose(const float* const* rows, int64_t count, int64_t stride, float* output) {
  const int64_t whole = count / 4 * 4;
  for (int64_t i = 0; i < whole; i += 4) {
    for (int lane = 0; lane < kLanes; lane += 4) {
      transposeBlock(rows + lane, i, stride, output + lane);
    }
  }
  for (int64_t i = whole; i < count; ++i) {
    for (int lane = 0; lane < kLanes; ++lane) {
      output[i * stride * kLanes + lane] = rows[lane][i];
    }
  }
}

// --- decisions ----------------------------------------------------------------------------------

void decide(const float* logits, int64_t classes, LaneDecisions& decisions) {
  for (int v = 0; v < kLanes; v += kVectorFloats) {
    Vector best = load(logits + v);
    Vector second = broadcast(-__builtin_inff());
    Vector check = best * 0.0F;  // NaN unless all are finite
    IntVector predicted{};
    for (int64_t c = 1; c < classes; ++c) {
      const Vector value = load(logits + c * kLanes + v);
      check += value * 0.0F;
      const IntVector better = value > best;
      const Vector beaten = select(better, best, value);
      second = select(beaten > second, beaten, second);
      best = select(better, value, best);
      predicted = (better & static_cast<int32_t>(c)) | (predicted & ~better);
    }
    *reinterpret_cast<IntVector*>(decisions.predicted + v) = predicted;
    store(decisions.margin + v, best - second + check);
  }
}

// The signs of a mask's elements.
inline uint32_t bits(IntVector mask) {
#if defined(__AVX512DQ__)
  return _mm512_movepi32_mask(reinterpret_cast<__m512i>(mask));
#elif defined(__AVX2__)
  return static_cast<uint32_t>(_mm256_movemask_ps(reinterpret_cast<__m256>(mask)));
#else
  uint32_t result = 0;
  for (int i = 0; i < kVectorFloats; ++i) {
    result |= static_cast<uint32_t>(mask[i] & 1) << i;
  }
  return result;
#endif
}

uint32_t settled(const LaneBound& bound) {
  uint32_t lanes = 0;
  for (int v = 0; v < kLanes; v += kVectorFloats) {
    IntVector holds = ~IntVector{};
    const Vector own = load(bound.logits + bound.trueClass * kLanes + v);
    for (int64_t c = 0; c < bound.classes; ++c) {
      const float* coefficients = bound.coefficients[c];
      if (coefficients == nullptr) {
        continue;
      }
      Vector sum{};
      for (int64_t i = 0; i < bound.count; ++i) {
        sum += absolute(load(bound.change + i * kLanes + v)) * coefficients[i];
      }
      holds &= sum * bound.inflation + bound.slack < own - load(bound.logits + c * kLanes + v);
      if (bits(holds) == 0) {
        break;
      }
    }
    lanes |= bits(holds) << v;
  }
  return lanes;
}

uint32_t allZero(const float* values, int64_t count) {
  uint32_t lanes = 0;
  for (int v = 0; v < kLanes; v += kVectorFloats) {
    IntVector zero = ~IntVector{};
    for (int64_t i = 0; i < count; ++i) {
      zero &= load(values + i * kLanes + v) == Vector{};
      if (i % 16 == 0 && bits(zero) == 0) {
        break;
      }
    }
    lanes |= bits(zero) << v;
  }
  return lanes;
}

}  // namespace

const LaneKernels MAACC_LANE_KERNELS = {MAACC_LANE_KERNELS_NAME,
                                        kMaxWidth,
                                        multiply,
                                        winograd,
                                        update,
                                        activate,
                                        normalize,
                                        pool,
                                        add,
                                        subtract,
                                        scale,
                                        transpose,
                                        decide,
                                        settled,
                                        allZero};

}  // namespace maacc
