#pragma once

#include <atomic>
#include <memory>

#include "core/engine/evaluator.h"
#include "core/engine/incremental/rounding_band.h"

namespace maacc {

// What everything that runs mutants with the lane kernels shares. Keeps references to network and
// inputs.
class LaneSession {
 public:
  // Ignores options.device.
  LaneSession(const Network& network, const CorrectInputs& inputs, const EvaluatorOptions& options);

  const Network& network() const { return lanes.network(); }

  // How many tiles' tensors of the pass are kept at a time, where every tile takes extraVectors
  // more. Throws Error{Usage} where the memory that was asked for is too little for one.
  int64_t tilesPerBlock(const MutationPass& pass,
                        const ForwardPlan& forward,
                        int64_t extraVectors) const;
  // Of at most so many tiles, fewer where the memory is not there. Throws std::bad_alloc.
  std::unique_ptr<InputBlock> allocateBlock(const MutationPass& pass, int64_t tiles) const;
  // One for every thread.
  std::vector<std::unique_ptr<TileEvaluation>> makeWorkers(const PassContext& shared,
                                                           const MutationPass& pass,
                                                           const ForwardPlan& forward) const;
  PassContext passContext(const MutationPass& pass, const VerdictRules& rules) const {
    return {lanes, sensitivity, rules, pass.layout.offset({network().logitsLayer(), false})};
  }

  const CorrectInputs& inputs;
  const EvaluatorOptions options;
  const LaneNetwork lanes;
  mutable WorkerTeam team;
  const Sensitivity sensitivity;
  const std::vector<int32_t> order;  // of the inputs, those of small margin first
  ReferenceTraces traces;
  RoundingBand bands;
  std::atomic<int64_t> rechecked{0};  // pairs decided in float64

 private:
  const int64_t memoryBytes_;
};

}  // namespace maacc
