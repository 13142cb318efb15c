#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/analysis/estimate.h"
#include "core/analysis/kill_record.h"
#include "core/analysis/mutant_group.h"
#include "core/mutation/mutation_plan.h"

namespace maacc {

// The strata of a run with groups, one per group. A tested mutant in error has no verdict: the
// share of errors among the tested of a group is taken for the rest of it, so that a group's size
// is that of its mutants with a verdict; records without classes under the criterion do not count
// as tested. Groups of one layer and operator make a pool.
std::vector<SampledStratum> sampledStrata(const MutationPlan& plan,
                                          const MutantSample& sample,
                                          std::span<const KillRecord> records,
                                          KillCriterion criterion);

// The score of a run with groups. Where the members are not drawn at random, the interval is what
// the tested mutants make certain (confidence 1). Absent where nothing was evaluated under the
// criterion. design: what the groups are, "stratified sample", "cluster representatives".
std::optional<ScoreEstimate> estimateScore(const MutationPlan& plan,
                                           const MutantSample& sample,
                                           std::span<const KillRecord> records,
                                           KillCriterion criterion,
                                           double confidence,
                                           const std::string& design);

}  // namespace maacc
