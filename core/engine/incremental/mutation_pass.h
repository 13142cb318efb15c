#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "core/analysis/kill_record.h"
#include "core/engine/evaluator.h"
#include "core/engine/incremental/finite_check.h"
#include "core/engine/incremental/forward_plan.h"
#include "core/engine/incremental/mutation_walk.h"
#include "core/engine/incremental/sensitivity.h"

namespace maacc {

// A walk, shared by the mutants of the same units, with what its tiles need to know.
struct PreparedWalk {
  WalkPlan plan;
  // [trueClass][class][changeVectors] coefficients of the bound; empty where there is none.
  std::vector<float> bounds;
  // From how many open lanes on a tile is walked as it is; with fewer, lanes are gathered.
  int directLanes = 1;

  const float* boundOf(int64_t trueClass, int64_t c, int64_t classes) const {
    return bounds.data() + (trueClass * classes + c) * plan.changeVectors;
  }
};

// One mutant on its way through the inputs. Only one thread works on it at a time.
struct MutantTask {
  const Mutant* mutant = nullptr;
  std::shared_ptr<const PreparedWalk> walk;
  std::vector<UnitChange> changes;
  bool mayExitEarly = false;
  double band = 0;        // float32 decides margins above it
  bool finished = false;  // needs no further input
  bool done = false;      // its record was given away
  KillRecord record;
  ClassSet closed;  // classes that need no further input; with early exit
  int openClasses = 0;
  int64_t unchanged = 0;  // inputs, by how they were settled
  int64_t bounded = 0;
  int64_t evaluated = 0;
  int64_t leftOut = 0;
  int64_t boundTried = 0;  // lanes
  int64_t inputsDone = 0;  // for the progress
};

// Mutants that go through the inputs together, so that the original network's tensors are computed
// once for all of them.
struct MutationPass {
  std::vector<MutantTask> tasks;
  TileLayout layout;
  std::vector<std::shared_ptr<PreparedWalk>> walks;
  int64_t bufferVectors = 0;  // most that a walk needs
};

// Cuts a list of mutants into passes.
class PassBuilder {
 public:
  PassBuilder(const LaneNetwork& network,
              const Sensitivity& sensitivity,
              const MutationPlan& plan,
              const EvaluatorOptions& options,
              int64_t inputs);

  // The next pass from the front of `remaining`, which it shortens: as many mutants as cost about
  // ten forward passes, so that computing the original network again for the next pass costs little
  // and records come often.
  MutationPass next(std::span<const int64_t>& remaining);

 private:
  MutantTask makeTask(int64_t index);
  std::shared_ptr<PreparedWalk> walkFor(LayerId layer,
                                        const std::vector<int>& units,
                                        bool replacing);
  std::vector<UnitChange> affineChanges(const Mutant& mutant) const;
  std::vector<UnitChange> replacingChanges(const std::vector<UnitWeightChange>& changes) const;

  const LaneNetwork& network_;
  const Sensitivity& sensitivity_;
  const MutationPlan& plan_;
  const EvaluatorOptions& options_;
  const int64_t inputs_;
  const FiniteCheck finite_;
  using WalkKey = std::tuple<int, std::vector<int>, bool>;
  std::map<WalkKey, std::shared_ptr<PreparedWalk>> walks_;  // of the pass being built
};

}  // namespace maacc
