#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/maacc/commands.h"
#include "core/engine/model_loading.h"
#include "core/report/input_explanation.h"
#include "core/report/run_report.h"

namespace maacc {
namespace {

struct ExplainOptions {
  std::string run;
  std::string mutant;
  int64_t input = -1;
  bool json = false;
};

int explain(const ExplainOptions& options) {
  const RunFile run = RunFile::openForReading(options.run);
  if (options.json) {
    std::cout << explainInputJson(run, loadModelOf(run), options.mutant, options.input);
    return 0;
  }
  std::cout << explainText(run, options.mutant);
  if (options.input >= 0) {
    std::cout << '\n' << explainInputText(run, loadModelOf(run), options.mutant, options.input);
  }
  return 0;
}

}  // namespace

void addExplainCommand(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand(
      "explain", "Show one mutant: what it changes, what kills it, before and after");
  auto options = std::make_shared<ExplainOptions>();
  command->add_option("run", options->run, "The run file")->required()->option_text("RUN.maacc");
  command->add_option("--mutant", options->mutant, "Its id, as maacc show --records prints it")
      ->required()
      ->option_text("ID");
  CLI::Option* input = command
                           ->add_option("--input", options->input,
                                        "A position in the data, from 0: logits before and after")
                           ->check(CLI::NonNegativeNumber)
                           ->option_text("N");
  command->add_flag("--json", options->json, "Before and after on this input, as one JSON object")
      ->needs(input);
  command->footer(
      "Examples:\n"
      "  maacc explain lenet.maacc --mutant w1-u3-NAI\n"
      "  maacc explain lenet.maacc --mutant w1-u3-NAI --input 247");
  command->callback([options, &chosen] { chosen = [options] { return explain(*options); }; });
}

}  // namespace maacc
