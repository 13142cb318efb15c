#include "core/reduction/reduction_plan.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/base/error.h"
#include "core/mutation/mutant_strata.h"
#include "core/reduction/representatives.h"

namespace maacc {
namespace {

using Medoids = std::vector<std::vector<int32_t>>;  // by cluster: leaves, the medoid first

// Keeps the medoids of every cluster of every clustering, in the order of the clusterings.
class MedoidFinder {
 public:
  MedoidFinder(const ReductionSettings& settings, Metric metric)
      : settings_(settings), metric_(metric) {}

  ClusteringObserver observer() {
    if (settings_.representative != RepresentativeChoice::Medoid) {
      return {};
    }
    return [this](const Clustering& clustering, const FeatureMatrix& rows) {
      Medoids& medoids = found_.emplace_back();
      for (const std::vector<int32_t>& members : clustering.partition.members()) {
        const FeatureMatrix own = rows(members, Eigen::all);
        std::vector<int32_t>& chosen = medoids.emplace_back();
        for (int32_t index : medoidOrder(own, metric_, settings_.perCluster)) {
          chosen.push_back(members[static_cast<std::size_t>(index)]);
        }
      }
    };
  }

  const std::vector<Medoids>& found() const { return found_; }

 private:
  const ReductionSettings& settings_;
  Metric metric_;
  std::vector<Medoids> found_;
};

void addGroup(const ReductionSettings& settings,
              std::string name,
              std::vector<int64_t> members,
              std::vector<int64_t> medoids,
              Reduction& reduction) {
  MutantGroup group;
  group.name = std::move(name);
  group.drawOrder =
      medoids.empty() ? randomOrder(members, settings.seed, group.name) : std::move(medoids);
  group.members = std::move(members);
  reduction.toTest.push_back(
      std::min<int64_t>(settings.perCluster, static_cast<int64_t>(group.drawOrder.size())));
  reduction.groups.push_back(std::move(group));
}

std::string clusterName(int weightedLayer, const std::string& op, std::size_t cluster) {
  return stratumName(weightedLayer, op) + " cluster " + std::to_string(cluster);
}

NeuronClusteringOptions neuronOptions(const Network& network,
                                      const MutationPlan& population,
                                      const ReductionSettings& settings) {
  NeuronClusteringOptions options = neuronClusteringOf(settings);
  options.outputLayer =
      settings.neuronMode == NeuronClusterMode::Representative || settings.togetherOutputLayer;
  for (const MutantStratum& layer : mutantStrata(population, StratumKind::Layer)) {
    options.weightedLayers.push_back(layer.weightedLayer);
  }
  const bool onlyOutput = std::all_of(options.weightedLayers.begin(), options.weightedLayers.end(),
                                      [&](int layer) { return isOutputLayer(network, layer); });
  if (onlyOutput && !options.outputLayer) {
    throw Error(ErrorCode::Usage,
                "neuron clusters mutated together leave the output layer out, and there is no "
                "other layer; choose more layers, or include the output layer");
  }
  return options;
}

// The operators of every layer of the population, in order of first use.
std::map<int, std::vector<Operator>> operatorsByLayer(const MutationPlan& population) {
  std::map<int, std::vector<Operator>> operators;
  for (const MutantStratum& stratum : mutantStrata(population, StratumKind::LayerOperator)) {
    const auto first = static_cast<std::size_t>(stratum.positions.front());
    operators[stratum.weightedLayer].push_back(population.mutants[first].op);
  }
  return operators;
}

void planTogether(const Network& network, const MutationPlan& population, Reduction& reduction) {
  auto operators = operatorsByLayer(population);
  reduction.plan.mutants.clear();
  for (const Clustering& clustering : reduction.clusterings) {
    for (const std::vector<int32_t>& cluster : clustering.partition.members()) {
      const std::vector<int> units(cluster.begin(), cluster.end());
      for (const Operator& op : operators[clustering.weightedLayer]) {
        reduction.plan.mutants.push_back({makeMutantId(clustering.weightedLayer, units, op),
                                          clustering.weightedLayer, units, op});
      }
    }
  }
  reduction.plan.hash = planHash(network, reduction.plan);
}

// Plan positions of the mutants of single units.
class UnitIndex {
 public:
  explicit UnitIndex(const MutationPlan& population) {
    for (std::size_t i = 0; i < population.mutants.size(); ++i) {
      const Mutant& mutant = population.mutants[i];
      positions_[{mutant.weightedLayer, operatorText(mutant.op), mutant.units.front()}] =
          static_cast<int64_t>(i);
    }
  }

