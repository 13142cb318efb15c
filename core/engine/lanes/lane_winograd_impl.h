#pragma once

// Winograd's minimal filtering. Part of lane_kernels_impl.h.

#include "core/engine/lanes/lane_products_impl.h"

namespace maacc {
namespace {

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

}  // namespace
}  // namespace maacc
