#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/analysis/mutant_group.h"
#include "core/base/run_context.h"
#include "core/clustering/clustering.h"
#include "core/mutation/mutation_plan.h"
#include "core/reduction/reduction_settings.h"

namespace maacc {

// What a strategy tests, before anything runs.
//
// No groups: every mutant of the plan is tested (exhaustive, clusters mutated together) or probed
// (two-phase). With groups every mutant of the plan is in exactly one, and the first toTest[g]
// mutants in drawOrder of group g are tested at first. A random drawOrder holds all members, so
// any longer prefix is a larger random sample of the group: a stopping rule lengthens it.
struct Reduction {
  MutationPlan plan;  // the population, or the mutants of whole clusters
  std::vector<MutantGroup> groups;
  std::vector<int64_t> toTest;  // by group, at least 1
  std::vector<Clustering> clusterings;
  bool randomDraw = false;  // drawOrder is random: estimates have an interval
};

// Deterministic in the settings. The population has mutants of one unit each. probes:
// probesNeeded(settings) inputs, or any number. Absent once the context wants a stop. Throws
// Error{Usage} for settings that do not fit.
std::optional<Reduction> planReduction(const Network& network,
                                       const MutationPlan& population,
                                       const ReductionSettings& settings,
                                       const ProbeInputs& probes,
                                       const RunContext& context);

// The same groups drawn at random with another seed: what planReduction would give, where the
// groups do not depend on the seed.
Reduction redrawn(Reduction reduction, uint64_t seed);

// Plan positions of what is tested at first, ascending.
std::vector<int64_t> testedAtFirst(const Reduction& reduction);

}  // namespace maacc
