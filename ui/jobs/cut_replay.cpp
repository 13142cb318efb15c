#include "ui/jobs/cut_replay.h"

#include <algorithm>
#include <cmath>

#include "core/analysis/score.h"
#include "core/analysis/score_estimate.h"
#include "core/mutation/mutant_strata.h"
#include "core/reduction/representatives.h"
#include "core/store/run_file.h"

namespace maacc {
namespace {

using Members = std::vector<std::vector<int64_t>>;  // by cluster: plan positions

// The clusters of a tree as mutants: one group for each of the layer's operators.
void addNeuronGroups(const MutationPlan& plan,
                     const TreeKey& key,
                     const Partition& partition,
                     MutantSample& sample) {
  for (const MutantStratum& stratum : mutantStrata(plan, StratumKind::LayerOperator)) {
    if (stratum.weightedLayer != key.weightedLayer) {
      continue;
    }
    Members members(static_cast<size_t>(partition.clusters));
    for (const int64_t position : stratum.positions) {
      const int unit = plan.mutants[static_cast<size_t>(position)].units.front();
      members[static_cast<size_t>(partition.clusterOf[static_cast<size_t>(unit)])].push_back(
          position);
    }
    for (std::vector<int64_t>& group : members) {
      if (!group.empty()) {
        sample.groups.push_back({{}, std::move(group), {}});
      }
    }
  }
}

void addMutantGroups(const ClusterTree& tree, const Partition& partition, MutantSample& sample) {
  for (const std::vector<int32_t>& cluster : partition.members()) {
    MutantGroup group;
    for (const int32_t leaf : cluster) {
      group.members.push_back(tree.itemOfLeaf[static_cast<size_t>(leaf)]);
    }
    sample.groups.push_back(std::move(group));
  }
}

MutantSample groupsOf(const ReplayRecords& run, const ClusterPlan& plan) {
  MutantSample sample;
  sample.randomDraw = true;
  for (const auto& [key, tree] : plan.trees()) {
    const Partition partition = tree->ladder.partition(tree->dendrogram, plan.cut(key).rung);
    if (plan.items() == ClusteredItems::Units) {
      addNeuronGroups(run.plan, key, partition, sample);
    } else {
      addMutantGroups(*tree, partition, sample);
    }
  }
  sample.toTest.assign(sample.groups.size(), 1);
  for (size_t g = 0; g < sample.groups.size(); ++g) {
    sample.groups[g].name = std::to_string(g);
  }
  return sample;
}

}  // namespace

std::shared_ptr<const ReplayRecords> readReplayRecords(const QString& path) {
  const RunFile file = RunFile::openForReading(path.toStdString());
  auto run = std::make_shared<ReplayRecords>();
  run->path = path;
  run->plan = file.plan();
  run->criterion = file.settings().criterion;
  run->byMutant = file.records();
  const ScoreSummary summary = summarize(run->byMutant, 0, file.baseline().classes);
  run->score = summary.of(run->criterion).value();
  return run;
}

std::optional<CutReplay> replayCuts(const ReplayRecords& run, const ClusterPlan& plan, int draws) {
  const bool whole =
      plan.items() == ClusteredItems::Units && plan.neuronMode() == NeuronClusterMode::Together;
  if (whole || run.byMutant.size() != run.plan.mutants.size()) {
    return std::nullopt;
  }
  MutantSample sample = groupsOf(run, plan);
  const double confidence = ReductionSettings().confidence;
  CutReplay replay;
  for (int seed = 0; seed < draws; ++seed) {
    std::vector<KillRecord> drawn;
    drawn.reserve(sample.groups.size());
    for (MutantGroup& group : sample.groups) {
      group.drawOrder = randomOrder(group.members, static_cast<uint64_t>(seed), group.name);
      drawn.push_back(run.byMutant[static_cast<size_t>(group.drawOrder.front())]);
    }
    const auto estimate =
        estimateScore(run.plan, sample, drawn, run.criterion, confidence, "replay");
    if (estimate) {
      const double error = std::abs(estimate->value - run.score);
      replay.meanError += error;
      replay.largestError = std::max(replay.largestError, error);
      ++replay.draws;
    }
  }
  if (replay.draws == 0) {
    return std::nullopt;
  }
  replay.meanError /= replay.draws;
  return replay;
}

}  // namespace maacc
