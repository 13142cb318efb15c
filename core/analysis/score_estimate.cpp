#include "core/analysis/score_estimate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/base/error.h"

namespace maacc {
namespace {

// Numbers for (layer, operator) of the group's mutants; mixed operators count as their own.
class Pools {
 public:
  explicit Pools(const MutationPlan& plan) : plan_(plan) {}

  int poolOf(const MutantGroup& group) {
    const Mutant& first = mutant(group.members.front());
    const bool mixed = std::any_of(group.members.begin(), group.members.end(),
                                   [&](int64_t m) { return !(mutant(m).op == first.op); });
    const std::string key = std::to_string(first.weightedLayer) + " " +
                            (mixed ? std::string() : operatorText(first.op));
    return numbers_.try_emplace(key, static_cast<int>(numbers_.size())).first->second;
  }

 private:
  const Mutant& mutant(int64_t index) const {
    return plan_.mutants[static_cast<std::size_t>(index)];
  }

  const MutationPlan& plan_;
  std::map<std::string, int> numbers_;
};

std::vector<int32_t> groupByMutant(const MutantSample& sample, std::size_t mutants) {
  std::vector<int32_t> groups(mutants, -1);
  for (std::size_t g = 0; g < sample.groups.size(); ++g) {
    for (int64_t member : sample.groups[g].members) {
      groups.at(static_cast<std::size_t>(member)) = static_cast<int32_t>(g);
    }
  }
  return groups;
}

double killedShare(const ClassSet& killed) {
  const auto count = std::count_if(killed.begin(), killed.end(), [](uint8_t c) { return c != 0; });
  return static_cast<double>(count) / static_cast<double>(killed.size());
}

// What the tested mutants leave possible.
ShareEstimate certainRange(std::span<const SampledStratum> strata, ShareEstimate estimate) {
  double size = 0;
  double tested = 0;
  double killed = 0;
  for (const SampledStratum& stratum : strata) {
    size += static_cast<double>(stratum.size);
    tested += static_cast<double>(stratum.shares.size());
    killed += std::accumulate(stratum.shares.begin(), stratum.shares.end(), 0.0);
  }
  estimate.low = killed / size;
  estimate.high = 1 - (tested - killed) / size;
  return estimate;
}

}  // namespace

std::vector<SampledStratum> sampledStrata(const MutationPlan& plan,
                                          const MutantSample& sample,
                                          std::span<const KillRecord> records,
                                          KillCriterion criterion) {
  Pools pools(plan);
  std::vector<SampledStratum> strata(sample.groups.size());
  for (std::size_t g = 0; g < strata.size(); ++g) {
    strata[g].size = static_cast<int64_t>(sample.groups[g].members.size());
    strata[g].pool = pools.poolOf(sample.groups[g]);
  }
  const std::vector<int32_t> groups = groupByMutant(sample, plan.mutants.size());
  std::vector<int64_t> errors(strata.size(), 0);
  for (const KillRecord& record : records) {
    const int32_t group = groups.at(static_cast<std::size_t>(record.mutantIndex));
    if (group < 0) {
      continue;
    }
    const auto g = static_cast<std::size_t>(group);
    const ClassSet& killed = killedClasses(record, criterion);
    if (record.status == MutantStatus::Error) {
      ++errors[g];
    } else if (!killed.empty()) {
      strata[g].shares.push_back(killedShare(killed));
    }
  }
  for (std::size_t g = 0; g < strata.size(); ++g) {
    const auto judged = static_cast<int64_t>(strata[g].shares.size());
    if (errors[g] > 0) {
      const double share = static_cast<double>(judged) / static_cast<double>(judged + errors[g]);
      strata[g].size =
          std::max<int64_t>(judged, std::llround(share * static_cast<double>(strata[g].size)));
    }
  }
  return strata;
}

std::optional<ScoreEstimate> estimateScore(const MutationPlan& plan,
                                           const MutantSample& sample,
                                           std::span<const KillRecord> records,
                                           KillCriterion criterion,
                                           double confidence,
                                           const std::string& design) {
  const std::vector<SampledStratum> strata = sampledStrata(plan, sample, records, criterion);
  int64_t size = 0;
  int64_t tested = 0;
  for (const SampledStratum& stratum : strata) {
    size += stratum.size;
    tested += static_cast<int64_t>(stratum.shares.size());
  }
  if (tested == 0) {
    return std::nullopt;
  }
  ShareEstimate share = estimateShare(strata, confidence);
  if (!sample.randomDraw) {
    share = certainRange(strata, std::move(share));
  }
  ScoreEstimate estimate;
  estimate.value = share.value;
  estimate.low = share.low;
  estimate.high = share.high;
  estimate.confidence = sample.randomDraw && tested < size ? confidence : 1;
  estimate.method =
      design + ": " + std::to_string(tested) + " of " + std::to_string(size) + " mutants";
  estimate.formula = "sum over " + std::to_string(strata.size()) +
                     " groups of (mutants of the group / " + std::to_string(size) +
                     ") x mean share of classes that its tested mutants kill";
  return estimate;
}

}  // namespace maacc
