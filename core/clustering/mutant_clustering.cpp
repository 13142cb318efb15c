#include "core/clustering/mutant_clustering.h"

#include <algorithm>
#include <limits>

#include "core/base/error.h"
#include "core/base/host_resources.h"
#include "core/base/named_values.h"
#include "core/base/number_text.h"
#include "core/clustering/clustering_method_text.h"
#include "core/clustering/dendrogram_cuts.h"
#include "core/clustering/mutant_features.h"
#include "core/clustering/pairwise_distances.h"
#include "core/clustering/parhac.h"
#include "core/clustering/stage_progress.h"
#include "core/mutation/mutant_strata.h"

namespace maacc {
namespace {

constexpr NamedValues<MutantClusteringMethod, 3> kMethods = {
    {{MutantClusteringMethod::LayerOperator, "layer-operator"},
     {MutantClusteringMethod::PublishedParHac, "published-parhac"},
     {MutantClusteringMethod::PublishedExactAverage, "published-exact"}}};
constexpr NamedValues<MutantFeatureKind, 3> kFeatures = {
    {{MutantFeatureKind::Weights, "weights"},
     {MutantFeatureKind::LogitChange, "logit-change"},
     {MutantFeatureKind::MarginLoss, "margin-loss"}}};

using Clusterings = std::vector<Clustering>;

Clustering emptyClustering(const MutantStratum& stratum, std::string method) {
  Clustering clustering;
  clustering.kind = ClusteredItems::Mutants;
  clustering.weightedLayer = stratum.weightedLayer;
  clustering.operatorText = stratum.operatorText;
  clustering.items = stratum.positions;
  clustering.method = std::move(method);
  return clustering;
}

std::optional<FeatureMatrix> scaledFeatures(const Network& network,
                                            const MutationPlan& plan,
                                            const MutantStratum& stratum,
                                            const MutantClusteringOptions& options,
                                            const ProbeInputs& probes,
                                            const RunContext& context) {
  std::optional<FeatureMatrix> rows;
  switch (options.features) {
    case MutantFeatureKind::Weights:
      rows = mutantWeightFeatures(network, plan, stratum.positions);
      break;
    case MutantFeatureKind::LogitChange:
      rows = logitChangeFeatures(network, plan, stratum.positions, probes, context);
      break;
    case MutantFeatureKind::MarginLoss:
      rows = marginLossFeatures(network, plan, stratum.positions, probes, context);
      break;
  }
  if (rows) {
    scaleFeatures(*rows, options.scaling);
  }
  return rows;
}

std::string featureText(MutantFeatureKind kind) {
  switch (kind) {
    case MutantFeatureKind::Weights:
      return "weights and bias";
    case MutantFeatureKind::LogitChange:
      return "changes of the logits";
    case MutantFeatureKind::MarginLoss:
      return "losses of margin";
  }
  return {};
}

double largestDistance(const CondensedDistances& distances) {
  const double* end = distances.data() + distances.pairs();
  return distances.pairs() == 0 ? 0 : *std::max_element(distances.data(), end);
}

// Deterministic agglomerative clustering of every layer's mutants of one operator.
class LayerOperatorClustering {
 public:
  LayerOperatorClustering(const MutantClusteringOptions& options,
                          const RunContext& context,
                          const ClusteringObserver& observer)
      : options_(options), context_(context), observer_(observer) {}

  bool add(const MutantStratum& stratum, FeatureMatrix rows) {
    std::optional<Dendrogram> dendrogram = cluster(rows);
    if (!dendrogram) {
      return false;
    }
    clusterings_.push_back(emptyClustering(
        stratum, clusteringMethodText(options_.linkage, options_.metric, options_.scaling,
                                      featureText(options_.features))));
    clusterings_.back().dendrogram = std::move(*dendrogram);
    if (observer_) {
      rows_.push_back(std::move(rows));
    }
    return true;
  }

