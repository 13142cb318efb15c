#pragma once

#include <span>
#include <vector>

#include "core/engine/correct_inputs.h"
#include "core/engine/incremental/forward_plan.h"

namespace maacc {

// kLanes inputs and where the original network's tensors for them are.
struct InputTile {
  alignas(64) int32_t labels[kLanes];
  int32_t positions[kLanes];  // among the correct inputs
  float margins[kLanes];      // of the original network
  uint32_t lanes = 0;         // bits of those in use; the others repeat the last input
  bool oneLabel = false;
  const float* tensors = nullptr;
};

// The inputs in flight: their tiles and the memory of the kept tensors.
class InputBlock {
 public:
  // Throws std::bad_alloc where the memory is not there.
  InputBlock(const CorrectInputs& inputs, int64_t maxTiles, int64_t vectorsPerTile);

  // Takes these positions; the tensors are to be filled tile by tile.
  void take(std::span<const int32_t> positions);
  void fill(const ForwardPlan& forward, int64_t tile, float* buffers);

  int64_t maxTiles() const { return maxTiles_; }
  const std::vector<InputTile>& tiles() const { return tiles_; }
  int64_t inputCount() const { return inputCount_; }

 private:
  const CorrectInputs& inputs_;
  int64_t maxTiles_;
  int64_t vectorsPerTile_;
  int64_t inputCount_ = 0;
  LaneBuffer tensors_;
  std::vector<InputTile> tiles_;
};

}  // namespace maacc
