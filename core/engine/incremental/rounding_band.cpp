#include "core/engine/incremental/rounding_band.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/engine/verdict_band.h"

namespace maacc {
namespace {

// Where a forward pass costs so many FLOPs, only every so-manieth mutant of a layer and operator is
// measured, on one input, and the largest error counts for all of them.
constexpr double kCostlyForward = 5e7;
constexpr std::size_t kCostlyStride = 8;

double largestError(const float* logits, int lane, const std::vector<double>& exact) {
  double error = 0;
  for (std::size_t c = 0; c < exact.size(); ++c) {
    const double difference = std::abs(
        static_cast<double>(logits[c * kLanes + static_cast<std::size_t>(lane)]) - exact[c]);
    error = std::isfinite(difference) ? std::max(error, difference)
                                      : std::numeric_limits<double>::infinity();
  }
  return error;
}

}  // namespace

RoundingBand::RoundingBand(const LaneNetwork& network,
                           const CorrectInputs& inputs,
                           ReferenceTraces& traces,
                           WorkerTeam& team)
    : network_(network), inputs_(inputs), team_(team), exact_(kLanes) {
  for (int64_t position : spreadPositions(inputs.count(), kLanes)) {
    positions_.push_back(static_cast<int32_t>(position));
  }
  team_.run(static_cast<int64_t>(positions_.size()), [&](int, int64_t lane) {
    exact_[static_cast<std::size_t>(lane)] = traces.at(positions_[static_cast<std::size_t>(lane)]);
  });
}

double RoundingBand::measureOriginal(const float* logits) const {
  double error = 0;
  for (std::size_t lane = 0; lane < positions_.size(); ++lane) {
    error = std::max(error, largestError(logits, static_cast<int>(lane), exact_[lane]->logits()));
  }
  return error;
}

double RoundingBand::errorOf(const MutantTask& task,
                             const PassContext& shared,
                             TileEvaluation& worker) const {
  const bool costly = forwardFlops(network_.network()) > kCostlyForward;
  const std::vector<UnitWeightChange> changes = exactChanges(shared, task);
  const float* logits = worker.logits(task, block_->tiles().front());
  double error = 0;
  const std::size_t probes = costly ? 1 : 2;
  for (std::size_t probe = 0; probe < std::min(probes, positions_.size()); ++probe) {
    const std::size_t lane = probe * positions_.size() / probes;
    error = std::max(
        error, largestError(logits, static_cast<int>(lane), exact_[lane]->logitsAfter(changes)));
  }
  return error;
}

void RoundingBand::measure(MutationPass& pass,
                           const ForwardPlan& forward,
                           const PassContext& shared,
                           const std::vector<std::unique_ptr<TileEvaluation>>& workers,
                           const RunContext& context) {
  block_ = std::make_unique<InputBlock>(inputs_, 1, pass.layout.vectors());
  block_->take(positions_);
  block_->fill(forward, 0, workers.front()->buffers());
  const double original =
      measureOriginal(block_->tiles().front().tensors + shared.logitsOffset * kLanes);
  const bool costly = forwardFlops(network_.network()) > kCostlyForward;
  std::map<std::pair<int, std::string>, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < pass.tasks.size(); ++i) {
    const Mutant& mutant = *pass.tasks[i].mutant;
    const std::string member = costly ? operatorText(mutant.op) : mutant.id.text;
    groups[{mutant.weightedLayer, member}].push_back(i);
  }
  std::vector<const std::vector<std::size_t>*> members;
  for (const auto& [key, group] : groups) {
    members.push_back(&group);
  }
  team_.run(static_cast<int64_t>(members.size()), [&](int worker, int64_t index) {
    const std::vector<std::size_t>& group = *members[static_cast<std::size_t>(index)];
    double error = original;
    for (std::size_t i = 0; i < group.size() && context.proceed(); i += kCostlyStride) {
      error = std::max(
          error, errorOf(pass.tasks[group[i]], shared, *workers[static_cast<std::size_t>(worker)]));
    }
    for (std::size_t i : group) {
      pass.tasks[i].band = kBandSafety * 2 * error;
    }
  });
  block_.reset();
}

}  // namespace maacc
