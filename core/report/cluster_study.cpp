#include "core/report/cluster_study.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/host_resources.h"
#include "core/base/named_values.h"
#include "core/clustering/clustering_quality.h"
#include "core/clustering/dendrogram_cuts.h"
#include "core/clustering/pairwise_distances.h"
#include "core/clustering/stage_progress.h"

namespace maacc {
namespace {

constexpr int32_t kMostClusters = 50;
constexpr int32_t kManyItems = 2000;

constexpr NamedValues<CutSuggestion, 3> kSuggestions = {{{CutSuggestion::Gap, "gap"},
                                                         {CutSuggestion::Silhouette, "silhouette"},
                                                         {CutSuggestion::Dynamic, "dynamic"}}};

// Measures one clustering with the rows it was made of.
class Measurement {
 public:
  Measurement(const ClusterStudyOptions& options,
              Metric metric,
              int threads,
              const RunContext& context)
      : options_(options), metric_(metric), threads_(threads), context_(context) {}

  // False once the context wants a stop.
  bool measure(const FeatureMatrix& rows, ClusterStudy& study) {
    const Dendrogram& tree = study.clustering.dendrogram;
    if (tree.leafCount >= 3) {
      study.gap = largestGapCut(tree);
    }
    const Partition dynamic = dynamicTreeCut(tree, options_.smallestCluster);
    study.dynamicClusters = dynamic.clusters;
    const bool fits = CondensedDistances::bytes(tree.leafCount) <= availableHostMemory() / 2;
    if (!fits) {
      cut(dynamic, study);
      return true;
    }
    StageProgress progress(context_, distanceWork(rows), 0, "distances");
    const auto distances =
        pairwiseDistances(rows, metric_, DistanceMode::Exact, threads_, progress);
    return distances && measureWith(*distances, dynamic, study);
  }

 private:
  bool measureWith(const CondensedDistances& distances,
                   const Partition& dynamic,
                   ClusterStudy& study) {
    const Dendrogram& tree = study.clustering.dendrogram;
    study.copheneticCorrelation = copheneticCorrelation(tree, distances);
    const bool wanted = options_.suggest == CutSuggestion::Silhouette;
    if (tree.leafCount >= 3 && (wanted || tree.leafCount <= kManyItems)) {
      study.silhouette = bestSilhouetteCut(tree, distances, 2,
                                           std::min(kMostClusters, tree.leafCount - 1), context_);
      if (!study.silhouette) {
        return false;
      }
    }
    cut(dynamic, study);
    const int32_t clusters = study.clustering.partition.clusters;
    if (clusters >= 2 && clusters < tree.leafCount) {
      study.meanSilhouette = silhouette(study.clustering.partition, distances).mean;
    }
    return true;
  }

  void cut(const Partition& dynamic, ClusterStudy& study) const {
    if (!options_.suggest) {
      return;
    }
    if (*options_.suggest == CutSuggestion::Dynamic) {
      study.clustering.partition = dynamic;
      return;
    }
    const auto& suggested = *options_.suggest == CutSuggestion::Gap ? study.gap : study.silhouette;
    if (!suggested) {
      throw Error(ErrorCode::Usage, "the " + std::to_string(study.leafNames.size()) +
                                        " items of layer \"" + study.layer + "\" have no " +
                                        suggestionName(*options_.suggest) +
                                        " cut; choose --suggest dynamic, or another cut");
    }
    study.clustering.partition = cutByCount(study.clustering.dendrogram, suggested->clusters);
  }

  const ClusterStudyOptions& options_;
  Metric metric_;
  int threads_;
  const RunContext& context_;
};

ClusterStudy unmeasuredStudy(const Network& network,
                             const MutationPlan& plan,
                             const Clustering& clustering) {
  ClusterStudy study;
  study.clustering = clustering;
  study.layer =
      network.layer(network.weightedLayers().at(static_cast<std::size_t>(clustering.weightedLayer)))
          .name;
  for (const int64_t item : clustering.items) {
    study.leafNames.push_back(clustering.kind == ClusteredItems::Units
                                  ? "u" + std::to_string(item)
                                  : plan.mutants[static_cast<std::size_t>(item)].id.text);
  }
  return study;
}

void checkOptions(const ClusterStudyOptions& options) {
  const bool published = options.items == ClusteredItems::Mutants &&
                         options.mutants.method != MutantClusteringMethod::LayerOperator;
  if (options.suggest && published) {
    throw Error(ErrorCode::Usage, "mutant clustering \"" +
                                      mutantClusteringName(options.mutants.method) +
                                      "\" stops at a similarity threshold; leave out --suggest");
  }
}

}  // namespace

std::string suggestionName(CutSuggestion suggestion) { return nameOf(kSuggestions, suggestion); }
CutSuggestion parseSuggestion(const std::string& name) {
  return valueOf(kSuggestions, "suggested cut", name);
}

std::optional<std::vector<ClusterStudy>> studyClusters(const Network& network,
                                                       const MutationPlan& plan,
                                                       const ClusterStudyOptions& options,
                                                       const ProbeInputs& probes,
                                                       const RunContext& context) {
  checkOptions(options);
  const bool units = options.items == ClusteredItems::Units;
  const int wanted = units ? options.neurons.threads : options.mutants.threads;
  Measurement measurement(options, units ? options.neurons.metric : options.mutants.metric,
                          wanted > 0 ? wanted : availableThreads(), context);
  std::vector<ClusterStudy> studies;
  bool finished = true;
  const ClusteringObserver observer = [&](const Clustering& clustering, const FeatureMatrix& rows) {
    studies.push_back(unmeasuredStudy(network, plan, clustering));
    finished = finished && measurement.measure(rows, studies.back());
  };
  const auto clusterings =
      units ? clusterNeurons(network, options.neurons, probes, context, observer)
            : clusterMutants(network, plan, options.mutants, probes, context, observer);
  if (!clusterings || !finished) {
    return std::nullopt;
  }
  if (studies.empty()) {  // published methods have no rows to show
    for (const Clustering& clustering : *clusterings) {
      studies.push_back(unmeasuredStudy(network, plan, clustering));
    }
  }
  return studies;
}

}  // namespace maacc
