#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/reduction/reduction_settings.h"
#include "ui/jobs/cluster_tree.h"

namespace maacc {

// How many mutants a cut, or all of them, leave to test.
struct MutantsToTest {
  int64_t tested = 0;
  int64_t all = 0;
  bool complete = true;  // every tree is there
};

// The cuts of all trees of a model, and the run that they make. A value; no signals.
class ClusterPlan {
 public:
  using Cuts = std::map<TreeKey, CutPosition>;

  // Cuts of trees that come again are kept as numbers of clusters.
  void restart(ClusteredItems items, const ClusterMethod& method);
  void setScope(const ClusterScope& scope);
  void add(const std::shared_ptr<const ClusterTree>& tree);

  // Neurons: whether the units of a cluster are mutated together.
  void setNeuronMode(NeuronClusterMode mode) { neuronMode_ = mode; }
  NeuronClusterMode neuronMode() const { return neuronMode_; }
  ClusteredItems items() const { return items_; }
  const ClusterMethod& method() const { return method_; }
  const std::vector<TreeOutline>& outlines() const { return scope_.trees; }
  const ClusterScope& scope() const { return scope_; }
  const std::map<TreeKey, std::shared_ptr<const ClusterTree>>& trees() const { return trees_; }
  std::shared_ptr<const ClusterTree> tree(const TreeKey& key) const;

  const Cuts& cuts() const { return cuts_; }
  CutPosition cut(const TreeKey& key) const;
  void setCuts(const Cuts& cuts);  // of the trees that are named

  // Whether the run makes mutants of the tree: mutated together, output units are left out.
  bool isUsed(const TreeOutline& outline) const;
  int64_t testedOf(const TreeOutline& outline, int32_t clusters) const;
  int64_t allOf(const TreeOutline& outline) const;
  MutantsToTest total() const;

  // Cuts of all trees for so many mutants, the highest merges kept apart first. Absent where the
  // budget is below a mutant per tree and operator, or trees are missing; what is more than all is
  // all.
  std::optional<Cuts> cutsWithin(int64_t mutants) const;

  // The strategy with the method and the cuts; one rule where all trees have it, else a number of
  // clusters for each.
  ReductionSettings reduction() const;

 private:
  int64_t operatorsOf(int weightedLayer) const;
  void chooseRule(ReductionSettings& settings) const;

  ClusteredItems items_ = ClusteredItems::Units;
  ClusterMethod method_;
  NeuronClusterMode neuronMode_ = NeuronClusterMode::Together;
  ClusterScope scope_;
  std::map<int, int64_t> mutantsPerUnit_;  // by weighted layer
  std::map<TreeKey, std::shared_ptr<const ClusterTree>> trees_;
  Cuts cuts_;
  std::map<TreeKey, int32_t> clustersBefore_;  // of trees that were grown another way
};

}  // namespace maacc
