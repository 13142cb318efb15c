#pragma once

#include "core/store/sqlite_database.h"

namespace maacc {

// "MAAC" in the database header (PRAGMA application_id); file(1) and other programs can tell a run
// file by it.
constexpr int64_t kRunApplicationId = 0x4D414143;

// Tables, application id and schema version, as docs/run_file.md describes them.
void createRunSchema(SqliteDatabase& database);

// Throws Error{BadInput} when the database belongs to another program, to a newer schema, or lacks
// a table or column. thorough: also has SQLite check every page.
void checkRunSchema(const SqliteDatabase& database, bool thorough);

}  // namespace maacc
