#include "core/store/record_tables.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/store/flip_codec.h"

namespace maacc {
namespace {

[[noreturn]] void damaged(const SqliteDatabase& database, const std::string& detail) {
  throw Error(ErrorCode::BadInput, damagedMessage(database.path(), detail));
}

// Undecided with an undecided class and without a kill; survived and error with none undecided.
bool settlesItsStatus(const KillRecord& record) {
  const auto any = [](const ClassSet& set) {
    return std::any_of(set.begin(), set.end(), [](uint8_t member) { return member != 0; });
  };
  switch (record.status) {
    case MutantStatus::Undecided:
      return any(record.undecided);
    case MutantStatus::Survived:
    case MutantStatus::Error:
      return !any(record.undecided);
    case MutantStatus::Killed:
      break;
  }
  return true;
}

ClassSet readClassSet(const SqliteDatabase& database,
                      const SqliteStatement& row,
                      int column,
                      int classes) {
  if (row.isNull(column)) {
    return {};
  }
  const std::string text = row.text(column);
  if (text.size() != static_cast<std::size_t>(classes) ||
      text.find_first_not_of("01") != std::string::npos) {
    damaged(database, "a set of classes cannot be read");
  }
  return parseClassSet(text);
}

MutantStatus readStatus(const SqliteDatabase& database, const std::string& text) {
  for (MutantStatus status : {MutantStatus::Killed, MutantStatus::Survived, MutantStatus::Error,
                              MutantStatus::Undecided}) {
    if (text == statusName(status)) {
      return status;
    }
  }
  damaged(database, "a mutant has status \"" + text + "\"");
}

Proof readProof(const SqliteDatabase& database, const std::string& text, MutantStatus status) {
  for (Proof proof : {Proof::None, Proof::Unchanged, Proof::Bound}) {
    if (text == proofName(proof) && (proof == Proof::None || status == MutantStatus::Survived)) {
      return proof;
    }
  }
  damaged(database, "a mutant that is " + statusName(status) + " has the proof \"" + text + "\"");
}

void requireSettledStatus(const SqliteDatabase& database, const KillRecord& record) {
  if (!settlesItsStatus(record)) {
    damaged(database, "a mutant that is " + statusName(record.status) +
                          " does not fit its undecided classes");
  }
}

void bindClassSet(SqliteStatement& statement, const ClassSet& set) {
  if (set.empty()) {
    statement.bindNull();
  } else {
    statement.bind(classSetText(set));
  }
}

// The number that the next record gets. Readers ask for what is beyond the last number they saw, so
// that a replaced record has to get a new one.
int64_t nextSequence(const SqliteDatabase& database) {
  return database.integer("SELECT max(sequence) FROM kill_record") + 1;
}

void checkRecord(const KillRecord& record, const RunSize& size) {
  const auto classes = static_cast<std::size_t>(size.classes);
  for (const ClassSet* set :
       {&record.killedTrueClass, &record.killedPredictedClass, &record.undecided}) {
    MAACC_CHECK(set->empty() || set->size() == classes);
  }
  MAACC_CHECK(record.proof == Proof::None || record.status == MutantStatus::Survived);
  MAACC_CHECK(settlesItsStatus(record));
}

void writeFlips(SqliteStatement& insert, const KillRecord& record, const RunSize& size) {
  if (!record.flips.empty()) {
    const auto bytes = encodeFlips(record.flips, size.correctInputs, size.classes);
    insert.bind(record.mutantIndex).bind(std::span<const std::byte>(bytes)).run();
  }
}

// Values in the order of the statements below.
void writeRecord(SqliteStatement& statement, int64_t sequence, const KillRecord& record) {
  statement.bind(sequence).bind(statusName(record.status)).bind(record.reason);
  if (record.flippedInputs) {
    statement.bind(*record.flippedInputs);
  } else {
    statement.bindNull();
  }
  bindClassSet(statement, record.killedTrueClass);
  bindClassSet(statement, record.killedPredictedClass);
  statement.bind(proofName(record.proof));
  bindClassSet(statement, record.undecided);
  statement.bind(record.mutantIndex).run();
}

}  // namespace

KillRecord readRecord(const SqliteDatabase& database,
                      const SqliteStatement& row,
                      const RunSize& size) {
  KillRecord record;
  record.mutantIndex = row.integer(1);
  record.status = readStatus(database, row.text(2));
  record.reason = row.text(3);
  record.flippedInputs = row.isNull(4) ? std::nullopt : std::optional(row.integer(4));
  record.killedTrueClass = readClassSet(database, row, 5, size.classes);
  record.killedPredictedClass = readClassSet(database, row, 6, size.classes);
  record.proof = readProof(database, row.text(7), record.status);
  record.undecided = readClassSet(database, row, 8, size.classes);
  requireSettledStatus(database, record);
  const bool fits = record.mutantIndex >= 0 && record.mutantIndex < size.mutants &&
                    record.flippedInputs.value_or(0) >= 0 &&
                    record.flippedInputs.value_or(0) <= size.correctInputs;
  if (!fits) {
    damaged(database, "a kill record is beyond the plan or the data");
  }
  return record;
}

void insertRecords(SqliteDatabase& database,
                   std::span<const KillRecord> records,
                   const RunSize& size) {
  SqliteTransaction transaction(database);
  SqliteStatement insert(
      database,
      "INSERT INTO kill_record (sequence, status, reason, flipped_inputs, killed_true_class, "
      "killed_predicted_class, proof, undecided, mutant_index) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  SqliteStatement insertFlips(database,
                              "INSERT INTO flip_evidence (mutant_index, flips) VALUES (?, ?)");
  int64_t sequence = nextSequence(database);
  for (const KillRecord& record : records) {
    checkRecord(record, size);
    writeRecord(insert, sequence++, record);
    writeFlips(insertFlips, record, size);
  }
  transaction.commit();
}

void replaceRecords(SqliteDatabase& database,
                    std::span<const KillRecord> records,
                    const RunSize& size) {
  SqliteTransaction transaction(database);
  SqliteStatement update(
      database,
      "UPDATE kill_record SET sequence = ?, status = ?, reason = ?, flipped_inputs = ?, "
      "killed_true_class = ?, killed_predicted_class = ?, proof = ?, undecided = ? "
      "WHERE mutant_index = ?");
  SqliteStatement removeFlips(database, "DELETE FROM flip_evidence WHERE mutant_index = ?");
  SqliteStatement insertFlips(database,
                              "INSERT INTO flip_evidence (mutant_index, flips) VALUES (?, ?)");
  int64_t sequence = nextSequence(database);
  for (const KillRecord& record : records) {
    checkRecord(record, size);
    writeRecord(update, sequence++, record);
    MAACC_CHECK(database.integer("SELECT changes()") == 1);
    removeFlips.bind(record.mutantIndex).run();
    writeFlips(insertFlips, record, size);
  }
  transaction.commit();
}

}  // namespace maacc
