#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>

#include "app/maacc/commands.h"
#include "app/maacc/data_options.h"
#include "app/maacc/model_options.h"
#include "core/base/run_context.h"
#include "core/data/accuracy_check.h"
#include "core/engine/baseline.h"
#include "core/engine/pairs/unit_flops.h"
#include "core/report/model_report.h"

namespace maacc {
namespace {

struct InspectOptions {
  std::string model;
  Shape inputShape;
  DataRequest data;
  std::string preprocessing;
  std::string device = "auto";
  int threads = 0;
  std::optional<int64_t> limitInputs;
  bool json = false;
};

// About half a minute of two cores.
constexpr double kPatienceFlops = 2e12;
constexpr int64_t kLeastInputs = 100;

// How many inputs are evaluated to find the accuracy.
int64_t inputsToCheck(const InspectOptions& options, const Network& network, int64_t samples) {
  if (options.limitInputs) {
    return *options.limitInputs > 0 ? std::min(*options.limitInputs, samples) : samples;
  }
  const double affordable = kPatienceFlops / std::max(1.0, forwardFlops(network));
  return affordable >= static_cast<double>(samples)
             ? samples
             : std::min(samples, std::max(kLeastInputs, static_cast<int64_t>(affordable)));
}

DataReport inspectData(const InspectOptions& options, const Network& network) {
  const Dataset dataset = loadDataset(options.data);
  const PreprocessingRecipe recipe = parseRecipe(options.preprocessing);
  const InputPipeline pipeline(dataset, recipe, network);
  checkLabels(dataset, network);
  configureInference();
  const Baseline baseline = evaluateSpreadBaseline(
      network, dataset, pipeline, inputsToCheck(options, network, dataset.size()),
      {parseDevice(options.device), options.threads, 0, Evidence::Score}, RunContext());
  DataReport report;
  report.path = dataset.samples.source;
  report.samples = dataset.size();
  report.sampleShape = dataset.samples.sampleShape();
  report.elementType = elementTypeName(dataset.samples.type);
  report.preprocessing = recipeText(recipe);
  report.labelsPerClass.assign(static_cast<std::size_t>(network.classCount()), 0);
  for (int32_t label : dataset.labels) {
    ++report.labelsPerClass[static_cast<std::size_t>(label)];
  }
  report.warnings = dataset.notes;
  report.checked = baseline.inputs;
  report.correct = static_cast<int64_t>(baseline.correctInputs.size());
  std::vector<int32_t> checkedLabels;
  for (const int64_t sample : spreadPositions(dataset.size(), report.checked)) {
    checkedLabels.push_back(dataset.labels[static_cast<std::size_t>(sample)]);
  }
  if (const auto warning =
          nearChanceWarning(report.correct, checkedLabels, network.classCount(), pipeline)) {
    report.warnings.push_back(*warning);
  }
  return report;
}

int inspect(const InspectOptions& options) {
  const Network network =
      loadModel(options.model, {options.inputShape, options.data, options.preprocessing});
  std::optional<DataReport> data;
  if (!options.data.dataPath.empty()) {
    data = inspectData(options, network);
  }
  std::cout << (options.json ? modelJson(network, data, pairFlops(network))
                             : modelText(network, data));
  return 0;
}

}  // namespace

void addInspectCommand(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* command =
      app.add_subcommand("inspect", "Show a model's layers and units and, with data, its accuracy");
  auto options = std::make_shared<InspectOptions>();
  command->add_option("model", options->model, kModelHelp)->required()->option_text("MODEL");
  addInputShapeOption(*command, options->inputShape);
  addDataOptions(*command, options->data, options->preprocessing);
  command->add_option("--device", options->device, "auto, cpu, cuda, cuda:0 or cuda:all")
      ->option_text("DEVICE");
  command->add_option("--threads", options->threads, "CPU threads; 0: all cores")
      ->check(CLI::Range(0, 4096));
  command
      ->add_option("--limit-inputs", options->limitInputs,
                   "The accuracy on N inputs, spread evenly over the data; 0: on all "
                   "(as many as take about half a minute)")
      ->check(CLI::Range(int64_t{0}, std::numeric_limits<int64_t>::max()))
      ->option_text("N");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->footer(
      "Examples:\n"
      "  maacc inspect model.keras\n"
      "  maacc inspect model.keras --data images.gz --labels labels.gz --preprocess scale=1/255\n"
      "  maacc inspect model.keras --data test.npz --data-key x_test --labels-key y_test --json");
  command->callback([options, &chosen] { chosen = [options] { return inspect(*options); }; });
}

}  // namespace maacc
