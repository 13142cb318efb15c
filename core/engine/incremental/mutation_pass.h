#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "core/engine/incremental/finite_check.h"
#include "core/engine/incremental/forward_plan.h"
#include "core/engine/incremental/mutation_walk.h"
#include "core/engine/incremental/open_mutant.h"
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

// A mutant with the walk that it takes.
struct MutantTask : OpenMutant {
  std::shared_ptr<const PreparedWalk> walk;
  std::vector<UnitChange> changes;
  int64_t boundTried = 0;  // lanes
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
              const VerdictRules& rules,
              int64_t inputs);

  // The next pass from the front of `remaining`, which it shortens: as many mutants as cost about
  // ten forward passes, so that computing the original network again for the next pass costs little
  // and records come often.
  MutationPass next(std::span<const int64_t>& remaining);

  // One pass of all the mutants, for work that touches few inputs of each.
  MutationPass all(std::span<const int64_t> mutants);

 private:
  MutantTask makeTask(int64_t index);
  void layOut(MutationPass& pass);
  std::shared_ptr<PreparedWalk> walkFor(LayerId layer,
                                        const std::vector<int>& units,
                                        bool replacing);
  std::vector<UnitChange> affineChanges(const Mutant& mutant) const;
  std::vector<UnitChange> replacingChanges(const std::vector<UnitWeightChange>& changes) const;

  const LaneNetwork& network_;
  const Sensitivity& sensitivity_;
  const VerdictRules& rules_;
  const int64_t inputs_;
  const FiniteCheck finite_;
  using WalkKey = std::tuple<int, std::vector<int>, bool>;
  std::map<WalkKey, std::shared_ptr<PreparedWalk>> walks_;  // of the pass being built
};

}  // namespace maacc
