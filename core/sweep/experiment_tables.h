#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/sweep/published_tables.h"
#include "core/sweep/sweep_row.h"
#include "core/sweep/sweep_table.h"

namespace maacc {

// What everything is compared with.
struct ExhaustiveResult {
  std::array<double, 2> scores = {};  // true class, predicted class
  int64_t mutants = 0;
  int64_t correctInputs = 0;
  int classes = 0;
  double pairs = 0;    // evaluated
  double seconds = 0;  // that finding the verdicts took
  double scoreOf(KillCriterion criterion) const {
    return scores[criterion == KillCriterion::TrueClass ? 0 : 1];
  }
};

// All that the tables of a sweep show.
struct SweepResults {
  std::string model;  // name of the file
  SweepGrid grid;
  ExhaustiveResult exhaustive;
  std::vector<SweepTask> tasks;
  std::vector<SweepRow> rows;  // of the tasks, in their order
  PublishedTables published;
};

// One table per experiment of the grid: "neuron-clusters", "mutant-clusters", "strategies". Every
// line has its twin under the other criterion. A row without trials is a note below its table.
std::vector<SweepTable> experimentTables(const SweepResults& results);

}  // namespace maacc
