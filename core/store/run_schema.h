#pragma once

#include "core/store/sqlite_database.h"

namespace maacc {

// "MAAC" in the database header (PRAGMA application_id); file(1) and other programs can tell a run
// file by it.
constexpr int64_t kRunApplicationId = 0x4D414143;

// Tables, application id and schema version, as docs/run_file.md describes them.
void createRunSchema(SqliteDatabase& database);

// Selects sequence, mutant_index, status, reason, flipped_inputs, killed_true_class,
// killed_predicted_class, proof, undecided from kill_record, in every schema; ready for WHERE and
// ORDER BY.
std::string recordQuery(const SqliteDatabase& database);

// Whether the file can hold groups, clusterings and a sample of cells: from schema 3 on.
bool hasReductionTables(const SqliteDatabase& database);

// Throws Error{BadInput} when the database belongs to another program, to a newer schema, or lacks
// a table or column. thorough: also has SQLite check every page.
void checkRunSchema(const SqliteDatabase& database, bool thorough);

// Throws Error{Usage} when the run was written with an older schema, which is read but not
// continued.
void requireCurrentSchema(const SqliteDatabase& database);

}  // namespace maacc
