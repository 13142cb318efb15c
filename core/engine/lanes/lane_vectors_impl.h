#pragma once

// Native vectors of the instruction set that this source is compiled for. Part of
// lane_kernels_impl.h.

#include "core/engine/lanes/lane_kernels.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace maacc {
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

}  // namespace
}  // namespace maacc
