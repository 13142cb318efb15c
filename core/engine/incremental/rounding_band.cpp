#include "core/engine/incremental/rounding_band.h"

#include <algorithm>

#include "core/engine/incremental/band_probes.h"
#include "core/engine/verdict_band.h"

namespace maacc {

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
    error = std::max(error, largestError(logits + lane, kLanes, exact_[lane]->logits()));
  }
  return error;
}

double RoundingBand::errorOf(const MutantTask& task,
                             const PassContext& shared,
                             TileEvaluation& worker) const {
  const std::vector<UnitWeightChange> changes = shared.rules.exactChanges(*task.mutant);
  const float* logits = worker.logits(task, block_->tiles().front());
  double error = 0;
  for (std::size_t lane : bandProbes(network_.network(), positions_.size())) {
    error =
        std::max(error, largestError(logits + lane, kLanes, exact_[lane]->logitsAfter(changes)));
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
  std::vector<const Mutant*> mutants;
  for (const MutantTask& task : pass.tasks) {
    mutants.push_back(task.mutant);
  }
  const std::vector<BandGroup> groups = bandGroups(network_.network(), mutants);
  team_.run(static_cast<int64_t>(groups.size()), [&](int worker, int64_t index) {
    const BandGroup& group = groups[static_cast<std::size_t>(index)];
    double error = original;
    for (std::size_t i : group.measured) {
      if (context.proceed()) {
        error = std::max(
            error, errorOf(pass.tasks[i], shared, *workers[static_cast<std::size_t>(worker)]));
      }
    }
    for (std::size_t i : group.members) {
      pass.tasks[i].band = kBandSafety * 2 * error;
    }
  });
  block_.reset();
}

}  // namespace maacc
