#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "core/engine/analysis_run.h"

namespace maacc {

// What `maacc run` and `maacc sweep` are both told, as it was given.
struct AnalysisOptions {
  AnalysisRequest request;
  std::vector<std::string> operators;
  std::string criterion = "true-class";
  std::string memory;  // empty: half of what is free
  std::string progress = "bar";
};

// --operators, --layers, --limit-inputs, --seed, --kill (with this help)
void addSelectionOptions(CLI::App& command, AnalysisOptions& options, const std::string& killHelp);
// --device, --threads, --batch-size, --memory, --progress
void addMachineOptions(CLI::App& command, AnalysisOptions& options);

// Throws Error{Usage} for a size of memory that is none.
AnalysisRequest requestOf(const AnalysisOptions& options);

}  // namespace maacc
