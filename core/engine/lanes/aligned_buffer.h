#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

#include "core/engine/lanes/lane_kernels.h"

namespace maacc {

// Uninitialised lane vectors, 64-byte aligned. Pages that are never touched cost no memory. Throws
// std::bad_alloc.
class LaneBuffer {
 public:
  LaneBuffer() = default;
  explicit LaneBuffer(int64_t vectors) : vectors_(vectors) {
    if (vectors > 0) {
      const auto bytes = static_cast<std::size_t>(vectors) * kLanes * sizeof(float);
      values_.reset(static_cast<float*>(std::aligned_alloc(64, bytes)));
      if (!values_) {
        throw std::bad_alloc();
      }
    }
  }

  float* data() { return values_.get(); }
  const float* data() const { return values_.get(); }
  int64_t vectors() const { return vectors_; }
  // The vector at a position.
  float* at(int64_t vector) { return values_.get() + vector * kLanes; }
  const float* at(int64_t vector) const { return values_.get() + vector * kLanes; }

 private:
  struct Free {
    void operator()(float* values) const { std::free(values); }
  };
  std::unique_ptr<float, Free> values_;
  int64_t vectors_ = 0;
};

}  // namespace maacc
