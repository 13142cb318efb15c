#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "core/exporters/export_model.h"

namespace maacc {

// Where a model is written, and how: shared by convert and export-mutant.
struct ModelOutput {
  std::string path;
  std::string format;  // empty: by the ending of the path
  bool json = false;
};

void addModelOutput(CLI::App& command, ModelOutput& output);

// Writes, and says so on standard output in one line or as one JSON object. what: "the model",
// "mutant w0-u1-NAI".
void writeModel(const Network& network, const ModelOutput& output, const std::string& what);

}  // namespace maacc