  Clusterings finish() {
    for (std::size_t i = 0; i < clusterings_.size(); ++i) {
      Clustering& clustering = clusterings_[i];
      const ClusterCut cut = cutOfTree(options_.cut, options_.treeCuts, clustering.weightedLayer,
                                       clustering.operatorText);
      clustering.partition = cut.kind == CutKind::SimilarityThreshold
                                 ? cutByHeight(clustering.dendrogram, (1 - cut.value) * largest_)
                                 : cutDendrogram(clustering.dendrogram, cut);
      if (observer_) {
        observer_(clustering, rows_[i]);
      }
    }
    return std::move(clusterings_);
  }

 private:
  bool bySimilarity() const { return options_.cut.kind == CutKind::SimilarityThreshold; }

  std::optional<Dendrogram> cluster(const FeatureMatrix& rows) {
    LinkageOptions linkage;
    linkage.method = options_.linkage;
    linkage.metric = options_.metric;
    linkage.threads = options_.threads;
    if (!bySimilarity()) {
      return buildDendrogram(rows, linkage, context_);
    }
    StageProgress progress(context_, distanceWork(rows));
    const int threads = options_.threads > 0 ? options_.threads : availableThreads();
    std::optional<CondensedDistances> distances =
        pairwiseDistances(rows, options_.metric, linkage.distances, threads, progress);
    if (!distances) {
      return std::nullopt;
    }
    largest_ = std::max(largest_, largestDistance(*distances));
    return buildDendrogramFromDistances(std::move(*distances), options_.linkage, context_);
  }

  const MutantClusteringOptions& options_;
  const RunContext& context_;
  const ClusteringObserver& observer_;
  Clusterings clusterings_;
  std::vector<FeatureMatrix> rows_;  // by clustering, for the observer
  double largest_ = 0;
};

// Distances of every layer, min-max scaled over the pairs of all layers. Absent if stopped.
std::optional<std::vector<CondensedDistances>> publishedSimilarities(
    const Network& network,
    const MutationPlan& plan,
    const std::vector<MutantStratum>& layers,
    const RunContext& context) {
  std::vector<CondensedDistances> similarities;
  double lowest = std::numeric_limits<double>::infinity();
  double highest = 0;
  for (const MutantStratum& layer : layers) {
    if (!context.proceed()) {
      return std::nullopt;
    }
    similarities.push_back(publishedMutantDistances(network, plan, layer.positions));
    const CondensedDistances& distances = similarities.back();
    for (int64_t pair = 0; pair < distances.pairs(); ++pair) {
      lowest = std::min(lowest, distances.data()[pair]);
      highest = std::max(highest, distances.data()[pair]);
    }
  }
  const double range = highest > lowest ? highest - lowest : 1;
  for (CondensedDistances& distances : similarities) {
    double* values = distances.data();
    std::transform(values, values + distances.pairs(), values,
                   [&](double distance) { return (distance - lowest) / range; });
  }
  return similarities;
}

SimilarityMatrix squareSimilarities(CondensedDistances similarities) {
  SimilarityMatrix square = SimilarityMatrix::Zero(similarities.count(), similarities.count());
  const double* next = similarities.data();
  for (int32_t row = 0; row < similarities.count(); ++row) {
    for (int32_t column = row + 1; column < similarities.count(); ++column) {
      square(row, column) = static_cast<float>(*next++);
      square(column, row) = square(row, column);
    }
  }
  return square;
}

std::optional<Clusterings> clusterAsParHac(const std::vector<MutantStratum>& layers,
                                           std::vector<CondensedDistances> similarities,
                                           const MutantClusteringOptions& options,
                                           const RunContext& context) {
  std::vector<SimilarityMatrix> graphs;
  graphs.reserve(similarities.size());
  for (CondensedDistances& layer : similarities) {
    graphs.push_back(squareSimilarities(std::move(layer)));
  }
  const std::optional<std::vector<ParHacClusters>> clusters = clusterByParHac(
      std::move(graphs), {options.cut.value, options.epsilon, options.seed}, context);
  if (!clusters) {
    return std::nullopt;
  }
  Clusterings clusterings;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    clusterings.push_back(
        emptyClustering(layers[i], "ParHAC, epsilon " + numberText(options.epsilon) +
                                       ", with scaled distances as similarities, as published"));
    clusterings.back().dendrogram = (*clusters)[i].dendrogram;
    clusterings.back().partition = (*clusters)[i].partition;
  }
  return clusterings;
}

std::optional<Clusterings> clusterAsExactAverage(const std::vector<MutantStratum>& layers,
                                                 std::vector<CondensedDistances> similarities,
                                                 double threshold,
                                                 const RunContext& context) {
  Clusterings clusterings;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    double* values = similarities[i].data();
    std::transform(values, values + similarities[i].pairs(), values,
                   [](double similarity) { return 1 - similarity; });
    std::optional<Dendrogram> dendrogram =
        buildDendrogramFromDistances(std::move(similarities[i]), LinkageMethod::Average, context);
    if (!dendrogram) {
      return std::nullopt;
    }
    clusterings.push_back(emptyClustering(
        layers[i], "average linkage with scaled distances as similarities, as published"));
    clusterings.back().partition = cutByHeight(*dendrogram, 1 - threshold);
    clusterings.back().dendrogram = std::move(*dendrogram);
  }
  return clusterings;
}

