#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/sweep/strategy_points.h"

namespace maacc {

// Means over the repetitions of one configuration in the paper's package. Scores are by the
// predicted class.
struct PublishedRow {
  double parameter = 0;  // units per cluster, or threshold
  int repetitions = 0;
  double score = 0;
  double scoreDeviation = 0;  // standard deviation; 0 for one repetition
  double clusters = 0;
  double mutants = 0;
  double seconds = 0;  // "Total_time"
};

// The published results of one model.
struct PublishedTables {
  std::optional<PublishedRow> exhaustive;  // clusters: 0
  std::vector<PublishedRow> neuronClusters;
  std::vector<PublishedRow> mutantClusters;

  bool empty() const { return !exhaustive && neuronClusters.empty() && mutantClusters.empty(); }
};

// The row of a parameter, as far as decimal text goes.
const PublishedRow* findRow(const std::vector<PublishedRow>& rows, double parameter);

// Reads vanilla.csv, neuron-clustering.csv and mutant-clustering.csv, of which one may be missing;
// a row is used where the file name in its Model_Type is that of the model. Throws Error{BadInput}
// where none of the three is there, and for a missing column or a bad number, naming file and line.
PublishedTables readPublished(const std::string& folder, const std::string& modelPath);

// Each row as share and error against the published exhaustive score; none without it. The share
// is that of the mutants that were tested: one per mutant cluster.
std::vector<StrategyPoint> publishedPoints(const PublishedTables& tables);

}  // namespace maacc
