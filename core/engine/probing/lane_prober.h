#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/engine/incremental/lane_session.h"
#include "core/engine/probing/logit_gradients.h"

namespace maacc {

struct ProbeSettings {
  int64_t pairs = 0;             // most (mutant, input) pairs to evaluate
  double largestUrgency = 1e30;  // stop where no candidate is more urgent (ProbeSchedule)
};

// After a round: pairs evaluated and cells killed so far, over all rounds.
struct ProbeProgress {
  int64_t evaluated = 0;
  int64_t kills = 0;
};

// What probing found out about one mutant.
struct ProbedMutant {
  KillRecord record;    // Survived where no class is killed, whether or not all are decided
  ClassSet undecided;   // classes under the criterion that are neither killed nor provably not
  bool probed = false;  // at least one pair was evaluated
  std::vector<float> urgency;  // by class, of the best candidate left; of undecided ones
};

struct ProbeResult {
  std::vector<ProbedMutant> mutants;  // as given
  std::vector<ProbeProgress> rounds;
  // Of all pairs of the mutants; those not evaluated and not settled are in none of the fields.
  EvaluationCounts counts;
};

// Runs every mutant on the inputs that are most likely to flip. Kills found are exact: they are
// verdicts like any other. Needs evidence Score.
class LaneProber {
 public:
  // gradients: null for the order of the original margins. Keeps references.
  LaneProber(LaneSession& session, const MutationPlan& plan, const LogitGradients* gradients)
      : session_(session), plan_(plan), gradients_(gradients) {}

  // Absent once the context wants a stop. Reports stages "prediction", in mutants, and "probing",
  // in pairs of settings.pairs. Mutants whose outputs may not be finite are left undecided.
  std::optional<ProbeResult> run(std::span<const int64_t> mutants,
                                 const ProbeSettings& settings,
                                 const RunContext& context);

 private:
  LaneSession& session_;
  const MutationPlan& plan_;
  const LogitGradients* gradients_;
};

}  // namespace maacc
