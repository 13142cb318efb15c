#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "app/maacc/commands.h"
#include "app/maacc/data_options.h"
#include "app/maacc/progress_output.h"
#include "app/maacc/standard_input_control.h"
#include "app/maacc/strategy_options.h"
#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/engine/analysis_run.h"
#include "core/engine/device.h"

namespace maacc {
namespace {

constexpr int kStopped = 3;

struct RunOptions {
  AnalysisRequest request;
  std::vector<std::string> operators;
  std::string criterion = "true-class";
  std::string evidence = "score";
  std::string progress = "bar";
  StrategyOptions strategy;
  std::string memory;  // empty: half of what is free
};

int64_t memorySize(const std::string& text) {
  const std::optional<int64_t> bytes = parseByteCount(text);
  if (!bytes) {
    throw Error(ErrorCode::Usage,
                "--memory \"" + text +
                    "\" is no size; write bytes, or a number with K, M, G or T, such as 1.5G");
  }
  return *bytes;
}

int run(RunOptions options) {
  AnalysisRequest& request = options.request;
  request.operators = options.operators;
  request.criterion = parseCriterion(options.criterion);
  request.evidence = parseEvidence(options.evidence);
  request.reduction = reductionOf(options.strategy);
  request.memoryBytes = options.memory.empty() ? 0 : memorySize(options.memory);
  if (request.modelPath.empty() != request.data.dataPath.empty()) {
    throw Error(ErrorCode::Usage, request.modelPath.empty()
                                      ? "no model was named; put it before --data"
                                      : "no data was named; add --data FILE");
  }
  if (request.modelPath.empty() && !request.resume) {
    throw Error(ErrorCode::Usage,
                "no model was named; give MODEL and --data, or --resume with --out RUN.maacc");
  }
  const std::unique_ptr<ProgressOutput> output =
      makeProgressOutput(options.progress, request.outPath);
  RunContext context;
  const StandardInputControl control(context);
  try {
    configureInference();
    output->start(context);
    const RunState state = runAnalysis(request, context, *output);
    output->finish(state);
    return state == RunState::Finished ? 0 : kStopped;
  } catch (const Error& error) {
    output->fail(error);
    return exitCode(error.code());
  }
}

void addSelectionOptions(CLI::App& command, RunOptions& options) {
  command
      .add_option("--operators", options.operators,
                  "Mutation operators with their parameters, e.g. CW:0.1,NAI,NEB (the default, as "
                  "in the paper);\n"
                  "maacc environment lists all with their formulas")
      ->delimiter(',')
      ->option_text("LIST");
  command
      .add_option("--layers", options.request.layers,
                  "Only these layers: names, or numbers counted from 0")
      ->delimiter(',')
      ->option_text("LIST");
  command
      .add_option("--limit-inputs", options.request.limitInputs, "Only the first N inputs; 0: all")
      ->check(CLI::NonNegativeNumber)
      ->option_text("N");
  command.add_option("--seed", options.request.seed, "Seed of random operators and draws (0)")
      ->option_text("S");
  command
      .add_option(
          "--kill", options.criterion,
          "Which class a flipped input kills: its true class (the default) or the one the mutant "
          "predicts;\n"
          "without --evidence inputs the incremental evaluator finds this criterion alone")
      ->check(CLI::IsMember({"true-class", "predicted-class"}))
      ->option_text("true-class|predicted-class");
  command
      .add_option("--evidence", options.evidence,
                  "What is kept: killed classes, or every flipped input as well (score)")
      ->check(CLI::IsMember({"score", "inputs"}))
      ->option_text("score|inputs");
}

void addMethodOptions(CLI::App& command, RunOptions& options) {
  command
      .add_option(
          "--evaluator", options.request.evaluator,
          "How verdicts are found: incremental, only what a mutant changes (the default), or "
          "plain,\n"
          "the whole network for every mutant. Verdicts are the same; plain always counts every\n"
          "flipped input and evaluates both criteria")
      ->check(CLI::IsMember({"incremental", "plain"}))
      ->option_text("incremental|plain");
}

void addMachineOptions(CLI::App& command, RunOptions& options) {
  command.add_option("--device", options.request.device, "auto, cpu, cuda, cuda:0 or cuda:all")
      ->option_text("DEVICE");
  command.add_option("--threads", options.request.threads, "CPU threads; 0: all cores")
      ->check(CLI::Range(0, 4096))
      ->option_text("N");
  command
      .add_option("--batch-size", options.request.batchSize,
                  "Inputs per batch; 0: chosen by the evaluator")
      ->check(CLI::Range(0, 1 << 24))
      ->option_text("N");
  command
      .add_option("--memory", options.memory,
                  "Memory for cached activations, e.g. 512M or 1.5G (half of what is free)")
      ->option_text("SIZE");
  command.add_option("--progress", options.progress, "How progress is shown (bar)")
      ->check(CLI::IsMember({"bar", "json", "none"}))
      ->option_text("bar|json|none");
}

}  // namespace

void addRunCommand(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* command =
      app.add_subcommand("run", "Run the mutants of a model on a test set and keep every verdict");
  auto options = std::make_shared<RunOptions>();
  command->add_option("model", options->request.modelPath, "The trained model (Keras 3 .keras)")
      ->option_text("MODEL");
  addDataOptions(*command, options->request.data, options->request.preprocessing);
  command->add_option("--out", options->request.outPath, "The run file to write")
      ->required()
      ->option_text("RUN.maacc");
  command->add_flag("--resume", options->request.resume,
                    "Continue the run file where it was stopped or killed");
  addSelectionOptions(*command, *options);
  addMethodOptions(*command, *options);
  addStrategyOptions(*command, options->strategy);
  addMachineOptions(*command, *options);
  command->footer(
      "While it runs, the lines pause, resume and stop are read from standard input; Ctrl-C and "
      "SIGTERM stop.\n"
      "A stopped or killed run goes on with --resume; nothing that was stored is computed "
      "again.\n\n"
      "Examples:\n"
      "  maacc run lenet.keras --data images.gz --labels labels.gz --preprocess pad=2,scale=1/255 "
      "--out lenet.maacc\n"
      "  maacc run model.keras --data test.npz --operators CW:0.2,GF:0.1 --layers dense_1 "
      "--limit-inputs 1000 "
      "--out a.maacc\n"
      "  maacc run model.keras --data test.npz --strategy sample --until 1 --out a.maacc\n"
      "  maacc run --resume --out lenet.maacc");
  command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace maacc
