#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/run_context.h"
#include "core/reduction/reduction_plan.h"
#include "core/sweep/sweep_row.h"

namespace maacc {

// An exhaustive run that strategies are replayed on.
struct ReplayBase {
  const Network& network;
  const MutationPlan& plan;             // of single units
  std::span<const KillRecord> records;  // one per mutant, in the order of the plan
};

// The trials of a task, found without inference: the strategy draws as a run of the trial's seed
// would, and the verdicts are those of the base. Deterministic, apart from the times.
class Replay {
 public:
  // Keeps references.
  Replay(const ReplayBase& base, const SweepTask& task) : base_(base), task_(task) {}

  // The trial of this index. Absent once the context wants a stop.
  std::optional<SweepTrial> trial(int index, const RunContext& context);

 private:
  struct Planned {
    Reduction reduction;
    double seconds = 0;
  };

  Planned* planOf(int clustering, const RunContext& context);

  const ReplayBase& base_;
  const SweepTask& task_;
  std::vector<std::optional<Planned>> plans_;  // by clustering
};

// What a run that tests these mutants would find.
SweepTrial replayedTrial(const ReplayBase& base, const Reduction& reduction, double confidence);

}  // namespace maacc
