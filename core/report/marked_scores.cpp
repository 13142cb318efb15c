#include "core/report/marked_scores.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace maacc {
namespace {

bool contradicts(const MutantMark& mark, const KillRecord& record) {
  return mark.kind == MarkKind::Equivalent && record.status == MutantStatus::Killed;
}

void countMark(const MutantMark& mark, const KillRecord& record, MarkedScores& scores) {
  if (contradicts(mark, record)) {
    ++scores.contradicted;
  } else {
    ++(mark.kind == MarkKind::Equivalent ? scores.equivalent : scores.ignored);
  }
}

}  // namespace

std::vector<MarkedMutant> findMarked(const MutationPlan& plan, const MutantMarks& marks) {
  // A plan may have a million mutants.
  std::unordered_map<std::string_view, const MutantMark*> byId;
  for (const auto& [id, mark] : marks) {
    byId.emplace(id, &mark);
  }
  std::vector<MarkedMutant> marked;
  for (std::size_t i = 0; !byId.empty() && i < plan.mutants.size(); ++i) {
    const auto found = byId.find(plan.mutants[i].id.text);
    if (found != byId.end()) {
      marked.push_back({static_cast<int64_t>(i), *found->second});
    }
  }
  return marked;
}

const MutantMark* markOf(std::span<const MarkedMutant> marked, int64_t mutant) {
  const auto found = std::lower_bound(
      marked.begin(), marked.end(), mutant,
      [](const MarkedMutant& entry, int64_t wanted) { return entry.mutant < wanted; });
  return found == marked.end() || found->mutant != mutant ? nullptr : &found->mark;
}

MarkedScores countWithoutMarked(const ScoreSummary& all,
                                std::span<const KillRecord> records,
                                std::span<const MarkedMutant> marked) {
  MarkedScores result;
  result.summary = all;
  const auto classes = static_cast<int>(all.trueClass.classes);
  for (const KillRecord& record : records) {
    const MutantMark* mark = markOf(marked, record.mutantIndex);
    if (mark == nullptr) {
      continue;
    }
    countMark(*mark, record, result);
    if (!contradicts(*mark, record)) {
      subtractSummary(result.summary, summarize({&record, 1}, 1, classes));
    }
  }
  result.untested = static_cast<int64_t>(marked.size()) - result.leftOut() - result.contradicted;
  result.scores = countedScores(result.summary);
  return result;
}

MarkedScores scoresWithoutMarked(const ScoreBasis& basis,
                                 std::span<const KillRecord> records,
                                 std::span<const MarkedMutant> marked) {
  const auto planned = static_cast<int64_t>(basis.plan.mutants.size());
  MarkedScores result =
      countWithoutMarked(summarize(records, planned, basis.classes), records, marked);
  if (!estimatesScores(basis)) {
    return result;
  }
  std::vector<KillRecord> judged(records.begin(), records.end());
  for (KillRecord& record : judged) {
    const MutantMark* mark = markOf(marked, record.mutantIndex);
    if (mark != nullptr && !contradicts(*mark, record)) {
      // As one that has no verdict.
      KillRecord without;
      without.mutantIndex = record.mutantIndex;
      without.status = MutantStatus::Error;
      record = std::move(without);
    }
  }
  result.scores = runScores(basis, judged);
  return result;
}

std::string markedText(const MarkedScores& scores) {
  std::string text = std::to_string(scores.equivalent) + " marked equivalent, " +
                     std::to_string(scores.ignored) + " ignored left out";
  if (scores.contradicted > 0) {
    text += "; " + std::to_string(scores.contradicted) + " marked equivalent, but killed, stay in";
  }
  return scores.untested == 0
             ? text
             : text + "; " + std::to_string(scores.untested) + " marked, but not tested";
}

}  // namespace maacc
