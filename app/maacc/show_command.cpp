#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/maacc/commands.h"
#include "core/report/run_report.h"

namespace maacc {
namespace {

struct ShowOptions {
  std::string run;
  bool survivors = false;
  bool records = false;
  bool json = false;
};

int show(const ShowOptions& options) {
  const RunFile run = RunFile::openForReading(options.run);
  if (options.records) {
    std::cout << recordsCsv(run);
  } else if (options.survivors) {
    std::cout << (options.json ? survivorsJson(run) : survivorsText(run));
  } else {
    std::cout << (options.json ? summaryJson(run) : summaryText(run));
  }
  return 0;
}

}  // namespace

void addShowCommand(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* command =
      app.add_subcommand("show", "Show the scores, survivors or records of a run file");
  auto options = std::make_shared<ShowOptions>();
  command->add_option("run", options->run, "The run file")->required()->option_text("RUN.maacc");
  CLI::Option* survivors =
      command->add_flag("--survivors", options->survivors, "List the mutants that survive");
  CLI::Option* records =
      command->add_flag("--records", options->records, "Every mutant as a line of CSV");
  CLI::Option* json = command->add_flag("--json", options->json, "Print one JSON object");
  records->excludes(survivors)->excludes(json);
  command->footer(
      "Examples:\n"
      "  maacc show lenet.maacc\n"
      "  maacc show lenet.maacc --survivors\n"
      "  maacc show lenet.maacc --records > lenet.csv");
  command->callback([options, &chosen] { chosen = [options] { return show(*options); }; });
}

}  // namespace maacc
