#pragma once

// Predictions, margins and bounds. Part of lane_kernels_impl.h.

#include "core/engine/lanes/lane_vectors_impl.h"

namespace maacc {
namespace {

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
}  // namespace maacc
