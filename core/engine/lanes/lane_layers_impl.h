#pragma once

// Channel-local layers and moving of lanes. Part of lane_kernels_impl.h.

#include "core/engine/lanes/lane_products_impl.h"

namespace maacc {
namespace {

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

inline Vector inverseRoot(Vector x) {
  for (int i = 0; i < kVectorFloats; ++i) {
    x[i] = 1.0F / __builtin_sqrtf(x[i]);
  }
  return x;
}

void normalizeGroups(const LaneNormalization& n) {
  const float share = 1.0F / static_cast<float>(n.count);
  for (int64_t group = 0; group < n.groups; ++group) {
    const float* input = n.input + group * n.count * kLanes;
    float* output = n.output + group * n.count * kLanes;
    for (int v = 0; v < kLanes; v += kVectorFloats) {
      Vector sum{};
      for (int64_t i = 0; i < n.count; ++i) {
        sum += load(input + i * kLanes + v);
      }
      const Vector mean = sum * share;
      Vector squares{};
      for (int64_t i = 0; i < n.count; ++i) {
        const Vector difference = load(input + i * kLanes + v) - mean;
        squares += difference * difference;
      }
      const Vector factor = inverseRoot(squares * share + n.epsilon);
      for (int64_t i = 0; i < n.count; ++i) {
        const Vector normal = (load(input + i * kLanes + v) - mean) * factor;
        store(output + i * kLanes + v, normal * n.scale[i] + n.offset[i]);
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

void times(const float* a,
           int64_t aStride,
           const float* b,
           int64_t bStride,
           float* output,
           int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    for (int v = 0; v < kLanes; v += kVectorFloats) {
      store(output + i * kLanes + v,
            load(a + i * aStride * kLanes + v) * load(b + i * bStride * kLanes + v));
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

}  // namespace
}  // namespace maacc
