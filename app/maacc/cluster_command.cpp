#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/maacc/commands.h"
#include "app/maacc/data_options.h"
#include "app/maacc/model_options.h"
#include "app/maacc/standard_input_control.h"
#include "app/maacc/strategy_options.h"
#include "app/maacc/ticker.h"
#include "core/base/error.h"
#include "core/engine/baseline.h"
#include "core/engine/correct_inputs.h"
#include "core/engine/device.h"
#include "core/mutation/mutant_strata.h"
#include "core/report/cluster_report.h"
#include "core/report/report_files.h"

namespace maacc {
namespace {

constexpr int kStopped = 3;

struct ClusterOptions {
  std::string model;
  Shape inputShape;
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
  settings.seed = options.seed;
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
  study.neurons = neuronClusteringOf(settings);
  study.neurons.outputLayer = !options.layers.empty();  // where it is named
  study.neurons.threads = options.threads;
  for (const MutantStratum& layer : mutantStrata(plan, StratumKind::Layer)) {
    study.neurons.weightedLayers.push_back(layer.weightedLayer);
  }
  study.mutants = mutantClusteringOf(settings);
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
  const Network network =
      loadModel(options.model, {options.inputShape, options.data, options.preprocessing});
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

void addPlaceOptions(CLI::App& command, ClusterOptions& options) {
  const std::string group = "Where it is cut";
  addCutOptions(command, options.method, group);
  command
      .add_option("--fraction", options.method.fraction,
                  "As many clusters as this share of the items (mutants: 0.1)")
      ->option_text("F")
      ->group(group);
  command
      .add_option("--suggest", options.suggest,
                  "Where the tree suggests: its largest gap, the best silhouette, or dynamic tree "
                  "cut")
      ->option_text("gap|silhouette|dynamic")
      ->group(group);
  command
      .add_option("--smallest-cluster", options.smallestCluster,
                  "Fewest items of a cluster of the dynamic cut (2)")
      ->check(CLI::Range(1, 1 << 30))
      ->option_text("N")
      ->group(group);
}

void addMethodOptions(CLI::App& command, ClusterOptions& options) {
  const std::string group = "How it is clustered";
  addClusteringOptions(command, options.method, group);
  command.add_option("--operators", options.operators, "Operators of the mutants (CW,NAI,NEB)")
      ->delimiter(',')
      ->option_text("LIST")
      ->group(group);
  command
      .add_option("--seed", options.seed, "Seed of random operators and of ParHAC's colours (0)")
      ->option_text("S")
      ->group(group);
  command
      .add_option("--probe-inputs", options.probes,
                  "On how many inputs activations and logits are taken (32)")
      ->check(CLI::Range(1, 1 << 20))
      ->option_text("N")
      ->group(group);
}

}  // namespace

void addClusterCommand(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand(
      "cluster", "Cluster the neurons, or the mutants, of a model and show or write the trees");
  auto options = std::make_shared<ClusterOptions>();
  command->add_option("model", options->model, kModelHelp)->required()->option_text("MODEL");
  command->add_flag("--mutants", options->mutants, "Cluster the mutants instead of the neurons");
  command
      ->add_option("--layer,--layers", options->layers,
                   "Only these layers: names, or numbers counted from 0 (all; neurons: all but the "
                   "output layer)")
      ->delimiter(',')
      ->option_text("L");
  addInputShapeOption(*command, options->inputShape);
  addDataOptions(*command, options->data, options->preprocessing);
  addMethodOptions(*command, *options);
  addPlaceOptions(*command, *options);
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
