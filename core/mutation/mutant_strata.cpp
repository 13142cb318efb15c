#include "core/mutation/mutant_strata.h"

#include <map>
#include <utility>

namespace maacc {

std::vector<MutantStratum> mutantStrata(const MutationPlan& plan, StratumKind kind) {
  std::vector<MutantStratum> strata;
  std::map<std::pair<int, std::string>, std::size_t> known;
  std::map<int, std::vector<std::size_t>> byLayer;
  for (std::size_t position = 0; position < plan.mutants.size(); ++position) {
    const Mutant& mutant = plan.mutants[position];
    const int layer = kind == StratumKind::All ? -1 : mutant.weightedLayer;
    const std::string op = kind == StratumKind::LayerOperator ? operatorText(mutant.op) : "";
    const auto [found, isNew] = known.try_emplace({layer, op}, strata.size());
    if (isNew) {
      strata.push_back({layer, op, {}});
      byLayer[layer].push_back(found->second);
    }
    strata[found->second].positions.push_back(static_cast<int64_t>(position));
  }
  std::vector<MutantStratum> ordered;
  for (const auto& [layer, members] : byLayer) {
    for (std::size_t member : members) {
      ordered.push_back(std::move(strata[member]));
    }
  }
  return ordered;
}

std::string stratumName(int weightedLayer, const std::string& operatorText) {
  if (weightedLayer < 0) {
    return operatorText.empty() ? "all mutants" : operatorText;
  }
  return "w" + std::to_string(weightedLayer) + (operatorText.empty() ? "" : " " + operatorText);
}

}  // namespace maacc
