#include "app/maacc/strategy_options.h"

#include <vector>

#include "core/base/error.h"

namespace maacc {
namespace {

// Which runs an option has a meaning in.
struct Use {
  const char* option;
  bool given;
  bool belongs;
  const char* belongsTo;
};

bool drawsGroups(const ReductionSettings& settings) {
  return settings.strategy == Strategy::Sample || settings.strategy == Strategy::MutantClusters ||
         (settings.strategy == Strategy::NeuronClusters &&
          settings.neuronMode == NeuronClusterMode::Representative);
}

std::vector<Use> usesOf(const StrategyOptions& o, const ReductionSettings& s) {
  const bool neurons = s.strategy == Strategy::NeuronClusters;
  const bool mutants = s.strategy == Strategy::MutantClusters;
  const bool sample = s.strategy == Strategy::Sample;
  const bool clusters = neurons || mutants;
  const bool representatives = clusters && drawsGroups(s);
  const bool estimates = drawsGroups(s) || s.strategy == Strategy::TwoPhase;
  const bool exact = mutants && s.mutantMethod == MutantClusteringMethod::LayerOperator;
  constexpr const char* kClusters = "neuron-clusters and mutant-clusters";
  constexpr const char* kTrees = "neuron-clusters and mutant-clusters with layer-operator";
  constexpr const char* kRepresentatives =
      "mutant-clusters and neuron-clusters with --neuron-mode representative";
  constexpr const char* kEstimates =
      "sample, two-phase, mutant-clusters and neuron-clusters with --neuron-mode representative";
  return {
      {"--units-per-cluster", o.unitsPerCluster.has_value(), clusters, kClusters},
      {"--clusters", o.clusters.has_value(), clusters, kClusters},
      {"--height", o.height.has_value(), clusters, kClusters},
      {"--fraction", o.fraction.has_value(), clusters || sample,
       "sample, neuron-clusters and mutant-clusters"},
      {"--similarity-threshold", o.similarityThreshold.has_value(), mutants, "mutant-clusters"},
      {"--cut", !o.cuts.empty(), neurons || exact, kTrees},
      {"--neuron-mode", o.neuronMode.has_value(), neurons, "neuron-clusters"},
      {"--mutant-method", o.mutantMethod.has_value(), mutants, "mutant-clusters"},
      {"--linkage", o.linkage.has_value(), neurons || exact, kTrees},
      {"--metric", o.metric.has_value(), neurons || exact, kTrees},
      {"--scale", o.scale.has_value(), neurons || exact, kTrees},
      {"--features", o.features.has_value(), clusters, kClusters},
      {"--representative", o.representative.has_value(), representatives, kRepresentatives},
      {"--per-cluster", o.perCluster.has_value(), representatives, kRepresentatives},
      {"--stratify", o.stratify.has_value(), sample, "sample"},
      {"--until", o.until.has_value(), estimates, kEstimates},
      {"--confidence", o.confidence.has_value(), estimates, kEstimates},
      {"--budget", o.budget.has_value(), s.strategy == Strategy::TwoPhase, "two-phase"},
      {"--probe-order", o.probeOrder.has_value(), s.strategy == Strategy::TwoPhase, "two-phase"},
  };
}

void checkUses(const StrategyOptions& options, const ReductionSettings& settings) {
  for (const Use& use : usesOf(options, settings)) {
    if (use.given && !use.belongs) {
      throw Error(ErrorCode::Usage, std::string(use.option) + " belongs to " + use.belongsTo +
                                        ", not to this run of the strategy " + options.strategy +
                                        "; leave it out or choose another --strategy");
    }
  }
  if (settings.tolerance > 0 && settings.representative == RepresentativeChoice::Medoid) {
    throw Error(ErrorCode::Usage,
                "--until needs representatives that are drawn at random, since medoids give no "
                "interval; leave out --representative medoid");
  }
}

std::optional<ClusterCut> cutOf(const StrategyOptions& options) {
  const std::vector<std::pair<CutKind, std::optional<double>>> cuts = {
      {CutKind::UnitsPerCluster, options.unitsPerCluster},
      {CutKind::Clusters, options.clusters},
      {CutKind::Height, options.height},
      {CutKind::Fraction, options.fraction},
      {CutKind::SimilarityThreshold, options.similarityThreshold}};
  std::optional<ClusterCut> cut;
  for (const auto& [kind, value] : cuts) {
    if (value && cut) {
      throw Error(ErrorCode::Usage, "--" + cutName(cut->kind) + " and --" + cutName(kind) +
                                        " both say where the clusters are cut; give one");
    }
    if (value) {
      cut = ClusterCut{kind, *value};
    }
  }
  return cut;
}

template <class Value, class Parse>
void take(const std::optional<std::string>& text, Parse&& parse, Value& value) {
  if (text) {
    value = parse(*text);
  }
}

void takeNeuronClusters(const StrategyOptions& options, ReductionSettings& settings) {
  take(options.linkage, parseLinkage, settings.neuronLinkage);
  take(options.metric, parseMetric, settings.neuronMetric);
  take(options.scale, parseScaling, settings.neuronScaling);
  take(options.features, parseUnitFeatures, settings.neuronFeatures);
  settings.neuronCut = cutOf(options).value_or(settings.neuronCut);
}

MutantClusteringMethod mutantMethodOf(const std::string& name) {
  return name == "published" ? MutantClusteringMethod::PublishedParHac
                             : parseMutantClustering(name);
}

void takeMutantClusters(const StrategyOptions& options, ReductionSettings& settings) {
  take(options.linkage, parseLinkage, settings.mutantLinkage);
  take(options.metric, parseMetric, settings.mutantMetric);
  take(options.scale, parseScaling, settings.mutantScaling);
  take(options.features, parseMutantFeatures, settings.mutantFeatures);
  settings.mutantCut = cutOf(options).value_or(settings.mutantCut);
}

struct OptionGroup {
  CLI::App& command;
  const std::string& group;

