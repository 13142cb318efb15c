#include "core/sweep/sweep_replay.h"

#include <algorithm>
#include <chrono>

#include "core/analysis/score_estimate.h"
#include "core/base/error.h"

namespace maacc {
namespace {

using Clock = std::chrono::steady_clock;

int64_t clusterCount(const Reduction& reduction) {
  int64_t clusters = 0;
  for (const Clustering& clustering : reduction.clusterings) {
    clusters += clustering.partition.clusters;
  }
  return clusters;
}

// The groups of hidden layers alone. Groups never reach over layers where there are clusterings.
MutantSample withoutOutputLayers(const ReplayBase& base, const MutantSample& sample) {
  MutantSample hidden;
  hidden.randomDraw = sample.randomDraw;
  for (std::size_t g = 0; g < sample.groups.size(); ++g) {
    const auto first = static_cast<std::size_t>(sample.groups[g].members.front());
    if (!isOutputLayer(base.network, base.plan.mutants[first].weightedLayer)) {
      hidden.groups.push_back(sample.groups[g]);
      hidden.toTest.push_back(sample.toTest[g]);
    }
  }
  return hidden;
}

std::optional<double> hiddenScore(const ReplayBase& base,
                                  const MutantSample& sample,
                                  std::span<const KillRecord> tested,
                                  KillCriterion criterion) {
  const auto estimate = estimateScore(base.plan, sample, tested, criterion, 0.95, "");
  return estimate ? std::optional(estimate->value) : std::nullopt;
}

}  // namespace

SweepTrial replayedTrial(const ReplayBase& base, const Reduction& reduction, double confidence) {
  MAACC_CHECK(!reduction.groups.empty());
  MAACC_CHECK(base.records.size() == base.plan.mutants.size());
  std::vector<KillRecord> tested;
  for (int64_t position : testedAtFirst(reduction)) {
    tested.push_back(base.records[static_cast<std::size_t>(position)]);
  }
  const MutantSample sample{reduction.groups, reduction.toTest, reduction.randomDraw};
  const bool clustered = !reduction.clusterings.empty();
  const MutantSample hidden = clustered ? withoutOutputLayers(base, sample) : MutantSample();
  SweepTrial trial;
  trial.mutants = static_cast<int64_t>(tested.size());
  trial.clusters = clusterCount(reduction);
  for (KillCriterion criterion : {KillCriterion::TrueClass, KillCriterion::PredictedClass}) {
    const auto estimate = estimateScore(base.plan, sample, tested, criterion, confidence, "");
    if (!estimate) {
      continue;
    }
    TrialScore score{estimate->value, estimate->low, estimate->high, true};
    score.share =
        static_cast<double>(trial.mutants) / static_cast<double>(base.plan.mutants.size());
    if (!hidden.groups.empty()) {
      score.hidden = hiddenScore(base, hidden, tested, criterion);
    }
    trial.of(criterion) = score;
  }
  return trial;
}

Replay::Planned* Replay::planOf(int clustering, const RunContext& context) {
  plans_.resize(static_cast<std::size_t>(task_.clusterings));
  std::optional<Planned>& planned = plans_[static_cast<std::size_t>(clustering)];
  if (!planned) {
    ReductionSettings settings = task_.settings;
    settings.seed += static_cast<uint64_t>(clustering);
    const Clock::time_point start = Clock::now();
    auto reduction = planReduction(base_.network, base_.plan, settings, {}, context);
    if (!reduction) {
      return nullptr;
    }
    planned =
        Planned{std::move(*reduction), std::chrono::duration<double>(Clock::now() - start).count()};
  }
  return &*planned;
}

std::optional<SweepTrial> Replay::trial(int index, const RunContext& context) {
  const int clustering = index % task_.clusterings;
  if (!context.proceed()) {
    return std::nullopt;
  }
  Planned* planned = planOf(clustering, context);
  if (planned == nullptr) {
    return std::nullopt;
  }
  const double confidence = task_.settings.confidence;
  if (index != clustering) {
    return replayedTrial(
        base_, redrawn(planned->reduction, task_.settings.seed + static_cast<uint64_t>(index)),
        confidence);
  }
  SweepTrial trial = replayedTrial(base_, planned->reduction, confidence);
  trial.planSeconds = planned->seconds;
  return trial;
}

}  // namespace maacc
