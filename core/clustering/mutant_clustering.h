#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/clustering/cluster_cut.h"
#include "core/clustering/clustering.h"
#include "core/clustering/linkage.h"
#include "core/clustering/neuron_clustering.h"
#include "core/clustering/unit_features.h"
#include "core/mutation/mutation_plan.h"

namespace maacc {

enum class MutantClusteringMethod {
  // Mutants of one layer and operator, deterministic agglomerative clustering of their distances.
  LayerOperator,
  // As DEEPMAACC's program does it: per layer, all operators together; the distance, scaled to
  // [0, 1] over the pairs of all layers, is handed to ParHAC (parhac.h) as a similarity, so that
  // clusters hold mutants that are unlike. Random colours, drawn from the seed.
  PublishedParHac,
  // The same orientation with exact average linkage: deterministic, a little more clusters.
  PublishedExactAverage,
};
std::string mutantClusteringName(MutantClusteringMethod method);        // "layer-operator",
                                                                        // "published-parhac",
                                                                        // "published-exact"
MutantClusteringMethod parseMutantClustering(const std::string& name);  // throws Error{Usage}

enum class MutantFeatureKind {
  Weights,      // unit index (published methods only), incoming weights and bias of the mutant
  LogitChange,  // exact change of the logits, in float64, on every probe input
  MarginLoss,   // one number, the share of the margin that the probes of every class lose
};
std::string mutantFeatureName(MutantFeatureKind kind);  // "weights", "logit-change", "margin-loss"
MutantFeatureKind parseMutantFeatures(const std::string& name);

struct MutantClusteringOptions {
  MutantClusteringMethod method = MutantClusteringMethod::LayerOperator;
  MutantFeatureKind features = MutantFeatureKind::Weights;  // published methods: Weights
  LinkageMethod linkage = LinkageMethod::Ward;              // LayerOperator only
  Metric metric = Metric::Euclidean;                        // LayerOperator only
  FeatureScaling scaling = FeatureScaling::None;            // LayerOperator only
  // LayerOperator: any. Similarity is 1 - distance / the largest distance within any layer and
  // operator. Published methods: SimilarityThreshold, on the distance that stands for a similarity.
  ClusterCut cut{CutKind::SimilarityThreshold, 0.5};
  std::vector<TreeCut> treeCuts;  // trees that have a cut of their own; LayerOperator only
  double epsilon = 0.1;           // of ParHAC
  uint64_t seed = 0;              // of ParHAC's colours
  int threads = 0;                // LayerOperator only; 0: all cores
};

// Items are plan positions; every mutant of the plan is in exactly one clustering. The observer is
// told of LayerOperator clusterings only. Absent once the context wants a stop. Throws Error{Usage}
// for a combination that the options exclude and for what buildDendrogram and checkCut reject.
std::optional<std::vector<Clustering>> clusterMutants(const Network& network,
                                                      const MutationPlan& plan,
                                                      const MutantClusteringOptions& options,
                                                      const ProbeInputs& probes,
                                                      const RunContext& context,
                                                      const ClusteringObserver& observer = {});

}  // namespace maacc
