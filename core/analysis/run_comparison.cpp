#include "core/analysis/run_comparison.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

#include "core/analysis/run_comparability.h"

namespace maacc {
namespace {

PlanOverlap overlapOf(const MutationPlan& base, const MutationPlan& run) {
  std::unordered_set<std::string_view> ids;
  for (const Mutant& mutant : base.mutants) {
    ids.insert(mutant.id.text);
  }
  PlanOverlap overlap;
  for (const Mutant& mutant : run.mutants) {
    ++(ids.count(mutant.id.text) > 0 ? overlap.both : overlap.onlyRun);
  }
  overlap.onlyBase = static_cast<int64_t>(base.mutants.size()) - overlap.both;
  return overlap;
}

ScoreError scoreError(KillCriterion criterion,
                      const ScoreEstimate& base,
                      const ScoreEstimate& run) {
  ScoreError error{criterion, base, run, run.value - base.value, {}, {}};
  if (base.value != 0) {
    error.relative = error.absolute / base.value;
  }
  if (run.low < run.high) {
    error.covered = run.low <= base.value && base.value <= run.high;
  }
  return error;
}

std::vector<ScoreError> scoreErrors(const ScorePair& base, const ScorePair& run) {
  std::vector<ScoreError> errors;
  for (const KillCriterion criterion : {KillCriterion::TrueClass, KillCriterion::PredictedClass}) {
    if (base.of(criterion) && run.of(criterion)) {
      errors.push_back(scoreError(criterion, *base.of(criterion), *run.of(criterion)));
    }
  }
  return errors;
}

std::vector<GroupError> groupErrors(const std::vector<ScoredGroup>& base,
                                    const std::vector<ScoredGroup>& run) {
  std::vector<GroupError> errors;
  for (const ScoredGroup& group : base) {
    const auto found = std::find_if(run.begin(), run.end(), [&group](const ScoredGroup& other) {
      return other.name == group.name;
    });
    if (found != run.end()) {
      errors.push_back({group.name, scoreErrors(group.scores, found->scores)});
    }
  }
  return errors;
}

std::optional<double> amountOf(const std::vector<Amount>& amounts, const std::string& name) {
  const auto found = std::find_if(amounts.begin(), amounts.end(),
                                  [&name](const Amount& amount) { return amount.name == name; });
  return found == amounts.end() ? std::nullopt : std::optional(found->value);
}

Saving saving(std::string name, std::optional<double> base, std::optional<double> run) {
  Saving saving{std::move(name), base, run, {}};
  if (base && run && *base > 0) {
    saving.saved = 1 - *run / *base;
  }
  return saving;
}

// Names of both, those of the base first.
std::vector<std::string> namesOf(const std::vector<Amount>& base, const std::vector<Amount>& run) {
  std::vector<std::string> names;
  for (const std::vector<Amount>* amounts : {&base, &run}) {
    for (const Amount& amount : *amounts) {
      if (std::find(names.begin(), names.end(), amount.name) == names.end()) {
        names.push_back(amount.name);
      }
    }
  }
  return names;
}

std::vector<Saving> workSavings(const ComparedRun& base, const ComparedRun& run) {
  struct Label {
    const char* counter;
    const char* label;
  };
  constexpr std::array<Label, 2> kFirst = {
      {{"pairs_evaluated", "pairs evaluated"}, {"flops", "FLOP"}}};
  std::vector<Saving> savings = {saving("mutants tested", static_cast<double>(base.records.size()),
                                        static_cast<double>(run.records.size()))};
  std::vector<std::string> names = namesOf(base.counts, run.counts);
  for (const Label& first : kFirst) {
    savings.push_back(saving(first.label, amountOf(base.counts, first.counter),
                             amountOf(run.counts, first.counter)));
    std::erase(names, first.counter);
  }
  for (const std::string& name : names) {
    std::string words = name;
    std::replace(words.begin(), words.end(), '_', ' ');
    savings.push_back(
        saving(std::move(words), amountOf(base.counts, name), amountOf(run.counts, name)));
  }
  return savings;
}

double total(const std::vector<Amount>& amounts) {
  double sum = 0;
  for (const Amount& amount : amounts) {
    sum += amount.value;
  }
  return sum;
}

std::vector<Saving> timeSavings(const ComparedRun& base, const ComparedRun& run) {
  std::vector<Saving> savings;
  for (const std::string& stage : namesOf(base.seconds, run.seconds)) {
    savings.push_back(saving(stage, amountOf(base.seconds, stage), amountOf(run.seconds, stage)));
  }
  if (!savings.empty()) {
    savings.push_back(saving("total", total(base.seconds), total(run.seconds)));
  }
  return savings;
}

}  // namespace

RunComparison compareRuns(const ComparedRun& base, const ComparedRun& run) {
  RunComparison comparison;
  comparison.base = base.name;
  comparison.run = run.name;
  comparison.plans = overlapOf(base.plan, run.plan);
  comparison.notes = comparisonNotes(base, run, comparison.plans);
  comparison.scores = scoreErrors(base.scores, run.scores);
  comparison.layers = groupErrors(base.byLayer, run.byLayer);
  comparison.operators = groupErrors(base.byOperator, run.byOperator);
  comparison.verdicts = compareVerdicts(base, run);
  comparison.work = workSavings(base, run);
  comparison.time = timeSavings(base, run);
  return comparison;
}

std::optional<std::string> whyNotComparable(const RunComparison& comparison) {
  const auto found = std::find_if(comparison.notes.begin(), comparison.notes.end(),
                                  [](const ComparisonNote& note) { return note.refuses; });
  return found == comparison.notes.end() ? std::nullopt : std::optional(found->sentence);
}

}  // namespace maacc
