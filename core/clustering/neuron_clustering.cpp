#include "core/clustering/neuron_clustering.h"

#include <algorithm>
#include <numeric>

#include "core/base/error.h"
#include "core/clustering/clustering_method_text.h"

namespace maacc {
namespace {

LayerId weightedLayerId(const Network& network, int weightedLayer) {
  return network.weightedLayers().at(static_cast<std::size_t>(weightedLayer));
}

std::vector<int> chosenLayers(const Network& network, const NeuronClusteringOptions& options) {
  std::vector<int> layers = options.weightedLayers;
  if (layers.empty()) {
    layers.resize(network.weightedLayers().size());
    std::iota(layers.begin(), layers.end(), 0);
  }
  if (!options.outputLayer) {
    std::erase_if(layers, [&](int layer) { return isOutputLayer(network, layer); });
  }
  return layers;
}

UnitFeatureKind featuresOf(const Network& network, int layer, UnitFeatureKind wanted) {
  const bool none = wanted == UnitFeatureKind::OutgoingWeights && isOutputLayer(network, layer);
  return none ? UnitFeatureKind::IncomingWeights : wanted;
}

using Statistics = std::vector<std::vector<UnitActivationStatistics>>;  // by weighted layer, unit

FeatureMatrix featureRows(const Network& network,
                          int layer,
                          UnitFeatureKind kind,
                          FeatureScaling scaling,
                          const Statistics& statistics) {
  switch (kind) {
    case UnitFeatureKind::ActivationStatistics:
      return activationFeatures(statistics.at(static_cast<std::size_t>(layer)), scaling);
    case UnitFeatureKind::OutgoingWeights:
      return outgoingWeightFeatures(network, layer, scaling);
    case UnitFeatureKind::IncomingWeights:
      break;
  }
  return incomingWeightFeatures(network.layer(weightedLayerId(network, layer)), scaling);
}

std::string featureText(UnitFeatureKind kind) {
  switch (kind) {
    case UnitFeatureKind::IncomingWeights:
      return "incoming weights";
    case UnitFeatureKind::OutgoingWeights:
      return "outgoing weights";
    case UnitFeatureKind::ActivationStatistics:
      return "activation statistics";
  }
  return {};
}

}  // namespace

bool isOutputLayer(const Network& network, int weightedLayer) {
  std::vector<bool> reached(network.layers().size(), false);
  const LayerId start = weightedLayerId(network, weightedLayer);
  reached[static_cast<std::size_t>(start.value)] = true;
  for (auto i = static_cast<std::size_t>(start.value) + 1; i < reached.size(); ++i) {
    const Layer& layer = network.layers()[i];
    reached[i] = std::any_of(layer.inputs.begin(), layer.inputs.end(), [&](LayerId input) {
      return reached[static_cast<std::size_t>(input.value)];
    });
    if (reached[i] && mutableUnitCount(layer.parameters) > 0 && layer.id <= network.logitsLayer()) {
      return false;
    }
  }
  return true;
}

std::optional<std::vector<Clustering>> clusterNeurons(const Network& network,
                                                      const NeuronClusteringOptions& options,
                                                      const ProbeInputs& probes,
                                                      const RunContext& context,
                                                      const ClusteringObserver& observer) {
  checkCut(options.cut);
  if (options.cut.kind == CutKind::SimilarityThreshold) {
    throw Error(ErrorCode::Usage,
                "neurons cannot be clustered by a similarity threshold; give units per cluster, "
                "clusters, a height or a fraction");
  }
  Statistics statistics;
  if (options.features == UnitFeatureKind::ActivationStatistics) {
    statistics = activationStatistics(network, probes);
  }
  std::vector<Clustering> clusterings;
  for (int layer : chosenLayers(network, options)) {
    const UnitFeatureKind kind = featuresOf(network, layer, options.features);
    const FeatureMatrix rows = featureRows(network, layer, kind, options.scaling, statistics);
    LinkageOptions linkage;
    linkage.method = options.linkage;
    linkage.metric = options.metric;
    linkage.threads = options.threads;
    std::optional<Dendrogram> dendrogram = buildDendrogram(rows, linkage, context);
    if (!dendrogram) {
      return std::nullopt;
    }
    Clustering clustering;
    clustering.weightedLayer = layer;
    clustering.method =
        clusteringMethodText(options.linkage, options.metric, options.scaling, featureText(kind));
    clustering.items.resize(static_cast<std::size_t>(rows.rows()));
    std::iota(clustering.items.begin(), clustering.items.end(), 0);
    clustering.partition =
        cutDendrogram(*dendrogram, cutOfTree(options.cut, options.treeCuts, layer, {}));
    clustering.dendrogram = std::move(*dendrogram);
    if (observer) {
      observer(clustering, rows);
    }
    clusterings.push_back(std::move(clustering));
  }
  return clusterings;
}

}  // namespace maacc
