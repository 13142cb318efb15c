#pragma once

#include <span>
#include <vector>

#include "core/sweep/strategy_points.h"
#include "ui/jobs/run_set.h"
#include "ui/models/text_table_model.h"
#include "ui/plots/scatter_painter.h"

namespace maacc {

// What is saved: names of savings of the core.
struct SavingMeasure {
  QString title;       // "pairs evaluated"
  std::string saving;  // "pairs evaluated"
  bool isOfSweeps;     // sweep tables know it
};
const std::vector<SavingMeasure>& savingMeasures();  // the one of sweeps first

// Saving against |score - base|: each run, the mean of repetitions with its spread, and the lines
// of a sweep's table. Runs of one strategy are one series. Points keep the order of the table.
Scatter tradeOff(const RunSetComparison* set,
                 std::span<const StrategyPoint> sweep,
                 const SavingMeasure& measure,
                 KillCriterion criterion);

// The table twin: one row per point.
std::vector<TextColumn> tradeOffColumns();
std::vector<TextRow> tradeOffRows(const Scatter& scatter);

}  // namespace maacc
