#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/maacc/commands.h"
#include "core/base/error.h"
#include "core/report/comparison_report.h"
#include "core/report/reported_run.h"

namespace maacc {
namespace {

struct CompareOptions {
  std::string base;
  std::vector<std::string> runs;
  bool json = false;
  bool csv = false;
  bool force = false;
};

int compare(const CompareOptions& options) {
  std::vector<std::string> paths = {options.base};
  paths.insert(paths.end(), options.runs.begin(), options.runs.end());
  const std::vector<ReportedRun> runs = readReportedRuns(paths);
  std::vector<RunComparison> comparisons;
  for (std::size_t i = 1; i < runs.size(); ++i) {
    comparisons.push_back(compareRuns(comparedRun(runs.front()), comparedRun(runs[i])));
    const auto refusal = whyNotComparable(comparisons.back());
    if (refusal && !options.force) {
      throw Error(ErrorCode::Usage, *refusal + "; add --force to compare them all the same");
    }
  }
  if (options.csv) {
    std::cout << verdictChangesCsv(comparisons);
  } else {
    std::cout << (options.json ? comparisonJson(comparisons) : comparisonText(comparisons));
  }
  return 0;
}

}  // namespace

void addCompareCommand(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand(
      "compare", "Compare runs with a base: score error, verdict changes, work and time saved");
  auto options = std::make_shared<CompareOptions>();
  command->add_option("base", options->base, "The run to compare with, usually an exhaustive one")
      ->required()
      ->option_text("BASE.maacc");
  command->add_option("runs", options->runs, "The runs to compare")
      ->required()
      ->option_text("RUN.maacc ...");
  CLI::Option* json = command->add_flag("--json", options->json, "Print one JSON object");
  command
      ->add_flag("--csv", options->csv,
                 "Every mutant whose verdict changed as a line of CSV, and nothing else")
      ->excludes(json);
  command->add_flag("--force", options->force,
                    "Compare even runs of different models, data or preprocessing");
  command->footer(
      "Examples:\n"
      "  maacc compare exhaustive.maacc sample.maacc two-phase.maacc\n"
      "  maacc compare before.maacc after.maacc --force --csv > changes.csv");
  command->callback([options, &chosen] { chosen = [options] { return compare(*options); }; });
}

}  // namespace maacc
