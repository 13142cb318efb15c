#include "core/engine/correct_inputs.h"

#include <algorithm>

namespace maacc {

std::vector<int64_t> spreadPositions(int64_t total, int64_t count) {
  std::vector<int64_t> positions(static_cast<std::size_t>(std::min(total, count)));
  for (std::size_t i = 0; i < positions.size(); ++i) {
    positions[i] = static_cast<int64_t>(i) * total / static_cast<int64_t>(positions.size());
  }
  return positions;
}

}  // namespace maacc
