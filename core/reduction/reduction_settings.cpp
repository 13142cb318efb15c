#include "core/reduction/reduction_settings.h"

#include "core/base/error.h"
#include "core/base/named_values.h"
#include "core/base/number_text.h"

namespace maacc {
namespace {

constexpr NamedValues<Strategy, 5> kStrategies = {{{Strategy::Exhaustive, "exhaustive"},
                                                   {Strategy::NeuronClusters, "neuron-clusters"},
                                                   {Strategy::MutantClusters, "mutant-clusters"},
                                                   {Strategy::TwoPhase, "two-phase"},
                                                   {Strategy::Sample, "sample"}}};
constexpr NamedValues<NeuronClusterMode, 2> kModes = {
    {{NeuronClusterMode::Together, "together"},
     {NeuronClusterMode::Representative, "representative"}}};
constexpr NamedValues<RepresentativeChoice, 2> kChoices = {
    {{RepresentativeChoice::Random, "random"}, {RepresentativeChoice::Medoid, "medoid"}}};
constexpr NamedValues<Stratification, 2> kStratifications = {
    {{Stratification::LayerOperator, "layer-operator"}, {Stratification::None, "none"}}};
constexpr NamedValues<ProbeOrder, 3> kProbeOrders = {{{ProbeOrder::Automatic, "auto"},
                                                      {ProbeOrder::FirstOrder, "first-order"},
                                                      {ProbeOrder::Margin, "margin"}}};
constexpr NamedValues<FeatureScaling, 3> kScalings = {{{FeatureScaling::None, "none"},
                                                       {FeatureScaling::MinMax, "minmax"},
                                                       {FeatureScaling::Standard, "standard"}}};

void require(bool holds, const std::string& name, double value, const std::string& range) {
  if (!holds) {
    throw Error(ErrorCode::Usage, name + " is " + numberText(value) + ", but must be " + range);
  }
}

void checkShare(const std::string& name, double value) {
  require(value > 0 && value <= 1, name, value, "above 0 and at most 1");
}

void checkLinkage(LinkageMethod linkage, Metric metric) {
  if (linkage == LinkageMethod::Ward && metric != Metric::Euclidean) {
    throw Error(ErrorCode::Usage, "ward linkage needs the metric euclidean, not " +
                                      metricName(metric) + "; choose it or another linkage");
  }
}

void checkTreeCuts(const ReductionSettings& settings, bool ofMutants) {
  for (const TreeCut& cut : settings.treeCuts) {
    require(cut.weightedLayer >= 0, "the layer of a cut", cut.weightedLayer, "0 or more");
    require(cut.clusters >= 1, "the number of clusters of a layer", cut.clusters, "1 or more");
    if (!ofMutants && !cut.operatorText.empty()) {
      throw Error(ErrorCode::Usage, "the cut " + treeCutText(cut) +
                                        " names an operator, but clusters of neurons are the same "
                                        "for all; write LAYER=CLUSTERS");
    }
  }
}

void checkNeuronClusters(const ReductionSettings& settings) {
  checkCut(settings.neuronCut);
  checkTreeCuts(settings, false);
  if (settings.neuronCut.kind == CutKind::SimilarityThreshold) {
    throw Error(ErrorCode::Usage,
                "clusters of neurons have no similarity threshold; give units per cluster, "
                "clusters, a height or a fraction");
  }
  checkLinkage(settings.neuronLinkage, settings.neuronMetric);
}

void checkMutantClusters(const ReductionSettings& settings) {
  checkCut(settings.mutantCut);
  checkTreeCuts(settings, true);
  if (settings.mutantMethod == MutantClusteringMethod::LayerOperator) {
    return checkLinkage(settings.mutantLinkage, settings.mutantMetric);
  }
  if (settings.representative != RepresentativeChoice::Random) {
    throw Error(ErrorCode::Usage, "mutant clustering \"" +
                                      mutantClusteringName(settings.mutantMethod) +
                                      "\" draws its representatives at random; use random, or "
                                      "layer-operator for medoids");
  }
  if (settings.mutantCut.kind != CutKind::SimilarityThreshold) {
    throw Error(ErrorCode::Usage, "mutant clustering \"" +
                                      mutantClusteringName(settings.mutantMethod) +
                                      "\" stops at a similarity threshold; give one");
  }
  if (!settings.treeCuts.empty()) {
    throw Error(ErrorCode::Usage, "mutant clustering \"" +
                                      mutantClusteringName(settings.mutantMethod) +
                                      "\" has no cuts of single layers; use layer-operator");
  }
  if (settings.mutantFeatures != MutantFeatureKind::Weights) {
    throw Error(ErrorCode::Usage, "mutant clustering \"" +
                                      mutantClusteringName(settings.mutantMethod) +
                                      "\" works on weights; use layer-operator for other features");
  }
}

bool takesRepresentatives(const ReductionSettings& settings) {
  return settings.strategy == Strategy::MutantClusters ||
         (settings.strategy == Strategy::NeuronClusters &&
          settings.neuronMode == NeuronClusterMode::Representative);
}

}  // namespace

std::string strategyName(Strategy strategy) { return nameOf(kStrategies, strategy); }
Strategy parseStrategy(const std::string& name) { return valueOf(kStrategies, "strategy", name); }

std::string neuronClusterModeName(NeuronClusterMode mode) { return nameOf(kModes, mode); }
NeuronClusterMode parseNeuronClusterMode(const std::string& name) {
  return valueOf(kModes, "mode of neuron clusters", name);
}

std::string representativeName(RepresentativeChoice choice) { return nameOf(kChoices, choice); }
RepresentativeChoice parseRepresentative(const std::string& name) {
  return valueOf(kChoices, "choice of representatives", name);
}

std::string stratificationName(Stratification stratification) {
  return nameOf(kStratifications, stratification);
}
Stratification parseStratification(const std::string& name) {
  return valueOf(kStratifications, "stratification", name);
}

std::string probeOrderName(ProbeOrder order) { return nameOf(kProbeOrders, order); }
ProbeOrder parseProbeOrder(const std::string& name) {
  return valueOf(kProbeOrders, "order of probing", name);
}

std::string scalingName(FeatureScaling scaling) { return nameOf(kScalings, scaling); }
FeatureScaling parseScaling(const std::string& name) { return valueOf(kScalings, "scaling", name); }

void checkReduction(const ReductionSettings& settings) {
  require(settings.tolerance >= 0 && settings.tolerance < 1, "the tolerance", settings.tolerance,
          "from 0 to below 1");
  require(settings.confidence > 0 && settings.confidence < 1, "the confidence", settings.confidence,
          "between 0 and 1");
  require(settings.probeInputs >= 1, "the number of probe inputs", settings.probeInputs,
          "1 or more");
  if (takesRepresentatives(settings)) {
    require(settings.perCluster >= 1, "the number of representatives per cluster",
            settings.perCluster, "1 or more");
  }
  switch (settings.strategy) {
    case Strategy::Exhaustive:
      return;
    case Strategy::NeuronClusters:
      return checkNeuronClusters(settings);
    case Strategy::MutantClusters:
      return checkMutantClusters(settings);
    case Strategy::TwoPhase:
      return checkShare("the budget", settings.budget);
    case Strategy::Sample:
      return checkShare("the fraction of the sample", settings.sampleFraction);
  }
}

NeuronClusteringOptions neuronClusteringOf(const ReductionSettings& settings) {
  NeuronClusteringOptions options;
  options.linkage = settings.neuronLinkage;
  options.metric = settings.neuronMetric;
  options.scaling = settings.neuronScaling;
  options.features = settings.neuronFeatures;
  options.cut = settings.neuronCut;
  options.treeCuts = settings.treeCuts;
  return options;
}

MutantClusteringOptions mutantClusteringOf(const ReductionSettings& settings) {
  MutantClusteringOptions options;
  options.method = settings.mutantMethod;
  options.features = settings.mutantFeatures;
  options.linkage = settings.mutantLinkage;
  options.metric = settings.mutantMetric;
  options.scaling = settings.mutantScaling;
  options.cut = settings.mutantCut;
  options.treeCuts = settings.treeCuts;
  options.seed = settings.seed;
  return options;
}

int probesNeeded(const ReductionSettings& settings) {
  const bool activations = settings.strategy == Strategy::NeuronClusters &&
                           settings.neuronFeatures == UnitFeatureKind::ActivationStatistics;
  const bool logits = settings.strategy == Strategy::MutantClusters &&
                      settings.mutantFeatures != MutantFeatureKind::Weights;
  return activations || logits ? settings.probeInputs : 0;
}

}  // namespace maacc
