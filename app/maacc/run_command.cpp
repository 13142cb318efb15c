#include <CLI/CLI.hpp>
#include <memory>

#include "app/maacc/analysis_options.h"
#include "app/maacc/commands.h"
#include "app/maacc/data_options.h"
#include "app/maacc/model_options.h"
#include "app/maacc/progress_output.h"
#include "app/maacc/steered_work.h"
#include "app/maacc/strategy_options.h"
#include "core/base/error.h"
#include "core/engine/analysis_run.h"

namespace maacc {
namespace {

struct RunOptions {
  AnalysisOptions analysis;
  std::string evidence = "score";
  StrategyOptions strategy;
};

int run(const RunOptions& options) {
  AnalysisRequest request = requestOf(options.analysis);
  request.evidence = parseEvidence(options.evidence);
  request.reduction = reductionOf(options.strategy);
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
      makeProgressOutput(options.analysis.progress, request.outPath);
  return runSteered(*output, [&](RunContext& context) {
    const RunState state = runAnalysis(request, context, *output);
    output->finish(state);
    return state;
  });
}

void addMethodOptions(CLI::App& command, RunOptions& options) {
  command
      .add_option("--evidence", options.evidence,
                  "What is kept: killed classes, or every flipped input as well (score)")
      ->check(CLI::IsMember({"score", "inputs"}))
      ->option_text("score|inputs");
  command
      .add_option(
          "--evaluator", options.analysis.request.evaluator,
          "How verdicts are found: incremental, only what a mutant changes (the default), or "
          "plain,\n"
          "the whole network for every mutant. Verdicts are the same; plain always counts every\n"
          "flipped input and evaluates both criteria")
      ->check(CLI::IsMember({"incremental", "plain"}))
      ->option_text("incremental|plain");
}

}  // namespace

void addRunCommand(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* command =
      app.add_subcommand("run", "Run the mutants of a model on a test set and keep every verdict");
  auto options = std::make_shared<RunOptions>();
  command->add_option("model", options->analysis.request.modelPath, kModelHelp)
      ->option_text("MODEL");
  addInputShapeOption(*command, options->analysis.request.inputShape);
  addDataOptions(*command, options->analysis.request.data, options->analysis.request.preprocessing);
  command->add_option("--out", options->analysis.request.outPath, "The run file to write")
      ->required()
      ->option_text("RUN.maacc");
  command->add_flag("--resume", options->analysis.request.resume,
                    "Continue the run file where it was stopped or killed");
  addSelectionOptions(
      *command, options->analysis,
      "Which class a flipped input kills: its true class (the default) or the one the mutant "
      "predicts;\n"
      "without --evidence inputs the incremental evaluator finds this criterion alone");
  addMethodOptions(*command, *options);
  addStrategyOptions(*command, options->strategy);
  addMachineOptions(*command, options->analysis);
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
