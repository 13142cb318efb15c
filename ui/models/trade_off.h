#pragma once

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
  bool isOfTables;     // sweeps and published results know it
};
const std::vector<SavingMeasure>& savingMeasures();  // the one of sweeps first

// Points of tables, beside the runs.
struct TradeOffTables {
  std::vector<StrategyPoint> sweep;      // a sweep's table
  std::vector<StrategyPoint> published;  // the paper's results for the base's model
  // The averages that the paper states over its eight models, as relative errors of the base's
  // score.
  bool averages = false;
};

// Saving against |score - base|: each run, the mean of repetitions with its spread, and the points
// of the tables. Runs of one strategy are one series. Points keep the order of the table.
Scatter tradeOff(const RunSetComparison* set,
                 const TradeOffTables& tables,
                 const SavingMeasure& measure,
                 KillCriterion criterion);

// The table twin: one row per point.
std::vector<TextColumn> tradeOffColumns();
std::vector<TextRow> tradeOffRows(const Scatter& scatter);

}  // namespace maacc
