#include "core/engine/incremental/tile_evaluation.h"

#include <algorithm>
#include <bit>

#include "core/base/error.h"

namespace maacc {
namespace {

// A bound that settles next to nothing after this many lanes is not asked again for the mutant.
constexpr int64_t kBoundTrial = 512;
constexpr int64_t kBoundLeastShare = 16;

}  // namespace

TileEvaluation::TileEvaluation(const PassContext& context,
                               const MutationPass& pass,
                               int64_t forwardVectors)
    : gather_(pass.layout.vectors()),
      context_(context),
      buffers_(std::max(pass.bufferVectors, forwardVectors)),
      coefficients_(static_cast<std::size_t>(context.network.network().classCount())) {}

const float* TileEvaluation::logits(const MutantTask& task, const InputTile& tile) {
  const WalkPlan& plan = task.walk->plan;
  runWalk(context_.network, plan, task.changes, tile.tensors, buffers_.data(), 0,
          plan.steps.size());
  return buffers_.at(plan.logits);
}

void TileEvaluation::run(MutantTask& task, const InputBlock& block, const RunContext& context) {
  const WalkPlan& plan = task.walk->plan;
  for (const InputTile& tile : block.tiles()) {
    if (context.stopRequested()) {
      return;
    }
    uint32_t open = task.finished ? 0 : openLanes(task, tile);
    if (open == 0) {
      continue;
    }
    open = unsettledLanes(task, tile, open);
    if (open == 0) {
      continue;
    }
    if (std::popcount(open) >= task.walk->directLanes) {
      runWalk(context_.network, plan, task.changes, tile.tensors, buffers_.data(), plan.changeSteps,
              plan.steps.size());
      judge(task, tile, open);
    } else {
      for (; open != 0; open &= open - 1) {
        gather_.add(tile, std::countr_zero(open));
        if (gather_.isFull()) {
          runGathered(task);
        }
      }
    }
  }
  if (gather_.lanes() > 0) {
    runGathered(task);
  }
}

uint32_t TileEvaluation::unsettledLanes(MutantTask& task, const InputTile& tile, uint32_t open) {
  const WalkPlan& plan = task.walk->plan;
  if (plan.changeSteps == 0) {
    return open;
  }
  runWalk(context_.network, plan, task.changes, tile.tensors, buffers_.data(), 0, plan.changeSteps);
  return open & ~settledLanes(task, tile, open);
}

uint32_t TileEvaluation::openLanes(const MutantTask& task, const InputTile& tile) const {
  if (!task.mayExitEarly) {
    return tile.lanes;
  }
  const VerdictRules& rules = context_.rules;
  if (tile.oneLabel) {
    return rules.isOpen(task, tile.labels[0]) ? tile.lanes : 0;
  }
  uint32_t open = 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    open |= rules.isOpen(task, tile.labels[lane]) ? 1U << lane : 0U;
  }
  return open & tile.lanes;
}

// Lanes whose prediction is that of the original: nothing changes for later layers, or the change
// is too small. Only where the original's own decision is clear.
uint32_t TileEvaluation::settledLanes(MutantTask& task, const InputTile& tile, uint32_t open) {
  const WalkPlan& plan = task.walk->plan;
  uint32_t clear = 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    clear |= static_cast<double>(tile.margins[lane]) > task.band ? 1U << lane : 0U;
  }
  const uint32_t unchanged =
      open & clear &
      context_.network.kernels().allZero(buffers_.at(plan.change), plan.changeVectors);
  task.unchanged += std::popcount(unchanged);
  uint32_t bounded = 0;
  const bool tryBound =
      !task.walk->bounds.empty() &&
      (task.boundTried < kBoundTrial || task.bounded * kBoundLeastShare >= task.boundTried);
  if (tryBound && (open & ~unchanged) != 0) {
    bounded = boundedLanes(task, tile, open & ~unchanged);
    task.boundTried += std::popcount(open & ~unchanged);
    task.bounded += std::popcount(bounded);
  }
  return unchanged | bounded;
}

uint32_t TileEvaluation::boundedLanes(const MutantTask& task,
                                      const InputTile& tile,
                                      uint32_t open) {
  const WalkPlan& plan = task.walk->plan;
  const Network& network = context_.network.network();
  LaneBound bound;
  bound.change = buffers_.at(plan.change);
  bound.count = plan.changeVectors;
  bound.coefficients = coefficients_.data();
  bound.logits = tile.tensors + context_.logitsOffset * kLanes;
  bound.classes = network.classCount();
  bound.inflation = static_cast<float>(context_.sensitivity.inflation());
  bound.slack = static_cast<float>(task.band * 1.0001);
  const bool onlyOpenClasses =
      task.mayExitEarly && context_.rules.options().criterion == KillCriterion::PredictedClass;
  uint32_t settled = 0;
  while (open != 0) {
    const int32_t label = tile.labels[std::countr_zero(open)];
    uint32_t sameLabel = 0;
    for (int lane = 0; lane < kLanes; ++lane) {
      sameLabel |= tile.labels[lane] == label ? 1U << lane : 0U;
    }
    for (int64_t c = 0; c < bound.classes; ++c) {
      const bool asked =
          c != label && !(onlyOpenClasses && task.closed[static_cast<std::size_t>(c)] != 0);
      coefficients_[static_cast<std::size_t>(c)] =
          asked ? task.walk->boundOf(label, c, bound.classes) : nullptr;
    }
    bound.trueClass = label;
    settled |= open & sameLabel & context_.network.kernels().settled(bound);
    open &= ~sameLabel;
  }
  return settled;
}

void TileEvaluation::runGathered(MutantTask& task) {
  const InputTile& tile = gather_.collect(task.walk->plan);
  logits(task, tile);
  judge(task, tile, tile.lanes);
}

// Reads the logits that the walk has just left.
void TileEvaluation::judge(MutantTask& task, const InputTile& tile, uint32_t lanes) {
  task.evaluated += std::popcount(lanes);
  LaneDecisions decisions;
  context_.network.kernels().decide(buffers_.at(task.walk->plan.logits),
                                    context_.network.network().classCount(), decisions);
  const auto band = static_cast<float>(task.band * 1.0001);
  uint32_t special = 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    const bool plain =
        decisions.predicted[lane] == tile.labels[lane] && decisions.margin[lane] > band;
    special |= plain ? 0U : 1U << lane;
  }
  const VerdictRules& rules = context_.rules;
  for (special &= lanes; special != 0 && !task.finished; special &= special - 1) {
    const int lane = std::countr_zero(special);
    if (decisions.margin[lane] > band) {
      rules.count(task, tile.positions[lane], tile.labels[lane], decisions.predicted[lane]);
    } else {
      rules.countRechecked(task, tile.positions[lane], tile.labels[lane],
                           rules.recheck(task, tile.positions[lane]));
    }
  }
}

}  // namespace maacc
