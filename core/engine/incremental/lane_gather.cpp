#include "core/engine/incremental/lane_gather.h"

namespace maacc {

LaneGather::LaneGather(int64_t vectors) : tensors_(vectors) { tile_.tensors = tensors_.data(); }

void LaneGather::add(const InputTile& tile, int lane) {
  tile_.labels[lanes_] = tile.labels[lane];
  tile_.positions[lanes_] = tile.positions[lane];
  sources_[lanes_++] = tile.tensors + lane;
}

const InputTile& LaneGather::collect(const WalkPlan& plan) {
  tile_.lanes = (1U << lanes_) - 1U;
  for (int lane = lanes_; lane < kLanes; ++lane) {
    sources_[lane] = sources_[0];
  }
  for (const KeptRange& range : plan.reads) {
    for (int64_t i = 0; i < range.count; ++i) {
      const int64_t at = (range.offset + range.first + i * range.stride) * kLanes;
      float* target = tensors_.data() + at;
      for (int lane = 0; lane < kLanes; ++lane) {
        target[lane] = sources_[lane][at];
      }
    }
  }
  lanes_ = 0;
  return tile_;
}

}  // namespace maacc
