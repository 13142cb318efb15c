#include "core/engine/correct_inputs.h"

#include <algorithm>

namespace maacc {

std::span<const float> CorrectInputs::input(int64_t position, std::vector<float>& buffer) const {
  if (areKept()) {
    return input(position);
  }
  buffer.resize(static_cast<std::size_t>(valuesPerSample));
  copyTo(position, 1, buffer.data());
  return buffer;
}

void CorrectInputs::copyTo(int64_t first, int64_t count, float* out) const {
  if (areKept()) {
    std::copy_n(values.data() + first * valuesPerSample, count * valuesPerSample, out);
    return;
  }
  for (int64_t i = 0; i < count; ++i) {
    pipeline->read(samples[static_cast<std::size_t>(first + i)], out + i * valuesPerSample);
  }
}

std::vector<int64_t> spreadPositions(int64_t total, int64_t count) {
  std::vector<int64_t> positions(static_cast<std::size_t>(std::min(total, count)));
  for (std::size_t i = 0; i < positions.size(); ++i) {
    positions[i] = static_cast<int64_t>(i) * total / static_cast<int64_t>(positions.size());
  }
  return positions;
}

}  // namespace maacc
