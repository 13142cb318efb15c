#pragma once

#include "core/store/run_values.h"
#include "core/store/sqlite_database.h"

namespace maacc {

// The tables of a run file that are written once, when the run is created. Readers check what they
// read: a file that was tampered with gives Error{BadInput}, never a crash.

// Numbers that the other tables are checked against.
struct RunSize {
  int64_t mutants = 0;
  int64_t inputs = 0;
  int64_t correctInputs = 0;
  int classes = 0;
};
RunSize readRunSize(const SqliteDatabase& database);

// Of the plan the mutants alone; the rest is in reduction_tables.h.
void writeRun(SqliteDatabase& database, const Baseline& baseline, const RunPlan& plan);
void writeSettings(SqliteDatabase& database, const RunSettings& settings);
void writeLayers(SqliteDatabase& database, const std::vector<LayerSummary>& layers);

RunSettings readSettings(const SqliteDatabase& database);
std::vector<LayerSummary> readLayers(const SqliteDatabase& database);
Baseline readBaseline(const SqliteDatabase& database);
MutationPlan readPlan(const SqliteDatabase& database);

}  // namespace maacc