  std::vector<int64_t> positionsOf(int layer,
                                   const std::string& op,
                                   const std::vector<int32_t>& units) const {
    std::vector<int64_t> found;
    for (int32_t unit : units) {
      const auto position = positions_.find({layer, op, unit});
      if (position != positions_.end()) {
        found.push_back(position->second);
      }
    }
    return found;
  }

 private:
  std::map<std::tuple<int, std::string, int>, int64_t> positions_;
};

void groupByNeurons(const MutationPlan& population,
                    const ReductionSettings& settings,
                    const std::vector<Medoids>& medoids,
                    Reduction& reduction) {
  const UnitIndex index(population);
  auto operators = operatorsByLayer(population);
  for (std::size_t i = 0; i < reduction.clusterings.size(); ++i) {
    const int layer = reduction.clusterings[i].weightedLayer;
    const auto clusters = reduction.clusterings[i].partition.members();
    for (std::size_t cluster = 0; cluster < clusters.size(); ++cluster) {
      for (const Operator& op : operators[layer]) {
        const std::string text = operatorText(op);
        std::vector<int64_t> chosen;
        if (!medoids.empty()) {
          chosen = index.positionsOf(layer, text, medoids[i][cluster]);
        }
        addGroup(settings, clusterName(layer, text, cluster),
                 index.positionsOf(layer, text, clusters[cluster]), std::move(chosen), reduction);
      }
    }
  }
}

bool planNeuronClusters(const Network& network,
                        const MutationPlan& population,
                        const ReductionSettings& settings,
                        const ProbeInputs& probes,
                        const RunContext& context,
                        Reduction& reduction) {
  MAACC_CHECK(std::all_of(population.mutants.begin(), population.mutants.end(),
                          [](const Mutant& mutant) { return mutant.units.size() == 1; }));
  MedoidFinder medoids(settings, settings.neuronMetric);
  auto clusterings = clusterNeurons(network, neuronOptions(network, population, settings), probes,
                                    context, medoids.observer());
  if (!clusterings) {
    return false;
  }
  reduction.clusterings = std::move(*clusterings);
  if (settings.neuronMode == NeuronClusterMode::Together) {
    planTogether(network, population, reduction);
  } else {
    groupByNeurons(population, settings, medoids.found(), reduction);
  }
  return true;
}

std::vector<int64_t> itemsOf(const Clustering& clustering, const std::vector<int32_t>& leaves) {
  std::vector<int64_t> items;
  items.reserve(leaves.size());
  for (int32_t leaf : leaves) {
    items.push_back(clustering.items[static_cast<std::size_t>(leaf)]);
  }
  return items;
}

void groupByMutants(const ReductionSettings& settings,
                    const std::vector<Medoids>& medoids,
                    Reduction& reduction) {
  for (std::size_t i = 0; i < reduction.clusterings.size(); ++i) {
    const Clustering& clustering = reduction.clusterings[i];
    const auto clusters = clustering.partition.members();
    for (std::size_t cluster = 0; cluster < clusters.size(); ++cluster) {
      std::vector<int64_t> chosen;
      if (!medoids.empty()) {
        chosen = itemsOf(clustering, medoids[i][cluster]);
      }
      addGroup(settings, clusterName(clustering.weightedLayer, clustering.operatorText, cluster),
               itemsOf(clustering, clusters[cluster]), std::move(chosen), reduction);
    }
  }
}

bool planMutantClusters(const Network& network,
                        const MutationPlan& population,
                        const ReductionSettings& settings,
                        const ProbeInputs& probes,
                        const RunContext& context,
                        Reduction& reduction) {
  MedoidFinder medoids(settings, settings.mutantMetric);
  auto clusterings = clusterMutants(network, population, mutantClusteringOf(settings), probes,
                                    context, medoids.observer());
  if (!clusterings) {
    return false;
  }
  reduction.clusterings = std::move(*clusterings);
  groupByMutants(settings, medoids.found(), reduction);
  return true;
}

// A cut that no tree has is a mistake in the number of its layer.
void checkTreeCuts(const MutationPlan& population, const ReductionSettings& settings) {
  if (settings.strategy != Strategy::NeuronClusters &&
      settings.strategy != Strategy::MutantClusters) {
    return;
  }
  const std::vector<MutantStratum> strata = mutantStrata(population, StratumKind::LayerOperator);
  for (const TreeCut& cut : settings.treeCuts) {
    const bool found = std::any_of(strata.begin(), strata.end(), [&](const MutantStratum& stratum) {
      return stratum.weightedLayer == cut.weightedLayer &&
             (cut.operatorText.empty() || stratum.operatorText == cut.operatorText);
    });
    if (!found) {
      throw Error(
          ErrorCode::Usage,
          "the cut " + treeCutText(cut) +
              " is of a layer or operator that this run has no mutants of; leave it out, or "
              "name one that is there (layers with units are counted from 0)");
    }
  }
}

void planSample(const MutationPlan& population,
                const ReductionSettings& settings,
                Reduction& reduction) {
  const bool stratified = settings.stratification == Stratification::LayerOperator;
  std::vector<int64_t> sizes;
  for (MutantStratum& stratum :
       mutantStrata(population, stratified ? StratumKind::LayerOperator : StratumKind::All)) {
    sizes.push_back(static_cast<int64_t>(stratum.positions.size()));
    addGroup(settings, stratumName(stratum.weightedLayer, stratum.operatorText),
             std::move(stratum.positions), {}, reduction);
  }
  reduction.toTest = allocateSample(sizes, settings.sampleFraction);
}

}  // namespace

std::optional<Reduction> planReduction(const Network& network,
                                       const MutationPlan& population,
                                       const ReductionSettings& settings,
                                       const ProbeInputs& probes,
                                       const RunContext& context) {
  checkReduction(settings);
  checkTreeCuts(population, settings);
  Reduction reduction;
  reduction.plan = population;
  bool done = true;
  switch (settings.strategy) {
    case Strategy::Exhaustive:
    case Strategy::TwoPhase:
      break;
    case Strategy::NeuronClusters:
      done = planNeuronClusters(network, population, settings, probes, context, reduction);
      break;
    case Strategy::MutantClusters:
      done = planMutantClusters(network, population, settings, probes, context, reduction);
      break;
    case Strategy::Sample:
      planSample(population, settings, reduction);
      break;
  }
  if (!done) {
    return std::nullopt;
  }
  reduction.randomDraw =
      settings.strategy == Strategy::Sample ||
      (!reduction.groups.empty() && settings.representative == RepresentativeChoice::Random);
  return reduction;
}

Reduction redrawn(Reduction reduction, uint64_t seed) {
  MAACC_CHECK(reduction.randomDraw);
  for (MutantGroup& group : reduction.groups) {
    group.drawOrder = randomOrder(group.members, seed, group.name);
  }
  return reduction;
}

std::vector<int64_t> testedAtFirst(const Reduction& reduction) {
  std::vector<int64_t> tested;
  if (reduction.groups.empty()) {
    for (std::size_t i = 0; i < reduction.plan.mutants.size(); ++i) {
      tested.push_back(static_cast<int64_t>(i));
    }
    return tested;
  }
  for (std::size_t i = 0; i < reduction.groups.size(); ++i) {
    const std::vector<int64_t>& order = reduction.groups[i].drawOrder;
    tested.insert(tested.end(), order.begin(), order.begin() + reduction.toTest[i]);
  }
  std::sort(tested.begin(), tested.end());
  return tested;
}

}  // namespace maacc
