#pragma once

#include <cstdint>
#include <vector>

namespace maacc {

// A buffer of `size` lane vectors that is in use from step `first` to step `last`.
struct BufferLife {
  int64_t size = 0;
  std::size_t first = 0;
  std::size_t last = 0;
};

struct BufferPlaces {
  std::vector<int64_t> places;  // by buffer
  int64_t total = 0;
};

// Puts buffers into one piece of memory so that no two that are in use at the same time overlap:
// first fit in the given order.
BufferPlaces placeBuffers(const std::vector<BufferLife>& buffers);

}  // namespace maacc
