#include "core/report/find_mutant.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr std::size_t kSuggestions = 3;

// Levenshtein distance, two rows at a time.
std::size_t editDistance(const std::string& from, const std::string& to) {
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t i = 0; i < row.size(); ++i) {
    row[i] = i;
  }
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

[[noreturn]] void throwUnknownMutant(const MutationPlan& plan, const std::string& id) {
  // Ids are short; a long text is not a misspelt one, and comparing it would take its time.
  const std::string wanted = id.substr(0, 80);
  std::vector<std::pair<std::size_t, std::size_t>> closest;  // distance, position
  for (std::size_t i = 0; i < plan.mutants.size(); ++i) {
    closest.emplace_back(editDistance(wanted, plan.mutants[i].id.text), i);
  }
  const std::size_t shown = std::min(kSuggestions, closest.size());
  std::partial_sort(closest.begin(), closest.begin() + static_cast<std::ptrdiff_t>(shown),
                    closest.end());
  std::string suggestions;
  for (std::size_t i = 0; i < shown; ++i) {
    suggestions += (i == 0 ? "" : ", ") + plan.mutants[closest[i].second].id.text;
  }
  throw Error(ErrorCode::Usage,
              "the plan has no mutant \"" + wanted + "\"; close ones are " + suggestions);
}

}  // namespace

std::size_t findMutant(const MutationPlan& plan, const std::string& id) {
  const auto found = std::find_if(plan.mutants.begin(), plan.mutants.end(),
                                  [&](const Mutant& mutant) { return mutant.id.text == id; });
  if (found == plan.mutants.end()) {
    throwUnknownMutant(plan, id);
  }
  return static_cast<std::size_t>(found - plan.mutants.begin());
}

}  // namespace maacc
