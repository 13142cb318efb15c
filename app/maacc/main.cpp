#include <CLI/CLI.hpp>
#include <iostream>
#include <new>

#include "app/maacc/commands.h"
#include "core/base/error.h"
#include "core/engine/device.h"

namespace {

constexpr int kSystemFailure = 4;
constexpr int kUsageError = 2;

void complain(const std::string& sentence) { std::cerr << "maacc: " << sentence << std::endl; }

int runChosen(const std::function<int()>& command) {
  try {
    return command();
  } catch (const maacc::Error& error) {
    complain(error.what());
    return maacc::exitCode(error.code());
  } catch (const std::bad_alloc&) {
    complain("the memory of this machine is used up; close other programs, or use --limit-inputs");
    return kSystemFailure;
  } catch (const std::exception& error) {
    complain(error.what());
    return kSystemFailure;
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "maacc measures how good a test set is at noticing small faults in a trained neural "
      "network."};
  app.name("maacc");
  app.set_version_flag("--version",
                       "maacc " MAACC_VERSION " (libtorch " + maacc::torchVersion() + ")");
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 done, 2 usage or bad input, 3 stopped and resumable, 4 device or system "
      "failure.\n"
      "maacc COMMAND --help shows the options of a command, with examples.");
  std::function<int()> chosen;
  maacc::addInspectCommand(app, chosen);
  maacc::addRunCommand(app, chosen);
  maacc::addShowCommand(app, chosen);
  maacc::addClusterCommand(app, chosen);
  maacc::addCompareCommand(app, chosen);
  maacc::addReportCommand(app, chosen);
  maacc::addSweepCommand(app, chosen);
  maacc::addExplainCommand(app, chosen);
  maacc::addConvertCommand(app, chosen);
  maacc::addExportMutantCommand(app, chosen);
  maacc::addEnvironmentCommand(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    // What is not known comes before what is missing because of it.
    const std::vector<std::string> unknown = app.remaining(true);
    const std::string what =
        unknown.empty() ? error.what() : "'" + unknown.front() + "' is no command or option here";
    complain(what + "; maacc --help and maacc COMMAND --help say what there is");
    return kUsageError;
  }
  return runChosen(chosen);
}
