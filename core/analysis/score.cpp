#include "core/analysis/score.h"

#include <algorithm>
#include <functional>

#include "core/base/error.h"

namespace maacc {
namespace {

// A record counts under a criterion only where that criterion was evaluated.
void addToScore(const ClassSet& killed, Score& score) {
  if (killed.empty()) {
    return;
  }
  MAACC_CHECK(static_cast<int64_t>(killed.size()) == score.classes);
  ++score.mutants;
  score.killedClasses += std::count_if(killed.begin(), killed.end(), [](auto c) { return c != 0; });
}

void addRecord(const KillRecord& record, ScoreSummary& summary) {
  ++summary.tested;
  switch (record.status) {
    case MutantStatus::Error:
      ++summary.errors;
      return;
    case MutantStatus::Killed:
      ++summary.killed;
      break;
    case MutantStatus::Survived:
      ++summary.survived;
      summary.proven += record.proof == Proof::None ? 0 : 1;
      break;
    case MutantStatus::Undecided:
      ++summary.undecided;
      break;
  }
  addToScore(record.killedTrueClass, summary.trueClass);
  addToScore(record.killedPredictedClass, summary.predictedClass);
}

ScoreSummary emptySummary(int64_t planned, int classes) {
  ScoreSummary summary;
  summary.planned = planned;
  summary.trueClass.classes = classes;
  summary.predictedClass.classes = classes;
  return summary;
}

void addTimes(int64_t factor, const ScoreSummary& more, ScoreSummary& sum) {
  for (int64_t ScoreSummary::*count :
       {&ScoreSummary::planned, &ScoreSummary::tested, &ScoreSummary::killed,
        &ScoreSummary::survived, &ScoreSummary::proven, &ScoreSummary::errors,
        &ScoreSummary::undecided}) {
    sum.*count += factor * more.*count;
  }
  for (Score ScoreSummary::*score : {&ScoreSummary::trueClass, &ScoreSummary::predictedClass}) {
    (sum.*score).killedClasses += factor * (more.*score).killedClasses;
    (sum.*score).mutants += factor * (more.*score).mutants;
    (sum.*score).classes = std::max((sum.*score).classes, (more.*score).classes);
  }
}

// groupOf: mutant -> position among names.
std::vector<GroupSummary> summarizeGroups(const MutationPlan& plan,
                                          std::span<const KillRecord> records,
                                          const std::vector<std::string>& names,
                                          const std::function<std::size_t(const Mutant&)>& groupOf,
                                          int classes) {
  std::vector<GroupSummary> groups;
  groups.reserve(names.size());
  for (const std::string& name : names) {
    groups.push_back({name, emptySummary(0, classes)});
  }
  for (const Mutant& mutant : plan.mutants) {
    ++groups.at(groupOf(mutant)).summary.planned;
  }
  for (const KillRecord& record : records) {
    const auto index = static_cast<std::size_t>(record.mutantIndex);
    MAACC_CHECK(record.mutantIndex >= 0 && index < plan.mutants.size());
    addRecord(record, groups.at(groupOf(plan.mutants[index])).summary);
  }
  std::erase_if(groups, [](const GroupSummary& group) { return group.summary.planned == 0; });
  return groups;
}

}  // namespace

double Score::value() const {
  return denominator() == 0
             ? 0
             : static_cast<double>(killedClasses) / static_cast<double>(denominator());
}

ScoreSummary summarize(std::span<const KillRecord> records, int64_t planned, int classes) {
  ScoreSummary summary = emptySummary(planned, classes);
  for (const KillRecord& record : records) {
    addRecord(record, summary);
  }
  return summary;
}

void addSummary(ScoreSummary& sum, const ScoreSummary& more) { addTimes(1, more, sum); }

void subtractSummary(ScoreSummary& sum, const ScoreSummary& less) { addTimes(-1, less, sum); }

std::vector<GroupSummary> summarizeByLayer(const MutationPlan& plan,
                                           std::span<const KillRecord> records,
                                           std::span<const std::string> layerNames,
                                           int classes) {
  const auto layerOf = [&layerNames](const Mutant& mutant) {
    const auto layer = static_cast<std::size_t>(mutant.weightedLayer);
    MAACC_CHECK(mutant.weightedLayer >= 0 && layer < layerNames.size());
    return layer;
  };
  return summarizeGroups(plan, records, {layerNames.begin(), layerNames.end()}, layerOf, classes);
}

std::vector<GroupSummary> summarizeByOperator(const MutationPlan& plan,
                                              std::span<const KillRecord> records,
                                              int classes) {
  std::vector<Operator> operators;
  std::vector<std::string> names;
  for (const Mutant& mutant : plan.mutants) {
    if (std::find(operators.begin(), operators.end(), mutant.op) == operators.end()) {
      operators.push_back(mutant.op);
      names.push_back(operatorText(mutant.op));
    }
  }
  const auto operatorOf = [&operators](const Mutant& mutant) {
    const auto found = std::find(operators.begin(), operators.end(), mutant.op);
    return static_cast<std::size_t>(found - operators.begin());
  };
  return summarizeGroups(plan, records, names, operatorOf, classes);
}

}  // namespace maacc