void checkOptions(const MutantClusteringOptions& options) {
  checkCut(options.cut);
  if (options.method == MutantClusteringMethod::LayerOperator) {
    if (options.linkage == LinkageMethod::Ward && options.metric != Metric::Euclidean) {
      throw Error(ErrorCode::Usage,
                  "ward linkage needs euclidean distances; choose them or another linkage");
    }
    return;
  }
  const std::string method = "mutant clustering \"" + mutantClusteringName(options.method) + "\"";
  if (options.cut.kind != CutKind::SimilarityThreshold) {
    throw Error(ErrorCode::Usage, method + " stops at a similarity threshold; give one");
  }
  if (options.features != MutantFeatureKind::Weights) {
    throw Error(ErrorCode::Usage,
                method + " works on weights; use layer-operator for other features");
  }
}

}  // namespace

std::string mutantClusteringName(MutantClusteringMethod method) { return nameOf(kMethods, method); }
MutantClusteringMethod parseMutantClustering(const std::string& name) {
  return valueOf(kMethods, "method of mutant clustering", name);
}

std::string mutantFeatureName(MutantFeatureKind kind) { return nameOf(kFeatures, kind); }
MutantFeatureKind parseMutantFeatures(const std::string& name) {
  return valueOf(kFeatures, "kind of mutant features", name);
}

std::optional<std::vector<Clustering>> clusterMutants(const Network& network,
                                                      const MutationPlan& plan,
                                                      const MutantClusteringOptions& options,
                                                      const ProbeInputs& probes,
                                                      const RunContext& context,
                                                      const ClusteringObserver& observer) {
  checkOptions(options);
  if (options.method == MutantClusteringMethod::LayerOperator) {
    LayerOperatorClustering clustering(options, context, observer);
    for (const MutantStratum& stratum : mutantStrata(plan, StratumKind::LayerOperator)) {
      std::optional<FeatureMatrix> rows =
          scaledFeatures(network, plan, stratum, options, probes, context);
      if (!rows || !clustering.add(stratum, std::move(*rows))) {
        return std::nullopt;
      }
    }
    return clustering.finish();
  }
  const std::vector<MutantStratum> layers = mutantStrata(plan, StratumKind::Layer);
  auto similarities = publishedSimilarities(network, plan, layers, context);
  if (!similarities) {
    return std::nullopt;
  }
  return options.method == MutantClusteringMethod::PublishedParHac
             ? clusterAsParHac(layers, std::move(*similarities), options, context)
             : clusterAsExactAverage(layers, std::move(*similarities), options.cut.value, context);
}

}  // namespace maacc
