#include "core/analysis/verdict_comparison.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace maacc {
namespace {

const Mutant& mutantOf(const ComparedRun& run, const KillRecord& record) {
  return run.plan.mutants[static_cast<std::size_t>(record.mutantIndex)];
}

bool isOpen(const KillRecord& record, std::size_t classIndex) {
  return !record.undecided.empty() && record.undecided[classIndex] != 0;
}

bool hasOpenClass(const KillRecord& record) {
  return std::any_of(record.undecided.begin(), record.undecided.end(),
                     [](uint8_t open) { return open != 0; });
}

bool classesDiffer(const KillRecord& base, const KillRecord& run, ClassSet KillRecord::*set) {
  const ClassSet& first = base.*set;
  const ClassSet& second = run.*set;
  if (first.size() != second.size()) {
    return false;  // not evaluated in one of them
  }
  for (std::size_t c = 0; c < first.size(); ++c) {
    if (first[c] != second[c] && !isOpen(base, c) && !isOpen(run, c)) {
      return true;
    }
  }
  return false;
}

// An undecided mutant may yet turn out to be either.
bool statusesDiffer(const KillRecord& base, const KillRecord& run) {
  const bool open = base.status == MutantStatus::Undecided || run.status == MutantStatus::Undecided;
  const bool failed = base.status == MutantStatus::Error || run.status == MutantStatus::Error;
  return base.status != run.status && (failed || !open);
}

bool differ(const KillRecord& base, const KillRecord& run) {
  return statusesDiffer(base, run) || classesDiffer(base, run, &KillRecord::killedTrueClass) ||
         classesDiffer(base, run, &KillRecord::killedPredictedClass);
}

void addTransition(const VerdictChange& change, std::vector<StatusTransition>& transitions) {
  const auto found =
      std::find_if(transitions.begin(), transitions.end(), [&](const StatusTransition& known) {
        return known.base == change.base && known.run == change.run;
      });
  if (found == transitions.end()) {
    transitions.push_back({change.base, change.run, 1});
  } else {
    ++found->mutants;
  }
}

}  // namespace

VerdictComparison compareVerdicts(const ComparedRun& base, const ComparedRun& run) {
  std::unordered_map<std::string_view, const KillRecord*> recordsOfRun;
  for (const KillRecord& record : run.records) {
    recordsOfRun.emplace(mutantOf(run, record).id.text, &record);
  }
  VerdictComparison comparison;
  for (const KillRecord& before : base.records) {
    const Mutant& mutant = mutantOf(base, before);
    const auto found = recordsOfRun.find(mutant.id.text);
    if (found == recordsOfRun.end()) {
      continue;
    }
    if (base.plan.seed != run.plan.seed && operatorSpec(mutant.op.kind).random) {
      ++comparison.otherSeed;
      continue;
    }
    const KillRecord& after = *found->second;
    ++comparison.both;
    if (!differ(before, after)) {
      ++comparison.same;
      comparison.undecided += hasOpenClass(before) || hasOpenClass(after) ? 1 : 0;
      continue;
    }
    comparison.changes.push_back({mutant.id.text, before.status, after.status,
                                  before.killedTrueClass, after.killedTrueClass,
                                  before.killedPredictedClass, after.killedPredictedClass});
    addTransition(comparison.changes.back(), comparison.transitions);
  }
  return comparison;
}

}  // namespace maacc
