#include "app/maacc/analysis_options.h"

#include <optional>

#include "core/base/error.h"
#include "core/base/number_text.h"

namespace maacc {
namespace {

int64_t memorySize(const std::string& text) {
  const std::optional<int64_t> bytes = parseByteCount(text);
  if (!bytes) {
    throw Error(ErrorCode::Usage,
                "--memory \"" + text +
                    "\" is no size; write bytes, or a number with K, M, G or T, such as 1.5G");
  }
  return *bytes;
}

}  // namespace

void addSelectionOptions(CLI::App& command, AnalysisOptions& options, const std::string& killHelp) {
  command
      .add_option("--operators", options.operators,
                  "Mutation operators with their parameters, e.g. CW:0.1,NAI,NEB (the default, as "
                  "in the paper);\n"
                  "maacc environment lists all with their formulas")
      ->delimiter(',')
      ->option_text("LIST");
  command
      .add_option("--layers", options.request.layers,
                  "Only these layers: names, or numbers counted from 0")
      ->delimiter(',')
      ->option_text("LIST");
  command
      .add_option("--limit-inputs", options.request.limitInputs, "Only the first N inputs; 0: all")
      ->check(CLI::NonNegativeNumber)
      ->option_text("N");
  command.add_option("--seed", options.request.seed, "Seed of random operators and draws (0)")
      ->option_text("S");
  command.add_option("--kill", options.criterion, killHelp)
      ->check(CLI::IsMember({"true-class", "predicted-class"}))
      ->option_text("true-class|predicted-class");
}

void addMachineOptions(CLI::App& command, AnalysisOptions& options) {
  command.add_option("--device", options.request.device, "auto, cpu, cuda, cuda:0 or cuda:all")
      ->option_text("DEVICE");
  command.add_option("--threads", options.request.threads, "CPU threads; 0: all cores")
      ->check(CLI::Range(0, 4096))
      ->option_text("N");
  command
      .add_option("--batch-size", options.request.batchSize,
                  "Inputs per batch; 0: chosen by the evaluator")
      ->check(CLI::Range(0, 1 << 24))
      ->option_text("N");
  command
      .add_option(
          "--memory", options.memory,
          "Memory for inputs and cached activations, e.g. 512M or 1.5G (half of what is free)")
      ->option_text("SIZE");
  command.add_option("--progress", options.progress, "How progress is shown (bar)")
      ->check(CLI::IsMember({"bar", "json", "none"}))
      ->option_text("bar|json|none");
}

AnalysisRequest requestOf(const AnalysisOptions& options) {
  AnalysisRequest request = options.request;
  request.operators = options.operators;
  request.criterion = parseCriterion(options.criterion);
  request.memoryBytes = options.memory.empty() ? 0 : memorySize(options.memory);
  return request;
}

}  // namespace maacc
