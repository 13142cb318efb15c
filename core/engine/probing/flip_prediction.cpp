#include "core/engine/probing/flip_prediction.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace maacc {
namespace {

// A walk of so few FLOPs per class is as cheap as a prediction.
constexpr double kCheapWalkFlops = 8;

}  // namespace

float killMargin(
    const float* logits, int64_t classes, int lane, int32_t classIndex, bool ofTrueClass) {
  float others = -std::numeric_limits<float>::infinity();
  for (int64_t c = 0; c < classes; ++c) {
    if (c != classIndex) {
      others = std::max(others, logits[c * kLanes + lane]);
    }
  }
  const float own = logits[static_cast<int64_t>(classIndex) * kLanes + lane];
  return ofTrueClass ? own - others : others - own;
}

FlipPrediction::FlipPrediction(const LaneSession& session,
                               const MutationPass& pass,
                               const LogitGradients* gradients)
    : session_(session),
      gradients_(gradients),
      classes_(session.network().classCount()),
      logitsOffset_(pass.layout.offset({session.network().logitsLayer(), false})) {
  if (gradients_ == nullptr) {
    return;
  }
  for (const MutantTask& task : pass.tasks) {
    const WalkPlan& plan = task.walk->plan;
    if (plan.changeSteps > 0 && places_.try_emplace(plan.changeLayer, layers_.size()).second) {
      layers_.push_back(plan.changeLayer);
      vectorsPerTile_ += classes_ * session.lanes.elements(plan.changeLayer);
    }
  }
}

void FlipPrediction::reserve(int64_t tiles) {
  derivatives_.clear();
  for (LayerId layer : layers_) {
    derivatives_.emplace_back(tiles * classes_ * session_.lanes.elements(layer));
  }
}

void FlipPrediction::differentiate(const InputBlock& block, int64_t first, int64_t count) {
  if (layers_.empty()) {
    return;
  }
  std::vector<int32_t> positions;
  for (int64_t tile = first; tile < first + count; ++tile) {
    const InputTile& inputs = block.tiles()[static_cast<std::size_t>(tile)];
    positions.insert(positions.end(), inputs.positions, inputs.positions + kLanes);
  }
  std::vector<float*> results;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    results.push_back(derivatives_[i].at(first * classes_ * session_.lanes.elements(layers_[i])));
  }
  gradients_->compute(positions, layers_, results);
}

const float* FlipPrediction::predict(const MutantTask& task,
                                     const InputTile& tile,
                                     int64_t tileIndex,
                                     TileEvaluation& worker,
                                     float* predicted) const {
  const WalkPlan& plan = task.walk->plan;
  const float* original = tile.tensors + logitsOffset_ * kLanes;
  if (plan.changeSteps == 0) {
    const bool cheap = plan.flops <= kCheapWalkFlops * static_cast<double>(classes_);
    return cheap ? worker.logits(task, tile) : original;
  }
  const auto found = places_.find(plan.changeLayer);
  if (found == places_.end()) {
    return original;
  }
  LaneProjection projection;
  projection.rows = classes_;
  projection.columns = session_.lanes.elements(plan.changeLayer);
  projection.matrix = derivatives_[found->second].at(tileIndex * classes_ * projection.columns);
  projection.places = plan.changeElements.data();
  projection.count = plan.changeVectors;
  projection.input = worker.change(task);
  projection.start = original;
  projection.output = predicted;
  session_.lanes.kernels().project(projection);
  return predicted;
}

void FlipPrediction::offerTile(const float* logits,
                               const InputTile& tile,
                               uint32_t lanes,
                               int64_t slot,
                               ProbeSchedule& schedule) const {
  LaneDecisions decisions;
  session_.lanes.kernels().decide(logits, classes_, decisions);
  if (session_.options.criterion == KillCriterion::TrueClass) {
    for (; lanes != 0; lanes &= lanes - 1) {
      const int lane = std::countr_zero(lanes);
      const int32_t label = tile.labels[lane];
      const float margin = decisions.predicted[lane] == label
                               ? decisions.margin[lane]
                               : killMargin(logits, classes_, lane, label, true);
      if (!(margin >= schedule.limit(slot, label))) {
        schedule.offer(slot, label, {margin, tile.positions[lane]});
      }
    }
    return;
  }
  alignas(64) float largest[kLanes];
  for (int lane = 0; lane < kLanes; ++lane) {
    largest[lane] = logits[static_cast<int64_t>(decisions.predicted[lane]) * kLanes + lane];
  }
  for (int32_t c = 0; c < classes_; ++c) {
    const float* own = logits + static_cast<int64_t>(c) * kLanes;
    const float limit = schedule.limit(slot, c);
    for (uint32_t open = lanes; open != 0; open &= open - 1) {
      const int lane = std::countr_zero(open);
      const float margin =
          decisions.predicted[lane] == c ? -decisions.margin[lane] : largest[lane] - own[lane];
      if (tile.labels[lane] != c && !(margin >= limit)) {
        schedule.offer(slot, c, {margin, tile.positions[lane]});
      }
    }
  }
}

void FlipPrediction::offer(MutantTask& task,
                           int64_t slot,
                           const InputBlock& block,
                           TileEvaluation& worker,
                           float* predicted,
                           ProbeSchedule& schedule,
                           int64_t* unsettled) const {
  int64_t index = 0;
  for (const InputTile& tile : block.tiles()) {
    const uint32_t lanes = worker.unsettledLanes(task, tile, tile.lanes);
    if (lanes != 0) {
      for (uint32_t open = lanes; open != 0; open &= open - 1) {
        ++unsettled[tile.labels[std::countr_zero(open)]];
      }
      offerTile(predict(task, tile, index, worker, predicted), tile, lanes, slot, schedule);
    }
    ++index;
  }
}

}  // namespace maacc
