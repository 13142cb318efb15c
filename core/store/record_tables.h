#pragma once

#include <span>

#include "core/analysis/kill_record.h"
#include "core/store/run_tables.h"
#include "core/store/sqlite_database.h"

namespace maacc {

// The verdicts in a run file. Readers check what they read, as in run_tables.h.

// The row of recordQuery() that the statement is at.
KillRecord readRecord(const SqliteDatabase& database,
                      const SqliteStatement& row,
                      const RunSize& size);

// One transaction each, with the flips. Every record gets a sequence number beyond all others.
// A second record for a mutant, or none to replace, is a bug.
void insertRecords(SqliteDatabase& database,
                   std::span<const KillRecord> records,
                   const RunSize& size);
void replaceRecords(SqliteDatabase& database,
                    std::span<const KillRecord> records,
                    const RunSize& size);

}  // namespace maacc
