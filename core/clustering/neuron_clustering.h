#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/clustering/cluster_cut.h"
#include "core/clustering/clustering.h"
#include "core/clustering/linkage.h"
#include "core/clustering/unit_features.h"
#include "core/model/network.h"

namespace maacc {

// The defaults are the published neuron clustering.
struct NeuronClusteringOptions {
  LinkageMethod linkage = LinkageMethod::Ward;
  Metric metric = Metric::Euclidean;
  FeatureScaling scaling = FeatureScaling::MinMax;
  UnitFeatureKind features = UnitFeatureKind::IncomingWeights;
  ClusterCut cut{CutKind::UnitsPerCluster, 2};
  std::vector<TreeCut> treeCuts;    // layers that have a cut of their own
  bool outputLayer = false;         // whether output layers are clustered
  std::vector<int> weightedLayers;  // which to cluster, ascending; empty: all
  int threads = 0;                  // 0: all cores
};

// Told of every clustering with the rows that were clustered.
using ClusteringObserver = std::function<void(const Clustering&, const FeatureMatrix& rows)>;

// Whether no other weighted layer reads the layer's units. Such units have no outgoing weights:
// where those are asked for, their incoming ones are taken.
bool isOutputLayer(const Network& network, int weightedLayer);

// The units of every weighted layer, clustered layer by layer; items are unit indices. `probes` are
// for features that need them (probesNeeded). Absent once the context wants a stop. Throws
// Error{Usage} for a cut by similarity and for what buildDendrogram and checkCut reject.
std::optional<std::vector<Clustering>> clusterNeurons(const Network& network,
                                                      const NeuronClusteringOptions& options,
                                                      const ProbeInputs& probes,
                                                      const RunContext& context,
                                                      const ClusteringObserver& observer = {});

}  // namespace maacc