  template <class Value>
  void operator()(const char* name, Value& value, const char* help, const char* values) const {
    command.add_option(name, value, help)->option_text(values)->group(group);
  }
};

}  // namespace

ReductionSettings reductionOf(const StrategyOptions& options) {
  ReductionSettings settings;
  settings.strategy = parseStrategy(options.strategy);
  take(options.neuronMode, parseNeuronClusterMode, settings.neuronMode);
  take(options.mutantMethod, mutantMethodOf, settings.mutantMethod);
  take(options.representative, parseRepresentative, settings.representative);
  take(options.stratify, parseStratification, settings.stratification);
  settings.perCluster = options.perCluster.value_or(settings.perCluster);
  settings.tolerance = options.until ? *options.until / 100 : settings.tolerance;
  settings.confidence = options.confidence ? *options.confidence / 100 : settings.confidence;
  settings.budget = options.budget ? *options.budget / 100 : settings.budget;
  take(options.probeOrder, parseProbeOrder, settings.probeOrder);
  checkUses(options, settings);
  for (const std::string& cut : options.cuts) {
    settings.treeCuts.push_back(parseTreeCut(cut));
  }
  if (settings.strategy == Strategy::NeuronClusters) {
    takeNeuronClusters(options, settings);
  } else if (settings.strategy == Strategy::MutantClusters) {
    takeMutantClusters(options, settings);
  } else if (settings.strategy == Strategy::Sample) {
    settings.sampleFraction = options.fraction.value_or(settings.sampleFraction);
  }
  checkReduction(settings);
  return settings;
}

void addCutOptions(CLI::App& command, StrategyOptions& options, const std::string& group) {
  const OptionGroup add{command, group};
  add("--units-per-cluster", options.unitsPerCluster,
      "So many items per cluster, on average (neurons: 2)", "N");
  add("--clusters", options.clusters, "So many clusters per layer, or per layer and operator", "K");
  add("--height", options.height, "Clusters are what merges at or below this height", "H");
  add("--similarity-threshold", options.similarityThreshold,
      "Clusters of mutants that are at least that similar, 0 to 1", "T");
  command
      .add_option("--cut", options.cuts,
                  "Clusters of one layer (counted from 0 among those with units), of mutants also "
                  "of\none operator; the other cut is for all others")
      ->delimiter(',')
      ->option_text("LAYER[/OPERATOR]=K")
      ->group(group);
}

void addClusteringOptions(CLI::App& command, StrategyOptions& options, const std::string& group) {
  const OptionGroup add{command, group};
  add("--linkage", options.linkage, "How clusters merge (ward)",
      "ward|average|complete|single|weighted");
  add("--metric", options.metric, "Distance of two items (euclidean)",
      "euclidean|cosine|correlation");
  add("--scale", options.scale, "How features are scaled (neurons: minmax, mutants: none)",
      "none|minmax|standard");
  add("--features", options.features,
      "What is compared: of neurons incoming or outgoing weights or activations (incoming), of\n"
      "mutants weights, the change of the logits or the loss of margin (weights)",
      "incoming|outgoing|activations|weights|logit-change|margin-loss");
  add("--mutant-method", options.mutantMethod,
      "Mutants are clustered per layer and operator (the default), or as published, where the\n"
      "distance stands for a similarity: with ParHAC, or exactly",
      "layer-operator|published|published-exact");
}

void addStrategyOptions(CLI::App& command, StrategyOptions& options) {
  const std::string group = "Which mutants are tested";
  const OptionGroup add{command, group};
  add("--strategy", options.strategy,
      "exhaustive: all (the default); sample: some of every layer and operator, with an\n"
      "interval; mutant-clusters: some of every cluster of mutants; neuron-clusters: all units of\n"
      "a cluster mutated together, as published, or some; two-phase: all, on few inputs first",
      "exhaustive|sample|mutant-clusters|neuron-clusters|two-phase");
  add("--fraction", options.fraction,
      "Share of the mutants of a sample (0.1), or as many clusters as this share of the items",
      "F");
  add("--stratify", options.stratify,
      "Whether a sample takes its share of every layer and operator (the default)",
      "layer-operator|none");
  addCutOptions(command, options, group);
  add("--neuron-mode", options.neuronMode,
      "Units of a cluster are mutated together, as published (the default), or some mutants speak\n"
      "for all of their cluster",
      "together|representative");
  addClusteringOptions(command, options, group);
  add("--representative", options.representative,
      "Which mutants of a cluster are tested: drawn at random, with an interval (the default), or\n"
      "the medoid",
      "random|medoid");
  add("--per-cluster", options.perCluster, "So many mutants are tested per cluster (1)", "K");
  add("--until", options.until,
      "Test more until the interval of the score is within +-P percentage points", "P");
  add("--confidence", options.confidence, "Of the interval, in percent (95)", "PERCENT");
  add("--budget", options.budget, "Share of the evaluations of a two-phase run, in percent (1)",
      "PERCENT");
  add("--probe-order", options.probeOrder,
      "What a two-phase run probes first: inputs that the derivatives of the logits say flip, or\n"
      "those of the smallest margin (first-order; margin beyond 64 classes)",
      "auto|first-order|margin");
}

}  // namespace maacc
