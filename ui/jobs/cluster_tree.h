#pragma once

#include <QString>
#include <QStringList>
#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/clustering/clustering.h"
#include "core/clustering/condensed_distances.h"
#include "core/clustering/cut_ladder.h"
#include "core/clustering/feature_matrix.h"
#include "core/clustering/linkage.h"
#include "core/clustering/sampled_distances.h"
#include "core/clustering/unit_features.h"
#include "core/model/network.h"
#include "core/mutation/mutation_plan.h"

namespace maacc {

// How items are compared and joined.
struct ClusterMethod {
  LinkageMethod linkage = LinkageMethod::Ward;
  Metric metric = Metric::Euclidean;
  FeatureScaling scaling = FeatureScaling::MinMax;
  UnitFeatureKind features = UnitFeatureKind::IncomingWeights;  // of neurons
  bool operator==(const ClusterMethod&) const = default;
};
ClusterMethod usualMethod(ClusteredItems items);  // as `maacc run` has it where nothing is said

// Which tree: of a layer's neurons, or of the mutants of one layer and operator.
struct TreeKey {
  int weightedLayer = -1;
  std::string operatorText;                          // empty: neurons
  auto operator<=>(const TreeKey&) const = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14
};

// One tree with what a person needs to cut it. Immutable; shared between threads.
struct ClusterTree {
  TreeKey key;
  QString name;    // "dense_1", "dense_1 NAI"
  QString method;  // "ward, euclidean, min-max scaled incoming weights"
  ClusteredItems items = ClusteredItems::Units;
  std::vector<int64_t> itemOfLeaf;  // unit indices, or plan positions
  QStringList leafNames;
  Dendrogram dendrogram;
  CutLadder ladder;
  std::vector<int32_t> leafOrder;
  Metric metric = Metric::Euclidean;
  FeatureMatrix rows;                                   // by leaf, scaled
  std::shared_ptr<const CondensedDistances> distances;  // null for very many leaves
  std::shared_ptr<const SampledDistances> sample;       // instead; of leaves all over the tree
  std::optional<double> copheneticCorrelation;
  std::optional<int32_t> gapClusters;
  std::optional<int32_t> silhouetteClusters;  // of 2 to 50
};

// What can be clustered in a model.
struct TreeOutline {
  TreeKey key;
  QString name;
  int32_t leaves = 0;
  bool outputLayer = false;
};
struct ClusterScope {
  std::shared_ptr<const Network> network;
  std::shared_ptr<const MutationPlan> plan;  // the mutants of single units
  std::vector<TreeOutline> trees;
};

// Throws what enumerateMutants throws.
ClusterScope outlineTrees(std::shared_ptr<const Network> network,
                          ClusteredItems items,
                          const QStringList& operators,
                          quint64 seed);

// The tree that a run would cut. Null once the context wants a stop.
std::shared_ptr<const ClusterTree> growTree(const ClusterScope& scope,
                                            const TreeOutline& outline,
                                            ClusteredItems items,
                                            const ClusterMethod& method,
                                            const RunContext& context);

// Fills ladder, leafOrder and suggestions of a tree whose dendrogram, and rows where there are any,
// are set. False once the context wants a stop.
bool measureTree(ClusterTree& tree, const RunContext& context);

// Where the cut line stands. The rung decides; a freed line may stand between two merges.
struct CutPosition {
  int32_t rung = 0;
  double height = 0;
  bool operator==(const CutPosition&) const = default;
};
CutPosition positionOf(const CutLadder& ladder, int32_t rung);

}  // namespace maacc
