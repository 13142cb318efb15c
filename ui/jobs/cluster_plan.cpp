#include "ui/jobs/cluster_plan.h"

#include <algorithm>
#include <set>

#include "core/clustering/cluster_cut.h"
#include "core/clustering/dendrogram_cuts.h"
#include "core/mutation/mutant_strata.h"

namespace maacc {

void ClusterPlan::restart(ClusteredItems items, const ClusterMethod& method) {
  if (items != items_) {
    clustersBefore_.clear();
  } else {
    for (const auto& [key, cut] : cuts_) {
      clustersBefore_[key] = trees_.at(key)->ladder.clusters(cut.rung);
    }
  }
  items_ = items;
  method_ = method;
  scope_ = {};
  trees_.clear();
  cuts_.clear();
}

void ClusterPlan::setScope(const ClusterScope& scope) {
  scope_ = scope;
  mutantsPerUnit_.clear();
  for (const MutantStratum& stratum : mutantStrata(*scope.plan, StratumKind::LayerOperator)) {
    ++mutantsPerUnit_[stratum.weightedLayer];
  }
}

void ClusterPlan::add(const std::shared_ptr<const ClusterTree>& tree) {
  const ReductionSettings usual;
  const ClusterCut cut = items_ == ClusteredItems::Units ? usual.neuronCut : usual.mutantCut;
  const auto before = clustersBefore_.find(tree->key);
  const int64_t clusters =
      before != clustersBefore_.end() ? before->second : clusterCount(cut, tree->ladder.leaves());
  trees_[tree->key] = tree;
  cuts_[tree->key] = positionOf(tree->ladder, tree->ladder.rungOfClusters(clusters));
}

std::shared_ptr<const ClusterTree> ClusterPlan::tree(const TreeKey& key) const {
  const auto found = trees_.find(key);
  return found == trees_.end() ? nullptr : found->second;
}

CutPosition ClusterPlan::cut(const TreeKey& key) const {
  const auto found = cuts_.find(key);
  return found == cuts_.end() ? CutPosition{} : found->second;
}

void ClusterPlan::setCuts(const Cuts& cuts) {
  for (const auto& [key, cut] : cuts) {
    if (trees_.count(key) > 0) {
      cuts_[key] = cut;
    }
  }
}

bool ClusterPlan::isUsed(const TreeOutline& outline) const {
  return items_ == ClusteredItems::Mutants || !outline.outputLayer ||
         neuronMode_ == NeuronClusterMode::Representative;
}

int64_t ClusterPlan::operatorsOf(int weightedLayer) const {
  const auto found = mutantsPerUnit_.find(weightedLayer);
  return found == mutantsPerUnit_.end() ? 0 : found->second;
}

int64_t ClusterPlan::testedOf(const TreeOutline& outline, int32_t clusters) const {
  if (!isUsed(outline)) {
    return 0;
  }
  return items_ == ClusteredItems::Units ? clusters * operatorsOf(outline.key.weightedLayer)
                                         : clusters;
}

int64_t ClusterPlan::allOf(const TreeOutline& outline) const {
  return items_ == ClusteredItems::Units ? outline.leaves * operatorsOf(outline.key.weightedLayer)
                                         : outline.leaves;
}

MutantsToTest ClusterPlan::total() const {
  MutantsToTest sum;
  for (const TreeOutline& outline : scope_.trees) {
    sum.all += allOf(outline);
    const auto tree = trees_.find(outline.key);
    if (tree == trees_.end()) {
      sum.complete = false;
      continue;
    }
    sum.tested += testedOf(outline, tree->second->ladder.clusters(cut(outline.key).rung));
  }
  sum.complete = sum.complete && !scope_.trees.empty();
  return sum;
}

std::optional<ClusterPlan::Cuts> ClusterPlan::cutsWithin(int64_t mutants) const {
  // Every cluster of neurons costs a mutant per operator; layers with fewer operators than others
  // stay below the budget.
  int64_t perCluster = 1;
  std::vector<Dendrogram> dendrograms;
  std::vector<const ClusterTree*> used;
  int64_t fewest = 0;
  int64_t most = 0;
  for (const TreeOutline& outline : scope_.trees) {
    const auto tree = trees_.find(outline.key);
    if (tree == trees_.end()) {
      return std::nullopt;
    }
    if (isUsed(outline)) {
      perCluster = std::max(perCluster, testedOf(outline, 1));
      dendrograms.push_back(tree->second->dendrogram);
      used.push_back(tree->second.get());
      fewest += treeCount(tree->second->dendrogram);
      most += outline.leaves;
    }
  }
  const int64_t budget = std::min(most, mutants / perCluster);
  if (used.empty() || budget < fewest) {
    return std::nullopt;
  }
  const std::vector<int32_t> clusters = clustersWithinBudget(dendrograms, budget);
  Cuts cuts;
  for (size_t i = 0; i < used.size(); ++i) {
    const CutLadder& ladder = used[i]->ladder;
    cuts[used[i]->key] = positionOf(ladder, ladder.rungOfClusters(clusters[i]));
  }
  return cuts;
}

ReductionSettings ClusterPlan::reduction() const {
  ReductionSettings settings;
  if (items_ == ClusteredItems::Units) {
    settings.strategy = Strategy::NeuronClusters;
    settings.neuronMode = neuronMode_;
    settings.neuronLinkage = method_.linkage;
    settings.neuronMetric = method_.metric;
    settings.neuronScaling = method_.scaling;
    settings.neuronFeatures = method_.features;
  } else {
    settings.strategy = Strategy::MutantClusters;
    settings.mutantLinkage = method_.linkage;
    settings.mutantMetric = method_.metric;
    settings.mutantScaling = method_.scaling;
  }
  chooseRule(settings);
  return settings;
}

void ClusterPlan::chooseRule(ReductionSettings& settings) const {
  ClusterCut& rule = items_ == ClusteredItems::Units ? settings.neuronCut : settings.mutantCut;
  bool usual = true;
  std::set<int32_t> counts;
  for (const TreeOutline& outline : scope_.trees) {
    const auto tree = trees_.find(outline.key);
    if (tree == trees_.end() || !isUsed(outline)) {
      continue;
    }
    const int32_t clusters = tree->second->ladder.clusters(cut(outline.key).rung);
    usual = usual && clusters == clusterCount(rule, outline.leaves);
    counts.insert(clusters);
    settings.treeCuts.push_back({outline.key.weightedLayer, outline.key.operatorText, clusters});
  }
  if (usual || counts.size() == 1) {
    settings.treeCuts.clear();
  }
  if (!usual && counts.size() == 1) {
    rule = {CutKind::Clusters, static_cast<double>(*counts.begin())};
  }
}

}  // namespace maacc
