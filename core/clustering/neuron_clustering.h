#pragma once

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
  bool outputLayer = false;  // whether layers that no other weighted layer reads are clustered
};

// The units of every weighted layer, clustered layer by layer; items are unit indices. `probes` are
// for features that need them (probesNeeded). Absent once the context wants a stop. Throws
// Error{Usage} for a cut by similarity and for what buildDendrogram and checkCut reject.
std::optional<std::vector<Clustering>> clusterNeurons(const Network& network,
                                                      const NeuronClusteringOptions& options,
                                                      const ProbeInputs& probes,
                                                      const RunContext& context);

}  // namespace maacc
