#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/maacc/commands.h"
#include "app/maacc/data_options.h"
#include "app/maacc/standard_input_control.h"
#include "app/maacc/strategy_options.h"
#include "app/maacc/ticker.h"
#include "core/base/error.h"
#include "core/engine/baseline.h"
#include "core/engine/correct_inputs.h"
#include "core/engine/device.h"
#include "core/importers/import_model.h"
#include "core/mutation/mutant_strata.h"
#include "core/report/cluster_report.h"
#include "core/report/report_files.h"

namespace maacc {
namespace {

constexpr int kStopped = 3;

struct ClusterOptions {
  std::string model;
  StrategyOptions method;
  std::vector<std::string> layers;
  std::vector<std::string> operators;
  uint64_t seed = 0;
  bool mutants = false;
  std::optional<std::string> suggest;
  int32_t smallestCluster = 2;
  DataRequest data;
  std::string preprocessing;
  int probes = 32;
  std::string out;
  int threads = 0;
  std::string progress = "bar";
  bool json = false;
};

// The cut, method and features as `maacc run` would take them.
ReductionSettings settingsOf(const ClusterOptions& options) {
  StrategyOptions method = options.method;
  if (!options.mutants && (method.mutantMethod || method.similarityThreshold)) {
    throw Error(ErrorCode::Usage,
                std::string(method.mutantMethod ? "--mutant-method" : "--similarity-threshold") +
                    " is for clusters of mutants; add --mutants");
  }
  if (!options.mutants && !options.operators.empty()) {
    throw Error(ErrorCode::Usage, "--operators are for clusters of mutants; add --mutants");
  }
  const bool cuts = method.unitsPerCluster || method.clusters || method.height || method.fraction ||
                    method.similarityThreshold || !method.cuts.empty();
  if (options.suggest && cuts) {
    throw Error(ErrorCode::Usage, "--suggest says where the clusters are cut; give no other cut");
  }
  method.strategy =
      strategyName(options.mutants ? Strategy::MutantClusters : Strategy::NeuronClusters);
  ReductionSettings settings = reductionOf(method);
  settings.probeInputs = options.probes;
  return settings;
}

MutationPlan planOf(const ClusterOptions& options, const Network& network) {
  std::vector<Operator> operators;
  for (const std::string& text : options.operators) {
    operators.push_back(parseOperator(text));
  }
  return enumerateMutants(network, {operators, options.layers, options.seed});
}

ClusterStudyOptions studyOptions(const ClusterOptions& options,
                                 const ReductionSettings& settings,
                                 const MutationPlan& plan) {
  ClusterStudyOptions study;
  study.items = options.mutants ? ClusteredItems::Mutants : ClusteredItems::Units;
  study.neurons.linkage = settings.neuronLinkage;
  study.neurons.metric = settings.neuronMetric;
  study.neurons.scaling = settings.neuronScaling;
  study.neurons.features = settings.neuronFeatures;
  study.neurons.cut = settings.neuronCut;
  study.neurons.treeCuts = settings.treeCuts;
  study.neurons.outputLayer = !options.layers.empty();  // where it is named
  study.neurons.threads = options.threads;
  for (const MutantStratum& layer : mutantStrata(plan, StratumKind::Layer)) {
    study.neurons.weightedLayers.push_back(layer.weightedLayer);
  }
  study.mutants.method = settings.mutantMethod;
  study.mutants.features = settings.mutantFeatures;
  study.mutants.linkage = settings.mutantLinkage;
  study.mutants.metric = settings.mutantMetric;
  study.mutants.scaling = settings.mutantScaling;
  study.mutants.cut = settings.mutantCut;
  study.mutants.treeCuts = settings.treeCuts;
  study.mutants.seed = options.seed;
  study.mutants.threads = options.threads;
  if (options.suggest) {
    study.suggest = parseSuggestion(*options.suggest);
  }
  study.smallestCluster = options.smallestCluster;
  return study;
}

// Correctly classified inputs, spread over the data, as `maacc run` takes them.
ProbeInputs probesOf(const ClusterOptions& options,
                     const Network& network,
                     int count,
                     const RunContext& context) {
  if (count == 0) {
    return {};
  }
  if (options.data.dataPath.empty()) {
    throw Error(ErrorCode::Usage, "--features " + *options.method.features +
                                      " are taken on inputs; add --data, or choose other features");
  }
  const Dataset dataset = loadDataset(options.data);
  const InputPipeline pipeline(dataset, parseRecipe(options.preprocessing), network);
  checkLabels(dataset, network);
  configureInference();
  const Baseline baseline =
      evaluateBaseline(network, dataset, pipeline, 0,
                       {parseDevice("auto"), options.threads, 0, Evidence::Score}, context);
  ProbeInputs probes;
  for (int64_t position :
       spreadPositions(static_cast<int64_t>(baseline.correctInputs.size()), count)) {
    probes.emplace_back(static_cast<std::size_t>(pipeline.valuesPerSample()));
    pipeline.read(baseline.correctInputs[static_cast<std::size_t>(position)], probes.back().data());
  }
  return probes;
}

void showProgress(const ClusterOptions& options, const RunContext& context, Ticker& ticker) {
  if (options.progress == "none") {
    return;
  }
  ticker.start(std::chrono::milliseconds(1000), [context] {
    const Progress progress = context.progress();
    if (!progress.stage.empty()) {
      std::cerr << progress.stage << ' ' << progress.done << '/' << progress.total << std::endl;
    }
  });
}

int cluster(const ClusterOptions& options) {
  if (!options.out.empty()) {
    checkTreePath(options.out);
  }
  const ReductionSettings settings = settingsOf(options);
  const Network network = importModel(options.model);
  const MutationPlan plan = planOf(options, network);
  const ClusterStudyOptions study = studyOptions(options, settings, plan);
  RunContext context;
  const StandardInputControl control(context);
  Ticker ticker;
  showProgress(options, context, ticker);
  const ProbeInputs probes = probesOf(options, network, probesNeeded(settings), context);
  const auto studies = studyClusters(network, plan, study, probes, context);
  ticker.stop();
  if (!studies) {
    std::cerr << "Stopped; nothing was written." << std::endl;
    return kStopped;
  }
  if (studies->empty()) {
    throw Error(ErrorCode::Usage, options.model +
                                      " has no layer with units but its output layer; name that "
                                      "with --layer to cluster it");
  }
  std::cout << (options.json ? clusterJson(*studies, false) : clusterText(*studies));
  if (!options.out.empty()) {
    for (const ReportFile& file : treeFiles(*studies, options.out)) {
      writeFileAtOnce(file.name, file.bytes);
      std::cerr << "wrote " << file.name << '\n';
    }
  }
  return 0;
}

void addCutOptions(CLI::App& command, ClusterOptions& options) {
  const auto add = [&command](const char* name, auto& value, const char* help, const char* values) {
    command.add_option(name, value, help)->option_text(values)->group("Where it is cut");
  };
  StrategyOptions& method = options.method;
  add("--units-per-cluster", method.unitsPerCluster,
      "So many items per cluster, on average (neurons: 2)", "N");
  add("--clusters", method.clusters, "So many clusters per layer, or per layer and operator", "K");
  add("--height", method.height, "Clusters are what merges at or below this height", "H");
  add("--fraction", method.fraction, "As many clusters as this share of the items (mutants: 0.1)",
      "F");
  add("--similarity-threshold", method.similarityThreshold,
      "Clusters of mutants that are at least that similar, 0 to 1", "T");
  command
      .add_option(
          "--cut", method.cuts,
          "Clusters of one layer (counted from 0 among those with units), of mutants also of\n"
          "one operator; the other cut is for all others")
      ->delimiter(',')
      ->option_text("LAYER[/OPERATOR]=K")
      ->group("Where it is cut");
  add("--suggest", options.suggest,
      "Where the tree suggests: its largest gap, the best silhouette, or dynamic tree cut",
      "gap|silhouette|dynamic");
  command
      .add_option("--smallest-cluster", options.smallestCluster,
                  "Fewest items of a cluster of the dynamic cut (2)")
      ->check(CLI::Range(1, 1 << 30))
      ->option_text("N")
      ->group("Where it is cut");
}

void addMethodOptions(CLI::App& command, ClusterOptions& options) {
  const auto add = [&command](const char* name, auto& value, const char* help, const char* values) {
    command.add_option(name, value, help)->option_text(values)->group("How it is clustered");
  };
  StrategyOptions& method = options.method;
  add("--linkage", method.linkage, "How clusters merge (neurons: ward, mutants: average)",
      "ward|average|complete|single|weighted");
  add("--metric", method.metric, "Distance of two items (euclidean)",
      "euclidean|cosine|correlation");
  add("--scale", method.scale, "How features are scaled (neurons: minmax, mutants: none)",
      "none|minmax|standard");
  add("--features", method.features,
      "What is compared: of neurons incoming or outgoing weights or activations (incoming), of\n"
      "mutants weights, the change of the logits or the loss of margin (weights)",
      "incoming|outgoing|activations|weights|logit-change|margin-loss");
  add("--mutant-method", method.mutantMethod,
      "Mutants per layer and operator (the default), or as published, where the distance stands\n"
      "for a similarity: with ParHAC, or exactly",
      "layer-operator|published|published-exact");
  command.add_option("--operators", options.operators, "Operators of the mutants (CW,NAI,NEB)")
      ->delimiter(',')
      ->option_text("LIST")
      ->group("How it is clustered");
  add("--seed", options.seed, "Seed of random operators and of ParHAC's colours (0)", "S");
  command
      .add_option("--probe-inputs", options.probes,
                  "On how many inputs activations and logits are taken (32)")
      ->check(CLI::Range(1, 1 << 20))
      ->option_text("N")
      ->group("How it is clustered");
}

}  // namespace

void addClusterCommand(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand(
      "cluster", "Cluster the neurons, or the mutants, of a model and show or write the trees");
  auto options = std::make_shared<ClusterOptions>();
  command->add_option("model", options->model, "The trained model (Keras 3 .keras)")
      ->required()
      ->option_text("MODEL");
  command->add_flag("--mutants", options->mutants, "Cluster the mutants instead of the neurons");
  command
      ->add_option("--layer,--layers", options->layers,
                   "Only these layers: names, or numbers counted from 0 (all; neurons: all but the "
                   "output layer)")
      ->delimiter(',')
      ->option_text("L");
  addDataOptions(*command, options->data, options->preprocessing);
  addMethodOptions(*command, *options);
  addCutOptions(*command, *options);
  command
      ->add_option("--out", options->out,
                   "Write the trees: .json, all of it; .newick; .csv, SciPy's linkage table; with\n"
                   "several trees the last two are one file per tree, its layer in the name")
      ->option_text("FILE");
  command->add_option("--threads", options->threads, "CPU threads; 0: all cores")
      ->check(CLI::Range(0, 4096))
      ->option_text("N");
  command->add_option("--progress", options->progress, "How progress is shown (bar)")
      ->check(CLI::IsMember({"bar", "none"}))
      ->option_text("bar|none");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->footer(
      "Examples:\n"
      "  maacc cluster lenet.keras --units-per-cluster 3\n"
      "  maacc cluster lenet.keras --layer dense --suggest silhouette --out dense.newick\n"
      "  maacc cluster lenet.keras --mutants --mutant-method published --similarity-threshold 0.5");
  command->callback([options, &chosen] { chosen = [options] { return cluster(*options); }; });
}

}  // namespace maacc
