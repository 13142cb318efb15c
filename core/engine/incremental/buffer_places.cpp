#include "core/engine/incremental/buffer_places.h"

#include <algorithm>
#include <utility>

namespace maacc {

BufferPlaces placeBuffers(const std::vector<BufferLife>& buffers) {
  BufferPlaces result;
  result.places.assign(buffers.size(), 0);
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    std::vector<std::pair<int64_t, int64_t>> taken;
    for (std::size_t other = 0; other < i; ++other) {
      if (buffers[other].first <= buffers[i].last && buffers[i].first <= buffers[other].last) {
        taken.emplace_back(result.places[other], result.places[other] + buffers[other].size);
      }
    }
    std::sort(taken.begin(), taken.end());
    for (const auto& [first, last] : taken) {
      if (result.places[i] + buffers[i].size > first) {
        result.places[i] = std::max(result.places[i], last);
      }
    }
    result.total = std::max(result.total, result.places[i] + buffers[i].size);
  }
  return result;
}

}  // namespace maacc
