#pragma once

#include <span>
#include <vector>

#include "core/engine/incremental/lane_session.h"
#include "core/engine/probing/probe_schedule.h"

namespace maacc {

// Evaluates the pairs of one round of probing.
class ProbeRound {
 public:
  // Keeps references. tasks of the pass are the slots of the schedule.
  ProbeRound(LaneSession& session,
             MutationPass& pass,
             const PassContext& shared,
             const ForwardPlan& forward,
             InputBlock& block,
             std::span<const std::unique_ptr<TileEvaluation>> workers,
             ProbeSchedule& schedule);

  struct Outcome {
    int64_t evaluated = 0;
    int64_t kills = 0;  // cells
    double flops = 0;
  };
  // probes: ascending by mutant (slot). Those of a cell that was killed in the meantime are left
  // out. Returns early once the run must stop.
  Outcome run(std::span<const Probe> probes, const RunContext& context);

 private:
  // One mutant's probes whose inputs are in the block, on one worker.
  class Evaluation;

  void orderInputs(std::span<const Probe> probes);

  LaneSession& session_;
  MutationPass& pass_;
  const PassContext& shared_;
  const ForwardPlan& forward_;
  InputBlock& block_;
  std::span<const std::unique_ptr<TileEvaluation>> workers_;
  ProbeSchedule& schedule_;
  std::vector<LaneGather> gathers_;    // by worker
  std::vector<int32_t> inputs_;        // those of the round, most asked for first
  std::vector<int32_t> placeInBlock_;  // by input: lane in the block; -1: not there
};

}  // namespace maacc
