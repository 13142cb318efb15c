#pragma once

#include <atomic>

#include "core/base/run_context.h"
#include "core/engine/incremental/input_block.h"
#include "core/engine/incremental/mutation_pass.h"
#include "core/engine/incremental/reference_traces.h"

namespace maacc {

// What all workers of a pass share.
struct PassContext {
  const LaneNetwork& network;
  const Sensitivity& sensitivity;
  const MutationPlan& plan;
  const EvaluatorOptions& options;
  ReferenceTraces& traces;
  std::atomic<int64_t>& rechecked;
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
  void recheck(MutantTask& task, int32_t position, int32_t label);
  void countPrediction(MutantTask& task, int32_t position, int32_t label, int32_t predicted);

  const PassContext& context_;
  LaneBuffer buffers_;
  LaneBuffer gatheredTensors_;
  InputTile gathered_;                 // lanes of several tiles that wait for a walk together
  const float* sources_[kLanes] = {};  // first value of each lane's tile, moved to its lane
  int gatheredLanes_ = 0;
  std::vector<const float*> coefficients_;  // by class
};

// float64 changes of the mutant's weights.
std::vector<UnitWeightChange> exactChanges(const PassContext& context, const MutantTask& task);

}  // namespace maacc
