#pragma once

#include "core/base/run_context.h"
#include "core/engine/incremental/input_block.h"
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

 private:
  uint32_t openLanes(const MutantTask& task, const InputTile& tile) const;
  uint32_t settledLanes(MutantTask& task, const InputTile& tile, uint32_t open);
  uint32_t boundedLanes(const MutantTask& task, const InputTile& tile, uint32_t open);
  void gather(MutantTask& task, const InputTile& tile, uint32_t lanes);
  void runGathered(MutantTask& task);
  void judge(MutantTask& task, const InputTile& tile, uint32_t lanes);

  const PassContext& context_;
  LaneBuffer buffers_;
  LaneBuffer gatheredTensors_;
  InputTile gathered_;                 // lanes of several tiles that wait for a walk together
  const float* sources_[kLanes] = {};  // first value of each lane's tile, moved to its lane
  int gatheredLanes_ = 0;
  std::vector<const float*> coefficients_;  // by class
};

}  // namespace maacc
