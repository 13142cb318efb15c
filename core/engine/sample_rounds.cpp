#include "core/engine/sample_rounds.h"

#include "core/analysis/score_estimate.h"
#include "core/analysis/stopping_rule.h"

namespace maacc {

bool drawNextRound(RunFile& file, const MutationPlan& plan, const ReductionSettings& reduction) {
  const MutantSample sample = file.sample();
  if (reduction.tolerance <= 0 || sample.groups.empty()) {
    return false;
  }
  std::vector<int64_t> atMost;
  for (const MutantGroup& group : sample.groups) {
    atMost.push_back(static_cast<int64_t>(group.drawOrder.size()));
  }
  const std::vector<SampledStratum> strata =
      sampledStrata(plan, sample, file.records(), file.settings().criterion);
  const std::vector<int64_t> next =
      nextRound(strata, sample.toTest, atMost, {reduction.tolerance, reduction.confidence});
  if (next == sample.toTest) {
    return false;
  }
  file.setToTest(next);
  return true;
}

}  // namespace maacc
