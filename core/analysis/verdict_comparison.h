#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/analysis/compared_run.h"

namespace maacc {

// A mutant whose verdict is not the same in both runs.
struct VerdictChange {
  std::string mutantId;
  MutantStatus base = MutantStatus::Survived;
  MutantStatus run = MutantStatus::Survived;
  // Empty where the criterion was not evaluated.
  ClassSet baseTrueClass;
  ClassSet runTrueClass;
  ClassSet basePredictedClass;
  ClassSet runPredictedClass;
};

// How many mutants went from one status to another; also those that kept theirs but not their
// classes.
struct StatusTransition {
  MutantStatus base = MutantStatus::Survived;
  MutantStatus run = MutantStatus::Survived;
  int64_t mutants = 0;
  bool operator==(const StatusTransition&) const = default;
};

struct VerdictComparison {
  int64_t both = 0;  // mutants that both runs tested
  int64_t same = 0;
  int64_t undecided = 0;  // of the same: some class is open in either run and was not compared
  int64_t otherSeed = 0;  // mutants of random operators, not compared because the seeds differ
  std::vector<VerdictChange> changes;         // in the order of the base's plan
  std::vector<StatusTransition> transitions;  // of the changes, in order of first use
};

// By mutant id. Classes count where both runs evaluated the criterion and neither leaves the class
// undecided; a mutant without a verdict that is settled in both is not a change. Where the runs
// have other numbers of classes, the statuses alone are compared.
VerdictComparison compareVerdicts(const ComparedRun& base, const ComparedRun& run);

}  // namespace maacc
