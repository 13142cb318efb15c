#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clustering/mutant_clustering.h"
#include "core/clustering/neuron_clustering.h"
#include "core/clustering/suggested_cuts.h"

namespace maacc {

// Where a dendrogram says that it should be cut.
enum class CutSuggestion { Gap, Silhouette, Dynamic };
std::string suggestionName(CutSuggestion suggestion);    // "gap", "silhouette", "dynamic"
CutSuggestion parseSuggestion(const std::string& name);  // throws Error{Usage}

struct ClusterStudyOptions {
  ClusteredItems items = ClusteredItems::Units;
  NeuronClusteringOptions neurons;       // Units only
  MutantClusteringOptions mutants;       // Mutants only
  std::optional<CutSuggestion> suggest;  // cuts there instead; not with published methods
  int32_t smallestCluster = 2;           // of the dynamic cut
};

// One clustering with how well it fits. Measures are absent where they are not defined, where the
// distances of all pairs do not fit into half of the free memory, and of published methods.
struct ClusterStudy {
  Clustering clustering;
  std::string layer;                   // its name
  std::vector<std::string> leafNames;  // "u3", or mutant ids
  std::optional<double> copheneticCorrelation;
  std::optional<double> meanSilhouette;
  std::optional<SuggestedCut> gap;
  std::optional<SuggestedCut> silhouette;  // of 2 to 50 clusters
  std::optional<int32_t> dynamicClusters;
};

// The clusterings of a network's units or of a plan's mutants, layer by layer. Silhouettes of all
// cuts are compared for up to 2000 items, or where they are asked for. Absent once the context
// wants a stop. Throws Error{Usage} as clusterNeurons and clusterMutants do, and where a tree has
// no cut of the kind that is asked for.
std::optional<std::vector<ClusterStudy>> studyClusters(const Network& network,
                                                       const MutationPlan& plan,
                                                       const ClusterStudyOptions& options,
                                                       const ProbeInputs& probes,
                                                       const RunContext& context);

}  // namespace maacc
