#include <memory>

#include "app/maacc/commands.h"
#include "app/maacc/model_output.h"
#include "core/base/error.h"
#include "core/importers/import_model.h"
#include "core/mutation/mutated_network.h"
#include "core/report/find_mutant.h"
#include "core/store/run_file.h"

namespace maacc {
namespace {

struct ExportMutantOptions {
  std::string run;
  std::string mutant;
  std::string model;  // empty: where the run found it
  ModelOutput output;
};

int exportMutant(const ExportMutantOptions& options) {
  const RunFile run = RunFile::openForReading(options.run);
  const RunSettings settings = run.settings();
  const MutationPlan plan = run.plan();
  const Mutant& mutant = plan.mutants[findMutant(plan, options.mutant)];
  const std::string path = options.model.empty() ? settings.modelPath : options.model;
  const Network network = importModel(path);
  if (network.contentHash() != settings.modelHash) {
    throw Error(ErrorCode::BadInput,
                path +
                    " is not the model of this run (its weights or structure differ); name the "
                    "original with --model");
  }
  writeModel(mutatedNetwork(network, mutant, plan.seed), options.output,
             "mutant " + mutant.id.text);
  return 0;
}

}  // namespace

void addExportMutantCommand(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand(
      "export-mutant", "Write one mutant of a run as a model, for other programs to look at");
  auto options = std::make_shared<ExportMutantOptions>();
  command->add_option("run", options->run, "The run file")->required()->option_text("RUN.maacc");
  command->add_option("--mutant", options->mutant, "Its id, as maacc show --records prints it")
      ->required()
      ->option_text("ID");
  command
      ->add_option("--model", options->model,
                   "The run's model, where it is not in its place any more")
      ->option_text("MODEL");
  addModelOutput(*command, options->output);
  command->footer(
      "The mutated weights are rounded to float32; verdicts are decided in float64.\n"
      "Example:\n"
      "  maacc export-mutant lenet.maacc --mutant w1-u3-NAI --out w1-u3-NAI.onnx");
  command->callback([options, &chosen] { chosen = [options] { return exportMutant(*options); }; });
}

}  // namespace maacc
