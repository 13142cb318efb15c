#include "core/engine/incremental/input_block.h"

#include <algorithm>
#include <array>

namespace maacc {

InputBlock::InputBlock(const CorrectInputs& inputs, int64_t maxTiles, int64_t vectorsPerTile)
    : inputs_(inputs),
      maxTiles_(maxTiles),
      vectorsPerTile_(vectorsPerTile),
      tensors_(maxTiles * vectorsPerTile) {}

void InputBlock::take(std::span<const int32_t> positions) {
  inputCount_ = static_cast<int64_t>(positions.size());
  tiles_.clear();
  for (std::size_t first = 0; first < positions.size(); first += kLanes) {
    InputTile& tile = tiles_.emplace_back();
    tile.tensors = tensors_.at(static_cast<int64_t>(tiles_.size() - 1) * vectorsPerTile_);
    tile.oneLabel = true;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::size_t at = std::min(first + lane, positions.size() - 1);
      const auto position = static_cast<std::size_t>(positions[at]);
      tile.positions[lane] = positions[at];
      tile.labels[lane] = inputs_.labels[position];
      tile.margins[lane] = static_cast<float>(inputs_.margins[position]);
      tile.oneLabel = tile.oneLabel && tile.labels[lane] == tile.labels[0];
      tile.lanes |= first + lane < positions.size() ? 1U << lane : 0U;
    }
  }
}

void InputBlock::fill(const ForwardPlan& forward, int64_t tile, float* buffers) {
  std::array<const float*, kLanes> rows{};
  std::array<std::vector<float>, kLanes> read;
  const InputTile& taken = tiles_[static_cast<std::size_t>(tile)];
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const bool repeats = lane > 0 && taken.positions[lane] == taken.positions[lane - 1];
    rows[lane] = repeats ? rows[lane - 1] : inputs_.input(taken.positions[lane], read[lane]).data();
  }
  forward.run(rows, tensors_.at(tile * vectorsPerTile_), buffers);
}

}  // namespace maacc
