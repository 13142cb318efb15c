#pragma once

#include <span>
#include <vector>

#include "core/engine/incremental/tile_layout.h"
#include "core/engine/lanes/lane_network.h"

namespace maacc {

// One forward pass of the original network over a tile that leaves every tensor of the layout in
// the tile's memory.
class ForwardPlan {
 public:
  ForwardPlan(const LaneNetwork& network, const TileLayout& layout);

  int64_t bufferVectors() const { return bufferVectors_; }

  // rows: canonical values, one row per lane. tile: layout.vectors() vectors. buffers:
  // bufferVectors() vectors.
  void run(std::span<const float* const> rows, float* tile, float* buffers) const;

 private:
  struct Place {
    bool inTile = false;
    int64_t offset = 0;
    float* in(float* tile, float* buffers) const {
      return (inTile ? tile : buffers) + offset * kLanes;
    }
  };

  const LaneNetwork& network_;
  std::vector<Place> preActivations_;  // by layer; the same as the output's where it is not kept
  std::vector<Place> outputs_;         // by layer
  int64_t scratch_ = 0;                // in the buffers
  int64_t bufferVectors_ = 0;
};

}  // namespace maacc
