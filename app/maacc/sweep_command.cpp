#include <CLI/CLI.hpp>
#include <array>
#include <memory>
#include <optional>

#include "app/maacc/analysis_options.h"
#include "app/maacc/commands.h"
#include "app/maacc/data_options.h"
#include "app/maacc/model_options.h"
#include "app/maacc/steered_work.h"
#include "app/maacc/sweep_output.h"

namespace maacc {
namespace {

struct SweepOptions {
  AnalysisOptions analysis;
  std::string folder;
  std::string published;
  std::string gridFile;
  std::vector<std::pair<std::string, std::optional<std::string>>> grid;  // gridKeys, as given
};

// The options stand over the file.
SweepGrid gridOf(const SweepOptions& options) {
  SweepGrid grid = options.gridFile.empty() ? SweepGrid() : readGrid(options.gridFile);
  for (const auto& [key, value] : options.grid) {
    if (value) {
      setGridValue(grid, key, *value);
    }
  }
  return grid;
}

int sweep(const SweepOptions& options) {
  const SweepRequest request{requestOf(options.analysis), gridOf(options), options.folder,
                             options.published};
  const std::unique_ptr<SweepOutput> output =
      makeSweepOutput(options.analysis.progress, options.folder);
  return runSteered(*output, [&](RunContext& context) {
    const SweepOutcome outcome = runSweep(request, context, *output);
    output->finish(outcome);
    return outcome.state;
  });
}

void addGridOptions(CLI::App& command, SweepOptions& options) {
  struct Text {
    const char* help;
    const char* values;
  };
  constexpr std::array<Text, 6> kTexts = {
      {{"Sizes of neuron clusters (1-10)", "LIST"},
       {"Similarity thresholds of mutant clusters (0.1,0.2,...,0.9,0.99)", "LIST"},
       {"Repetitions with other seeds of the published methods, and of what is really run (6)",
        "N"},
       {"Percents of the evaluations that strategies are compared at (1,5,10,20,30,40,50,65)",
        "LIST"},
       {"Repetitions of strategies that are replayed on the exhaustive run (200)", "N"},
       {"What is measured (all)", "neuron-clusters,mutant-clusters,strategies"}}};
  MAACC_CHECK(kTexts.size() == gridKeys().size());
  for (const std::string& key : gridKeys()) {
    options.grid.emplace_back(key, std::nullopt);
  }
  for (std::size_t i = 0; i < kTexts.size(); ++i) {
    command.add_option("--" + options.grid[i].first, options.grid[i].second, kTexts[i].help)
        ->option_text(kTexts[i].values)
        ->group("What is measured");
  }
  command
      .add_option("--grid", options.gridFile,
                  "A JSON object with these options as keys; options given here stand over it")
      ->option_text("GRID.json")
      ->group("What is measured");
  command
      .add_option(
          "--published", options.published,
          "Folder with the result tables of the paper's package (vanilla.csv,\n"
          "neuron-clustering.csv, mutant-clustering.csv): where they have the model, their\n"
          "means stand beside ours")
      ->option_text("FOLDER")
      ->group("What is measured");
}

}  // namespace

void addSweepCommand(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand(
      "sweep", "Measure clusterings and strategies against all mutants: the tables of the paper");
  auto options = std::make_shared<SweepOptions>();
  AnalysisRequest& request = options->analysis.request;
  command->add_option("model", request.modelPath, kModelHelp)->required()->option_text("MODEL");
  addInputShapeOption(*command, request.inputShape);
  addDataOptions(*command, request.data, request.preprocessing)->required();
  command
      ->add_option("--to", options->folder,
                   "The folder to write into; it is made if missing, and a sweep that is there\n"
                   "already goes on")
      ->required()
      ->option_text("DIR");
  addGridOptions(*command, *options);
  addSelectionOptions(*command, options->analysis,
                      "By which criterion exhaustive.maacc is shown (true-class); every table has "
                      "both");
  addMachineOptions(*command, options->analysis);
  command->footer(
      "While it runs, the lines pause, resume and stop are read from standard input; Ctrl-C and "
      "SIGTERM stop.\n"
      "The same command goes on after a stop; with another grid it adds what is missing.\n\n"
      "Examples:\n"
      "  maacc sweep lenet.keras --data images.gz --labels labels.gz --preprocess scale=1/255 --to "
      "lenet-sweep\n"
      "  maacc sweep model.keras --data test.npz --experiments strategies --shares 1,5,10 --to s");
  command->callback([options, &chosen] { chosen = [options] { return sweep(*options); }; });
}

}  // namespace maacc
