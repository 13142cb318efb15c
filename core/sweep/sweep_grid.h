#pragma once

#include <string>
#include <vector>

namespace maacc {

enum class SweepExperiment {
  NeuronClusters,  // published neuron clusters of every size, and their representatives
  MutantClusters,  // published mutant clusters at every threshold, and those per layer and operator
  Strategies,      // error against the share of the evaluations
};
std::string experimentName(SweepExperiment experiment);    // "neuron-clusters", ...
SweepExperiment parseExperiment(const std::string& name);  // throws Error{Usage}

// What a sweep measures. The defaults are those of the paper.
struct SweepGrid {
  std::vector<SweepExperiment> experiments = {SweepExperiment::NeuronClusters,
                                              SweepExperiment::MutantClusters,
                                              SweepExperiment::Strategies};
  std::vector<int> unitsPerCluster = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  std::vector<double> thresholds = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99};
  int repetitions = 6;  // of the published tables and of strategies that are really run
  std::vector<double> shares = {0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.65};  // of the evaluations
  int replays = 200;  // of strategies that are replayed, in the comparison of strategies

  bool measures(SweepExperiment experiment) const;
};

// The options that make a grid, which are the keys of a grid file too: "units-per-cluster",
// "thresholds", "repetitions", "shares" (percent), "replays", "experiments".
const std::vector<std::string>& gridKeys();

// Takes an option's text: numbers separated by commas, whole ones also as ranges, "1-4,8". Lists
// become ascending without duplicates. Throws Error{Usage} naming key and value.
void setGridValue(SweepGrid& grid, const std::string& key, const std::string& text);

// A JSON object of grid keys; a value is a number, a text as above, or a list of both. What it does
// not name keeps its default. Throws Error{BadInput} for a file that is none, and Error{Usage}
// naming the file and the key that is not known or has a bad value.
SweepGrid readGrid(const std::string& path);

}  // namespace maacc
