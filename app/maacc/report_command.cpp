#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/maacc/commands.h"
#include "core/report/report_files.h"

namespace maacc {
namespace {

struct ReportOptions {
  std::vector<std::string> runs;
  std::string folder;
  std::vector<std::string> formats = {"html", "latex", "csv", "json"};
  std::size_t survivors = 20;
};

int report(const ReportOptions& options) {
  std::vector<ReportFormat> formats;
  for (const std::string& name : options.formats) {
    formats.push_back(parseReportFormat(name));
  }
  const ReportContents contents =
      makeReportContents(readReportedRuns(options.runs), MAACC_VERSION, options.survivors);
  for (const std::string& path : writeReportFiles(options.folder, reportFiles(contents, formats))) {
    std::cout << path << '\n';
  }
  return 0;
}

}  // namespace

void addReportCommand(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* command =
      app.add_subcommand("report", "Write scores, tables and figures of runs for a paper");
  auto options = std::make_shared<ReportOptions>();
  command
      ->add_option("runs", options->runs, "The run files; the others are compared with the first")
      ->required()
      ->option_text("RUN.maacc ...");
  command->add_option("--to", options->folder, "The folder to write into; it is made if missing")
      ->required()
      ->option_text("DIR");
  command
      ->add_option("--format", options->formats,
                   "Which files: report.html, LaTeX tables with report.tex, CSV tables, "
                   "report.json (all)")
      ->delimiter(',')
      ->option_text("html,latex,csv,json");
  command
      ->add_option("--survivors", options->survivors,
                   "How many surviving mutants are listed per run in HTML and LaTeX (20)")
      ->check(CLI::Range(0, 1000000))
      ->option_text("N");
  command->footer(
      "Files of an earlier report in that folder are replaced. The run files are all it needs.\n\n"
      "Examples:\n"
      "  maacc report lenet.maacc --to report\n"
      "  maacc report exhaustive.maacc sample.maacc --to tables --format latex");
  command->callback([options, &chosen] { chosen = [options] { return report(*options); }; });
}

}  // namespace maacc
