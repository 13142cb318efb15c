#include "core/reduction/plan_counts.h"

#include "core/clustering/neuron_clustering.h"
#include "core/mutation/mutant.h"
#include "core/reduction/representatives.h"

namespace maacc {
namespace {

// Cuts that give a number of clusters whatever the tree looks like.
std::optional<int64_t> clustersOf(const ClusterCut& cut, int items) {
  if (cut.kind == CutKind::Height || cut.kind == CutKind::SimilarityThreshold) {
    return std::nullopt;
  }
  return clusterCount(cut, items);
}

std::optional<int64_t> testedOfClusters(const CountedLayer& layer,
                                        const Operator& op,
                                        const ReductionSettings& settings) {
  const bool neurons = settings.strategy == Strategy::NeuronClusters;
  const bool together = neurons && settings.neuronMode == NeuronClusterMode::Together;
  if (together && layer.outputLayer && !settings.togetherOutputLayer) {
    return 0;
  }
  if (!together && settings.perCluster != 1) {
    return std::nullopt;  // clusters may be smaller than that
  }
  const ClusterCut cut =
      cutOfTree(neurons ? settings.neuronCut : settings.mutantCut, settings.treeCuts,
                layer.weightedLayer, neurons ? std::string() : operatorText(op));
  return clustersOf(cut, layer.units);
}

void countSample(const ReductionSettings& settings, PlanCounts& counts) {
  if (settings.stratification == Stratification::None) {
    counts.tested = allocateSample({counts.mutants}, settings.sampleFraction).front();
    return;
  }
  std::vector<int64_t> sizes;
  for (const PlannedCell& cell : counts.cells) {
    sizes.push_back(cell.mutants);
  }
  const std::vector<int64_t> drawn = allocateSample(sizes, settings.sampleFraction);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    counts.cells[i].tested = drawn[i];
  }
}

void addUpTested(PlanCounts& counts) {
  int64_t sum = 0;
  for (const PlannedCell& cell : counts.cells) {
    if (!cell.tested) {
      return;
    }
    sum += *cell.tested;
  }
  counts.tested = sum;
}

}  // namespace

std::vector<CountedLayer> countedLayers(const Network& network) {
  std::vector<CountedLayer> layers;
  for (std::size_t i = 0; i < network.weightedLayers().size(); ++i) {
    const Layer& layer = network.layer(network.weightedLayers()[i]);
    const auto position = static_cast<int>(i);
    CountedLayer counted{
        position, mutableUnitCount(layer.parameters), isOutputLayer(network, position), {}};
    for (const OperatorSpec& spec : operatorTable()) {
      if (!whyNoMutants(layer, spec.kind).empty()) {
        counted.without.insert(spec.kind);
      }
    }
    layers.push_back(std::move(counted));
  }
  return layers;
}

PlanCounts countPlan(std::span<const CountedLayer> layers,
                     std::span<const Operator> operators,
                     const ReductionSettings& settings) {
  PlanCounts counts;
  const bool clusters = settings.strategy == Strategy::NeuronClusters ||
                        settings.strategy == Strategy::MutantClusters;
  for (const CountedLayer& layer : layers) {
    for (const Operator& op : operators) {
      if (layer.without.contains(op.kind)) {
        continue;
      }
      counts.cells.push_back(
          {layer.weightedLayer, op, layer.units,
           clusters ? testedOfClusters(layer, op, settings) : std::optional<int64_t>(layer.units)});
      counts.mutants += layer.units;
    }
  }
  if (settings.strategy == Strategy::Sample && !counts.cells.empty()) {
    for (PlannedCell& cell : counts.cells) {
      cell.tested.reset();
    }
    countSample(settings, counts);
  }
  if (!counts.tested) {
    addUpTested(counts);
  }
  return counts;
}

}  // namespace maacc
