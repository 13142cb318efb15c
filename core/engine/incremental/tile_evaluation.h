#pragma once

#include "core/base/run_context.h"
#include "core/engine/incremental/lane_gather.h"
#include "core/engine/incremental/mutation_pass.h"

namespace maacc {

// What all workers of a pass share.
struct PassContext {
  const LaneNetwork& network;
  const Sensitivity& sensitivity;
  const VerdictRules& rules;
  int64_t logitsOffset = 0;  // of the original logits in a tile
};

// One worker's memory, and the way of a mutant through a block of inputs.
class TileEvaluation {
 public:
  TileEvaluation(const PassContext& context, const MutationPass& pass, int64_t forwardVectors);

  float* buffers() { return buffers_.data(); }

  // Runs the mutant on every input of the block that is still open for it and that no bound
  // settles, and adds what it finds to the task. Returns early once the run must stop.
  void run(MutantTask& task, const InputBlock& block, const RunContext& context);

  // Logits of the mutant on one tile: lane tensor, valid until the next call.
  const float* logits(const MutantTask& task, const InputTile& tile);

  // Goes to the place of the mutant's change, where its walk has one, and takes away the lanes of
  // `open` that the change provably does not flip. The change stays in the buffers until the next
  // call of anything here.
  uint32_t unsettledLanes(MutantTask& task, const InputTile& tile, uint32_t open);
  const float* change(const MutantTask& task) { return buffers_.at(task.walk->plan.change); }

 private:
  uint32_t openLanes(const MutantTask& task, const InputTile& tile) const;
  uint32_t settledLanes(MutantTask& task, const InputTile& tile, uint32_t open);
  uint32_t boundedLanes(const MutantTask& task, const InputTile& tile, uint32_t open);
  void runGathered(MutantTask& task);
  void judge(MutantTask& task, const InputTile& tile, uint32_t lanes);

  LaneGather gather_;
  const PassContext& context_;
  LaneBuffer buffers_;
  std::vector<const float*> coefficients_;  // by class
};

}  // namespace maacc
