#pragma once

#include <span>
#include <vector>

#include "core/analysis/cell_sample.h"
#include "core/store/run_tables.h"
#include "core/store/run_values.h"
#include "core/store/sqlite_database.h"

namespace maacc {

// The tables of a run file that say which mutants are tested for which others. A file of an older
// schema has none of them and reads as empty. Readers check what they read, as in run_tables.h.

void writeSample(SqliteDatabase& database, const MutantSample& sample, int64_t mutants);
MutantSample readSample(const SqliteDatabase& database, const RunSize& size);
void updateToTest(SqliteDatabase& database, std::span<const int64_t> toTest);

void writeClusterings(SqliteDatabase& database, const std::vector<Clustering>& clusterings);
std::vector<Clustering> readClusterings(const SqliteDatabase& database, const RunSize& size);

// Replaces the one that is there.
void writeCellSample(SqliteDatabase& database, const CellSample& sample, const RunSize& size);
CellSample readCellSample(const SqliteDatabase& database, const RunSize& size);

}  // namespace maacc
