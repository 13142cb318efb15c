#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/reduction/reduction_settings.h"

namespace maacc {

// The options that say which mutants are tested, as they were given.
struct StrategyOptions {
  std::string strategy = "exhaustive";
  std::optional<double> unitsPerCluster;
  std::optional<double> clusters;
  std::optional<double> height;
  std::optional<double> fraction;
  std::optional<double> similarityThreshold;
  std::vector<std::string> cuts;  // LAYER=K, LAYER/OPERATOR=K
  std::optional<std::string> neuronMode;
  std::optional<std::string> mutantMethod;
  std::optional<std::string> linkage;
  std::optional<std::string> metric;
  std::optional<std::string> scale;
  std::optional<std::string> features;
  std::optional<std::string> representative;
  std::optional<int> perCluster;
  std::optional<std::string> stratify;
  std::optional<double> until;       // percentage points of the score
  std::optional<double> confidence;  // percent
  std::optional<double> budget;      // percent of the evaluations
  std::optional<std::string> probeOrder;
};

void addStrategyOptions(CLI::App& command, StrategyOptions& options);

// Those of them that any command takes that clusters: where trees are cut (without --fraction,
// which samples have too), and how things are clustered. Under a heading of the help.
void addCutOptions(CLI::App& command, StrategyOptions& options, const std::string& group);
void addClusteringOptions(CLI::App& command, StrategyOptions& options, const std::string& group);

// Throws Error{Usage} for an option that does not belong to the strategy, for two cuts, and for
// values that the strategy does not take. The seed stays 0.
ReductionSettings reductionOf(const StrategyOptions& options);

}  // namespace maacc
