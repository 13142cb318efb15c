#include "ui/jobs/cluster_tree.h"

#include <algorithm>

#include "core/base/host_resources.h"
#include "core/clustering/clustering_quality.h"
#include "core/clustering/leaf_order.h"
#include "core/clustering/mutant_clustering.h"
#include "core/clustering/neuron_clustering.h"
#include "core/clustering/pairwise_distances.h"
#include "core/clustering/stage_progress.h"
#include "core/clustering/suggested_cuts.h"
#include "core/mutation/mutant_strata.h"
#include "core/reduction/reduction_settings.h"

namespace maacc {
namespace {

constexpr int32_t kMostWithDistances = 3000;  // 36 MB for each tree
constexpr int32_t kMostWithOptimalOrder = 512;
constexpr int32_t kMostWithSilhouettes = 1000;
constexpr int32_t kMostSuggested = 50;
constexpr int64_t kSampleBytes = int64_t{64} << 20;
constexpr int64_t kMostSampled = 2000;

std::string layerName(const Network& network, int weightedLayer) {
  return network.layer(network.weightedLayers().at(static_cast<size_t>(weightedLayer))).name;
}

TreeOutline outlineOf(const Network& network, const MutantStratum& stratum) {
  TreeOutline outline;
  outline.key = {stratum.weightedLayer, stratum.operatorText};
  outline.name = QString::fromStdString(layerName(network, stratum.weightedLayer));
  if (!stratum.operatorText.empty()) {
    outline.name += ' ' + QString::fromStdString(stratum.operatorText);
  }
  outline.outputLayer = isOutputLayer(network, stratum.weightedLayer);
  return outline;
}

// The mutants of one tree alone, so that the others are not clustered as well.
MutationPlan subPlan(const MutationPlan& plan, const std::vector<int64_t>& positions) {
  MutationPlan part;
  part.seed = plan.seed;
  for (const int64_t position : positions) {
    part.mutants.push_back(plan.mutants[static_cast<size_t>(position)]);
  }
  return part;
}

std::vector<int64_t> mutantsOf(const MutationPlan& plan, const TreeKey& key) {
  for (MutantStratum& stratum : mutantStrata(plan, StratumKind::LayerOperator)) {
    if (stratum.weightedLayer == key.weightedLayer && stratum.operatorText == key.operatorText) {
      return std::move(stratum.positions);
    }
  }
  return {};
}

bool growNeurons(const ClusterScope& scope,
                 const ClusterMethod& method,
                 ClusterTree& tree,
                 const RunContext& context) {
  NeuronClusteringOptions options;
  options.linkage = method.linkage;
  options.metric = method.metric;
  options.scaling = method.scaling;
  options.features = method.features;
  options.outputLayer = true;
  options.weightedLayers = {tree.key.weightedLayer};
  const auto keep = [&](const Clustering& clustering, const FeatureMatrix& rows) {
    tree.rows = rows;
    tree.dendrogram = clustering.dendrogram;
    tree.method = QString::fromStdString(clustering.method);
    tree.itemOfLeaf = clustering.items;
  };
  if (!clusterNeurons(*scope.network, options, {}, context, keep)) {
    return false;
  }
  for (const int64_t unit : tree.itemOfLeaf) {
    tree.leafNames << QStringLiteral("u%1").arg(unit);
  }
  return true;
}

bool growMutants(const ClusterScope& scope,
                 const ClusterMethod& method,
                 ClusterTree& tree,
                 const RunContext& context) {
  MutantClusteringOptions options;
  options.linkage = method.linkage;
  options.metric = method.metric;
  options.scaling = method.scaling;
  options.cut = {CutKind::Clusters, 1};
  const auto keep = [&](const Clustering& clustering, const FeatureMatrix& rows) {
    tree.rows = rows;
    tree.dendrogram = clustering.dendrogram;
    tree.method = QString::fromStdString(clustering.method);
  };
  tree.itemOfLeaf = mutantsOf(*scope.plan, tree.key);
  const MutationPlan part = subPlan(*scope.plan, tree.itemOfLeaf);
  if (!clusterMutants(*scope.network, part, options, {}, context, keep)) {
    return false;
  }
  for (const Mutant& mutant : part.mutants) {
    tree.leafNames << QString::fromStdString(mutant.id.text);
  }
  return true;
}

// The measures that need every distance.
bool measureDistances(ClusterTree& tree, const RunContext& context) {
  StageProgress progress(context, distanceWork(tree.rows), 0, "distances");
  auto distances =
      pairwiseDistances(tree.rows, tree.metric, DistanceMode::Fast, availableThreads(), progress);
  if (!distances) {
    return false;
  }
  const int32_t leaves = tree.dendrogram.leafCount;
  tree.copheneticCorrelation = copheneticCorrelation(tree.dendrogram, *distances);
  if (leaves <= kMostWithOptimalOrder) {
    auto order = optimalLeafOrder(tree.dendrogram, *distances, context);
    if (!order) {
      return false;
    }
    tree.leafOrder = std::move(*order);
  }
  if (leaves >= 3 && leaves <= kMostWithSilhouettes) {
    const auto best = bestSilhouetteCut(tree.dendrogram, *distances, 2,
                                        std::min(kMostSuggested, leaves - 1), context);
    if (!best) {
      return false;
    }
    tree.silhouetteClusters = best->clusters;
  }
  tree.distances = std::make_shared<const CondensedDistances>(std::move(*distances));
  return true;
}

// Leaves at equal steps along the tree: every cluster has its share of them.
std::vector<int32_t> spreadLeaves(const std::vector<int32_t>& leafOrder) {
  const auto leaves = static_cast<int64_t>(leafOrder.size());
  const int64_t count =
      std::clamp<int64_t>(kSampleBytes / (leaves * int64_t{sizeof(float)}), 1, kMostSampled);
  std::vector<int32_t> sampled;
  for (int64_t i = 0; i < count; ++i) {
    sampled.push_back(leafOrder[static_cast<size_t>((2 * i + 1) * leaves / (2 * count))]);
  }
  std::sort(sampled.begin(), sampled.end());
  return sampled;
}

bool measureSample(ClusterTree& tree, const RunContext& context) {
  std::vector<int32_t> sampled = spreadLeaves(tree.leafOrder);
  const auto drawn = static_cast<int64_t>(sampled.size());
  StageProgress progress(context, drawn * static_cast<int64_t>(tree.rows.size()), 0, "distances");
  auto distances =
      sampleDistances(tree.rows, tree.metric, std::move(sampled), availableThreads(), progress);
  if (!distances) {
    return false;
  }
  tree.sample = std::make_shared<const SampledDistances>(std::move(*distances));
  return true;
}

}  // namespace

ClusterMethod usualMethod(ClusteredItems items) {
  const ReductionSettings usual;
  if (items == ClusteredItems::Units) {
    return {usual.neuronLinkage, usual.neuronMetric, usual.neuronScaling, usual.neuronFeatures};
  }
  return {usual.mutantLinkage, usual.mutantMetric, usual.mutantScaling, usual.neuronFeatures};
}

ClusterScope outlineTrees(std::shared_ptr<const Network> network,
                          ClusteredItems items,
                          const QStringList& operators,
                          quint64 seed) {
  ClusterScope scope;
  scope.network = std::move(network);
  PlanSettings settings;
  settings.seed = seed;
  for (const QString& op : operators) {
    settings.operators.push_back(parseOperator(op.toStdString()));
  }
  scope.plan = std::make_shared<const MutationPlan>(enumerateMutants(*scope.network, settings));
  const bool units = items == ClusteredItems::Units;
  for (const MutantStratum& stratum :
       mutantStrata(*scope.plan, units ? StratumKind::Layer : StratumKind::LayerOperator)) {
    TreeOutline outline = outlineOf(*scope.network, stratum);
    const Layer& layer = scope.network->layer(
        scope.network->weightedLayers().at(static_cast<size_t>(stratum.weightedLayer)));
    outline.leaves =
        units ? mutableUnitCount(layer.parameters) : static_cast<int32_t>(stratum.positions.size());
    scope.trees.push_back(std::move(outline));
  }
  return scope;
}

std::shared_ptr<const ClusterTree> growTree(const ClusterScope& scope,
                                            const TreeOutline& outline,
                                            ClusteredItems items,
                                            const ClusterMethod& method,
                                            const RunContext& context) {
  auto tree = std::make_shared<ClusterTree>();
  tree->key = outline.key;
  tree->name = outline.name;
  tree->items = items;
  tree->metric = method.metric;
  const bool grown = items == ClusteredItems::Units ? growNeurons(scope, method, *tree, context)
                                                    : growMutants(scope, method, *tree, context);
  if (!grown || !measureTree(*tree, context)) {
    return nullptr;
  }
  return tree;
}

bool measureTree(ClusterTree& tree, const RunContext& context) {
  tree.ladder = CutLadder(tree.dendrogram);
  tree.leafOrder = leafOrder(tree.dendrogram);
  if (tree.dendrogram.leafCount >= 3 && !tree.dendrogram.merges.empty()) {
    tree.gapClusters = largestGapCut(tree.dendrogram).clusters;
  }
  const int32_t leaves = tree.dendrogram.leafCount;
  if (tree.rows.rows() != leaves || tree.rows.size() == 0) {
    return true;
  }
  const bool affordable = leaves <= kMostWithDistances &&
                          CondensedDistances::bytes(leaves) <= availableHostMemory() / 4;
  return affordable ? measureDistances(tree, context) : measureSample(tree, context);
}

CutPosition positionOf(const CutLadder& ladder, int32_t rung) {
  return {rung, ladder.height(rung)};
}

}  // namespace maacc
