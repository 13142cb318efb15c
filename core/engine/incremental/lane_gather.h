#pragma once

#include "core/engine/incremental/input_block.h"
#include "core/engine/incremental/mutation_walk.h"

namespace maacc {

// Lanes of several tiles that wait for a walk together, so that a walk is worth its while.
class LaneGather {
 public:
  // vectors: of a tile's layout.
  explicit LaneGather(int64_t vectors);

  int lanes() const { return lanes_; }
  bool isFull() const { return lanes_ == kLanes; }

  // Puts a lane in line; must not be full. The tile stays where it is until collect().
  void add(const InputTile& tile, int lane);

  // A tile of those in line, with what the plan reads: valid until the next add. Empties the line;
  // must not be empty.
  const InputTile& collect(const WalkPlan& plan);

 private:
  InputTile tile_;
  LaneBuffer tensors_;
  const float* sources_[kLanes] = {};  // first value of each lane's tile, moved to its lane
  int lanes_ = 0;
};

}  // namespace maacc
