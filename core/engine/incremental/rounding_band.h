#pragma once

#include <memory>
#include <vector>

#include "core/engine/incremental/tile_evaluation.h"
#include "core/engine/incremental/worker_team.h"

namespace maacc {

// How far float32 logits can be trusted (docs/verdicts.md): measured against float64 on a tile of
// inputs spread over the test set, for the original network once and for mutants on one or two of
// these inputs.
class RoundingBand {
 public:
  RoundingBand(const LaneNetwork& network,
               const CorrectInputs& inputs,
               ReferenceTraces& traces,
               WorkerTeam& team);

  // Sets the band of every task of the pass.
  void measure(MutationPass& pass,
               const ForwardPlan& forward,
               const PassContext& shared,
               const std::vector<std::unique_ptr<TileEvaluation>>& workers,
               const RunContext& context);

 private:
  double measureOriginal(const float* logits) const;
  double errorOf(const MutantTask& task, const PassContext& shared, TileEvaluation& worker) const;

  const LaneNetwork& network_;
  const CorrectInputs& inputs_;
  WorkerTeam& team_;
  std::vector<int32_t> positions_;                            // of the probe tile's lanes
  std::vector<std::shared_ptr<const ReferenceTrace>> exact_;  // by lane
  std::unique_ptr<InputBlock> block_;                         // of the pass under way
};

}  // namespace maacc
