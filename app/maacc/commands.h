#pragma once

#include <functional>

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11's own name
class App;
}

namespace maacc {

// Each adds one command with its options. When it is the one on the command line, `chosen` becomes
// what runs it and returns the exit code; errors are thrown as Error.
void addInspectCommand(CLI::App& app, std::function<int()>& chosen);
void addRunCommand(CLI::App& app, std::function<int()>& chosen);
void addShowCommand(CLI::App& app, std::function<int()>& chosen);
void addExplainCommand(CLI::App& app, std::function<int()>& chosen);
void addClusterCommand(CLI::App& app, std::function<int()>& chosen);
void addCompareCommand(CLI::App& app, std::function<int()>& chosen);
void addReportCommand(CLI::App& app, std::function<int()>& chosen);
void addSweepCommand(CLI::App& app, std::function<int()>& chosen);
void addConvertCommand(CLI::App& app, std::function<int()>& chosen);
void addExportMutantCommand(CLI::App& app, std::function<int()>& chosen);
void addEnvironmentCommand(CLI::App& app, std::function<int()>& chosen);

}  // namespace maacc
