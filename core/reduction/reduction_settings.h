#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clustering/cluster_cut.h"
#include "core/clustering/mutant_clustering.h"
#include "core/clustering/neuron_clustering.h"

namespace maacc {

// Which mutants are tested, and for which others they speak.
enum class Strategy { Exhaustive, NeuronClusters, MutantClusters, TwoPhase, Sample };
std::string strategyName(Strategy strategy);  // "exhaustive", "neuron-clusters", ...
Strategy parseStrategy(const std::string& name);

enum class NeuronClusterMode {
  Together,        // published: all units of a cluster are one mutant; no output layer
  Representative,  // mutants of few units speak for those of their cluster; every layer
};
std::string neuronClusterModeName(NeuronClusterMode mode);  // "together", "representative"
NeuronClusterMode parseNeuronClusterMode(const std::string& name);

enum class RepresentativeChoice {
  Random,  // drawn from the seed
  Medoid,  // closest to all others; more than one: each next one lowers the distances most
};
std::string representativeName(RepresentativeChoice choice);  // "random", "medoid"
RepresentativeChoice parseRepresentative(const std::string& name);

enum class Stratification { LayerOperator, None };
std::string stratificationName(Stratification stratification);  // "layer-operator", "none"
Stratification parseStratification(const std::string& name);

// Which pairs a two-phase run takes for the likeliest to flip.
enum class ProbeOrder {
  Automatic,   // FirstOrder, but Margin where there are very many classes
  FirstOrder,  // by the change of the logits that their derivatives predict
  Margin,      // by the original margin alone
};
std::string probeOrderName(ProbeOrder order);  // "auto", "first-order", "margin"
ProbeOrder parseProbeOrder(const std::string& name);

std::string scalingName(FeatureScaling scaling);  // "none", "minmax", "standard"
FeatureScaling parseScaling(const std::string& name);

// A strategy with everything it may be told. Fields of other strategies do not matter. The cut,
// scaling and linkage are of their own for neurons and mutants, since they differ by default.
struct ReductionSettings {
  Strategy strategy = Strategy::Exhaustive;
  uint64_t seed = 0;  // of draws and colours; mutants have the plan's

  // NeuronClusters
  NeuronClusterMode neuronMode = NeuronClusterMode::Together;
  LinkageMethod neuronLinkage = LinkageMethod::Ward;
  Metric neuronMetric = Metric::Euclidean;
  FeatureScaling neuronScaling = FeatureScaling::MinMax;
  UnitFeatureKind neuronFeatures = UnitFeatureKind::IncomingWeights;
  ClusterCut neuronCut{CutKind::UnitsPerCluster, 2};
  bool togetherOutputLayer = false;  // Together: whether the output layer's mutants are tested

  // MutantClusters
  MutantClusteringMethod mutantMethod = MutantClusteringMethod::LayerOperator;
  LinkageMethod mutantLinkage = LinkageMethod::Ward;
  Metric mutantMetric = Metric::Euclidean;
  FeatureScaling mutantScaling = FeatureScaling::None;
  MutantFeatureKind mutantFeatures = MutantFeatureKind::Weights;
  ClusterCut mutantCut{CutKind::Fraction, 0.1};

  // NeuronClusters, MutantClusters: trees that are cut into a number of clusters of their own
  std::vector<TreeCut> treeCuts;

  // NeuronClusters by representatives, MutantClusters
  RepresentativeChoice representative = RepresentativeChoice::Random;
  int perCluster = 1;  // tested mutants per cluster (and operator), at most its size

  // Sample
  double sampleFraction = 0.1;  // of the mutants, in (0, 1]
  Stratification stratification = Stratification::LayerOperator;

  // TwoPhase
  double budget = 0.01;  // share of the evaluations (mutants times inputs), in (0, 1]
  ProbeOrder probeOrder = ProbeOrder::Automatic;

  // Where the score is an estimate: tests or decides more until the half width of its interval is
  // at most the tolerance, in points of the score (0.02: two percentage points).
  double tolerance = 0;      // 0: no stopping rule
  double confidence = 0.95;  // of the interval, in (0, 1)

  int probeInputs = 32;  // inputs that features are taken on where they need any

  bool operator==(const ReductionSettings&) const = default;
};

// Throws Error{Usage}, one sentence, for values that no reduction can have.
void checkReduction(const ReductionSettings& settings);

// How the settings cluster units or mutants. Left at their defaults: which layers, whether the
// output layer, and threads.
NeuronClusteringOptions neuronClusteringOf(const ReductionSettings& settings);
MutantClusteringOptions mutantClusteringOf(const ReductionSettings& settings);

// How many probe inputs planReduction needs with these settings; 0 for most.
int probesNeeded(const ReductionSettings& settings);

// JSON in one line with the fields that matter to the strategy; for a run file. Reading gives the
// defaults for fields that are absent and throws Error{BadInput} naming a field that is not known.
std::string reductionText(const ReductionSettings& settings);
ReductionSettings parseReduction(const std::string& text);

}  // namespace maacc
