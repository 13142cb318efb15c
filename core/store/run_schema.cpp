#include "core/store/run_schema.h"

#include <array>

#include "core/base/error.h"
#include "core/store/run_file.h"

namespace maacc {
namespace {

constexpr const char* kTables = R"sql(
CREATE TABLE format (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE run (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  state TEXT NOT NULL,
  mutants INTEGER NOT NULL,
  classes INTEGER NOT NULL,
  inputs INTEGER NOT NULL,
  correct_inputs INTEGER NOT NULL,
  plan_seed TEXT NOT NULL,
  plan_hash TEXT NOT NULL,
  random_draw INTEGER NOT NULL,
  created TEXT NOT NULL);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE layer (
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  activation TEXT NOT NULL,
  inputs TEXT NOT NULL,
  output_shape TEXT NOT NULL,
  parameters INTEGER NOT NULL,
  units INTEGER NOT NULL,
  weighted_layer INTEGER NOT NULL);
CREATE TABLE correct_input (
  position INTEGER PRIMARY KEY,
  input INTEGER NOT NULL,
  true_class INTEGER NOT NULL,
  margin REAL);
CREATE TABLE mutant (
  mutant_index INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  weighted_layer INTEGER NOT NULL,
  units TEXT NOT NULL,
  operator TEXT NOT NULL);
CREATE TABLE kill_record (
  sequence INTEGER PRIMARY KEY,
  mutant_index INTEGER NOT NULL UNIQUE REFERENCES mutant (mutant_index),
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  flipped_inputs INTEGER,
  killed_true_class TEXT,
  killed_predicted_class TEXT,
  proof TEXT NOT NULL,
  undecided TEXT);
CREATE TABLE flip_evidence (
  mutant_index INTEGER PRIMARY KEY REFERENCES mutant (mutant_index),
  flips BLOB NOT NULL);
CREATE TABLE mutant_group (
  group_index INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  to_test INTEGER NOT NULL);
CREATE TABLE group_member (
  mutant_index INTEGER PRIMARY KEY REFERENCES mutant (mutant_index),
  group_index INTEGER NOT NULL REFERENCES mutant_group (group_index),
  draw_position INTEGER);
CREATE TABLE clustering (
  clustering_index INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  weighted_layer INTEGER NOT NULL,
  operator TEXT NOT NULL,
  method TEXT NOT NULL,
  leaves INTEGER NOT NULL,
  clusters INTEGER NOT NULL);
CREATE TABLE clustering_leaf (
  clustering_index INTEGER NOT NULL REFERENCES clustering (clustering_index),
  leaf INTEGER NOT NULL,
  item INTEGER NOT NULL,
  cluster INTEGER NOT NULL,
  PRIMARY KEY (clustering_index, leaf)) WITHOUT ROWID;
CREATE TABLE clustering_merge (
  clustering_index INTEGER NOT NULL REFERENCES clustering (clustering_index),
  position INTEGER NOT NULL,
  left_id INTEGER NOT NULL,
  right_id INTEGER NOT NULL,
  height REAL NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (clustering_index, position)) WITHOUT ROWID;
CREATE TABLE cell_stratum (
  stratum_index INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  cells INTEGER NOT NULL);
CREATE TABLE sampled_cell (
  position INTEGER PRIMARY KEY,
  mutant_index INTEGER NOT NULL REFERENCES mutant (mutant_index),
  class_index INTEGER NOT NULL,
  stratum_index INTEGER NOT NULL REFERENCES cell_stratum (stratum_index));
CREATE TABLE environment (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE stage_time (
  position INTEGER PRIMARY KEY,
  stage TEXT NOT NULL UNIQUE,
  seconds REAL NOT NULL);
CREATE TABLE work_count (
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  value INTEGER NOT NULL);
CREATE VIEW mutant_result AS
  SELECT m.mutant_index, m.id AS mutant, m.weighted_layer, l.name AS layer, m.units, m.operator,
         coalesce(k.status, 'untested') AS status, k.flipped_inputs, k.killed_true_class,
         k.killed_predicted_class, k.undecided, k.proof, k.reason, g.name AS mutant_group
  FROM mutant m
  LEFT JOIN layer l ON l.weighted_layer = m.weighted_layer
  LEFT JOIN group_member p ON p.mutant_index = m.mutant_index
  LEFT JOIN mutant_group g ON g.group_index = p.group_index
  LEFT JOIN kill_record k ON k.mutant_index = m.mutant_index;
)sql";

// One query per table but kill_record; preparing them fails when a table or a column is missing.
constexpr std::array<const char*, 10> kProbes = {
    "SELECT name, value FROM format",
    "SELECT state, mutants, classes, inputs, correct_inputs, plan_seed, plan_hash FROM run",
    "SELECT name, value FROM setting",
    "SELECT position, name, kind, activation, inputs, output_shape, parameters, units, "
    "weighted_layer FROM layer",
    "SELECT position, input, true_class, margin FROM correct_input",
    "SELECT mutant_index, id, weighted_layer, units, operator FROM mutant",
    "SELECT mutant_index, flips FROM flip_evidence",
    "SELECT name, value FROM environment",
    "SELECT position, stage, seconds FROM stage_time",
    "SELECT position, name, value FROM work_count",
};

// Likewise, of what came with schema 3.
constexpr std::array<const char*, 7> kReductionProbes = {
    "SELECT random_draw FROM run",
    "SELECT group_index, name, to_test FROM mutant_group",
    "SELECT mutant_index, group_index, draw_position FROM group_member",
    "SELECT clustering_index, kind, weighted_layer, operator, method, leaves, clusters "
    "FROM clustering JOIN clustering_leaf USING (clustering_index)",
    "SELECT position, left_id, right_id, height, size FROM clustering_merge",
    "SELECT stratum_index, name, cells FROM cell_stratum",
    "SELECT position, mutant_index, class_index, stratum_index FROM sampled_cell",
};

int64_t versionOf(const SqliteDatabase& database) {
  return database.integer("PRAGMA user_version");
}

[[noreturn]] void damaged(const SqliteDatabase& database, const std::string& detail) {
  throw Error(ErrorCode::BadInput, damagedMessage(database.path(), detail));
}

// Every schema keeps the table format with this row, so that an older program can say what it
// takes.
std::string neededProgram(const SqliteDatabase& database) {
  try {
    return database.text("SELECT value FROM format WHERE name = 'needed_program'");
  } catch (const Error&) {
    return {};
  }
}

void checkVersion(const SqliteDatabase& database) {
  const int64_t version = versionOf(database);
  if (version > RunFile::kSchemaVersion) {
    const std::string needed = neededProgram(database);
    throw Error(ErrorCode::BadInput,
                database.path() + " has run file format " + std::to_string(version) +
                    ", but this program (" MAACC_VERSION ") reads up to " +
                    std::to_string(RunFile::kSchemaVersion) + "; open it with MAACC Studio " +
                    (needed.empty() ? "in a newer version" : needed + " or newer"));
  }
  if (version < 1) {
    damaged(database, "its creation did not finish");
  }
}

}  // namespace

void createRunSchema(SqliteDatabase& database) {
  database.execute("PRAGMA application_id = " + std::to_string(kRunApplicationId));
  database.execute(kTables);
  SqliteStatement insert(database, "INSERT INTO format (name, value) VALUES (?, ?)");
  insert.bind("written_by").bind("MAACC Studio " MAACC_VERSION).run();
  insert.bind("needed_program").bind(MAACC_VERSION).run();
  database.execute("PRAGMA user_version = " + std::to_string(RunFile::kSchemaVersion));
}

bool hasReductionTables(const SqliteDatabase& database) { return versionOf(database) >= 3; }

std::string recordQuery(const SqliteDatabase& database) {
  const int64_t version = versionOf(database);
  // Schema 1 had a count of float64 checks in the place of the proof, which nothing filled.
  return std::string(
             "SELECT sequence, mutant_index, status, reason, flipped_inputs, killed_true_class, "
             "killed_predicted_class, ") +
         (version < 2 ? "'' AS proof" : "proof") + ", " +
         (version < 3 ? "NULL AS undecided" : "undecided") + " FROM kill_record ";
}

void checkRunSchema(const SqliteDatabase& database, bool thorough) {
  const int64_t application = database.integer("PRAGMA application_id");
  if (application != kRunApplicationId) {
    throw Error(ErrorCode::BadInput,
                database.path() +
                    " is an SQLite database of another program, not a run file of MAACC Studio; "
                    "give the path of a .maacc file");
  }
  checkVersion(database);
  if (thorough) {
    const std::string verdict = database.text("PRAGMA quick_check(1)");
    if (verdict != "ok") {
      damaged(database, verdict.empty() ? "SQLite's check failed" : verdict);
    }
  }
  for (const char* probe : kProbes) {
    const SqliteStatement statement(database, probe);
  }
  for (std::size_t i = 0; hasReductionTables(database) && i < kReductionProbes.size(); ++i) {
    const SqliteStatement statement(database, kReductionProbes[i]);
  }
  const SqliteStatement records(database, recordQuery(database));
  const int64_t mutants = database.integer("SELECT mutants FROM run WHERE id = 1");
  if (mutants < 1 || mutants != database.integer("SELECT count(*) FROM mutant")) {
    damaged(database, "its list of mutants is incomplete");
  }
}

void requireCurrentSchema(const SqliteDatabase& database) {
  const int64_t version = versionOf(database);
  if (version != RunFile::kSchemaVersion) {
    throw Error(ErrorCode::Usage,
                database.path() + " has run file format " + std::to_string(version) +
                    ", which this program (" MAACC_VERSION
                    ") shows but does not continue; start the run again with another --out");
  }
}

}  // namespace maacc
