#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/analysis/kill_record.h"
#include "core/mutation/mutation_plan.h"

namespace maacc {

// Mutation score with the numbers it is made of: killedClasses / (mutants * classes), over mutants
// with a verdict. Mutants in error are in neither; classes that are undecided count as not killed.
// Where nothing was evaluated under the criterion value is 0, which is no score.
struct Score {
  int64_t killedClasses = 0;
  int64_t mutants = 0;
  int64_t classes = 0;
  bool evaluated() const { return mutants > 0; }
  double value() const;
  int64_t denominator() const { return mutants * classes; }
};

struct ScoreSummary {
  int64_t planned = 0;
  int64_t tested = 0;  // with any record, errors included
  int64_t killed = 0;
  int64_t survived = 0;
  int64_t proven = 0;  // of those that survived: without evaluating any input
  int64_t errors = 0;
  int64_t undecided = 0;  // no kill found, not every class decided
  Score trueClass;
  Score predictedClass;
  const Score& of(KillCriterion criterion) const {
    return criterion == KillCriterion::TrueClass ? trueClass : predictedClass;
  }
};

// Over all records, and grouped by a key of the mutant: layers in topological order, operators in
// order of first use; groups without a planned mutant are left out. A record without a set for a
// criterion counts under the other one only.
ScoreSummary summarize(std::span<const KillRecord> records, int64_t planned, int classes);

// Adds the counts of `more`, of other mutants of the same run, to `sum`.
void addSummary(ScoreSummary& sum, const ScoreSummary& more);

// Takes out what was added: of mutants that get a fuller record.
void subtractSummary(ScoreSummary& sum, const ScoreSummary& less);

struct GroupSummary {
  std::string group;
  ScoreSummary summary;
};
std::vector<GroupSummary> summarizeByLayer(
    const MutationPlan& plan,
    std::span<const KillRecord> records,
    std::span<const std::string> layerNames,  // by weighted layer
    int classes);
std::vector<GroupSummary> summarizeByOperator(const MutationPlan& plan,
                                              std::span<const KillRecord> records,
                                              int classes);

}  // namespace maacc
