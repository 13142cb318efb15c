#include "core/store/run_file.h"

#include <sqlite3.h>
#include <unistd.h>

#include <utility>

#include "core/base/error.h"
#include "core/store/flip_codec.h"
#include "core/store/record_tables.h"
#include "core/store/reduction_tables.h"
#include "core/store/run_location.h"
#include "core/store/run_schema.h"
#include "core/store/run_tables.h"
#include "core/store/writer_lock.h"

namespace maacc {
namespace {

[[noreturn]] void damaged(const SqliteDatabase& database, const std::string& detail) {
  throw Error(ErrorCode::BadInput, damagedMessage(database.path(), detail));
}

// Builds the whole file under another name, so that a kill leaves nothing that looks like a run.
class PartialFile {
 public:
  explicit PartialFile(const std::string& path) : partial_(preparePartialFile(path)) {}
  ~PartialFile() { ::unlink(partial_.c_str()); }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  const std::string& path() const { return partial_; }

 private:
  std::string partial_;
};

void buildRun(const std::string& path,
              const RunSettings& settings,
              const std::vector<LayerSummary>& layers,
              const Baseline& baseline,
              const RunPlan& plan) {
  SqliteDatabase database(path, SqliteDatabase::Mode::Create);
  // No journal: a file that does not get finished is removed, not rolled back.
  database.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
  SqliteTransaction transaction(database);
  createRunSchema(database);
  writeSettings(database, settings);
  writeLayers(database, layers);
  writeRun(database, baseline, plan);
  writeSample(database, plan.sample, static_cast<int64_t>(plan.mutants.mutants.size()));
  writeClusterings(database, plan.clusterings);
  transaction.commit();
  database.execute("PRAGMA journal_mode = WAL");
}

}  // namespace

struct RunFile::Impl {
  // The lock goes last, when the database is closed.
  std::unique_ptr<WriterLock> lock;
  std::unique_ptr<SqliteDatabase> database;
  RunSize size;
  std::string recordQuery;

  ~Impl() {
    if (lock != nullptr && database != nullptr) {
      // Best effort: the log holds everything that could not be moved.
      sqlite3_wal_checkpoint_v2(database->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                nullptr);
    }
  }

  // A table with a column mutant_index.
  std::string mutantsToTest() const {
    const bool grouped =
        hasReductionTables(*database) && database->integer("SELECT count(*) FROM mutant_group") > 0;
    return grouped ? "(SELECT mutant_index FROM group_member JOIN mutant_group USING (group_index) "
                     "WHERE draw_position < to_test)"
                   : "mutant";
  }

  void requireWriter() const { MAACC_CHECK(lock != nullptr); }

  // Moves everything from the log into the one file. Readers in the middle of a query may delay
  // that; then the last one to close does it.
  void checkpoint() { database->execute("PRAGMA wal_checkpoint(TRUNCATE)"); }
};

RunFile::RunFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {
  impl_->size = readRunSize(*impl_->database);
  impl_->recordQuery = recordQuery(*impl_->database);
}
RunFile::RunFile(RunFile&&) noexcept = default;
RunFile& RunFile::operator=(RunFile&&) noexcept = default;
RunFile::~RunFile() = default;

RunFile RunFile::create(const std::string& path,
                        const RunSettings& settings,
                        const std::vector<LayerSummary>& layers,
                        const Baseline& baseline,
                        const RunPlan& plan) {
  requireFreePath(path);
  auto impl = std::make_unique<Impl>();
  impl->lock = std::make_unique<WriterLock>(path);
  const PartialFile partial(path);
  buildRun(partial.path(), settings, layers, baseline, plan);
  publishPartialFile(partial.path(), path);
  impl->database = openRunForWriting(path);
  return RunFile(std::move(impl));
}

RunFile RunFile::openForReading(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  impl->database = openRunForReading(path);
  return RunFile(std::move(impl));
}

RunFile RunFile::openForWriting(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  requireRunFile(path);
  impl->lock = std::make_unique<WriterLock>(path);
  impl->database = openRunForWriting(path);
  return RunFile(std::move(impl));
}

const std::string& RunFile::path() const { return impl_->database->path(); }
RunSettings RunFile::settings() const { return readSettings(*impl_->database); }
std::vector<LayerSummary> RunFile::layers() const { return readLayers(*impl_->database); }
Baseline RunFile::baseline() const { return readBaseline(*impl_->database); }
MutationPlan RunFile::plan() const { return readPlan(*impl_->database); }

MutantSample RunFile::sample() const { return readSample(*impl_->database, impl_->size); }

std::vector<Clustering> RunFile::clusterings() const {
  return readClusterings(*impl_->database, impl_->size);
}

CellSample RunFile::cellSample() const { return readCellSample(*impl_->database, impl_->size); }

RunEnvironment RunFile::environment() const {
  RunEnvironment environment;
  SqliteStatement rows(*impl_->database, "SELECT name, value FROM environment");
  while (rows.step()) {
    const std::string name = rows.text(0);
    if (name == "program_version") {
      environment.programVersion = rows.text(1);
    } else if (name == "torch_version") {
      environment.torchVersion = rows.text(1);
    } else if (name == "blas") {
      environment.blas = rows.text(1);
    } else if (name == "device") {
      environment.device = rows.text(1);
    } else if (name == "threads") {
      environment.threads = static_cast<int>(rows.integer(1));
    } else if (name == "batch_size") {
      environment.batchSize = rows.integer(1);
    }
  }
  return environment;
}

RunState RunFile::state() const {
  const std::string text = impl_->database->text("SELECT state FROM run WHERE id = 1");
  for (RunState state : {RunState::Running, RunState::Stopped, RunState::Finished}) {
    if (text == stateName(state)) {
      return state;
    }
  }
  damaged(*impl_->database, "its state is \"" + text + "\"");
}

bool RunFile::beingWritten() const {
  return impl_->lock != nullptr || WriterLock::isHeld(impl_->database->path());
}

std::vector<StageTime> RunFile::times() const {
  std::vector<StageTime> times;
  SqliteStatement rows(*impl_->database, "SELECT stage, seconds FROM stage_time ORDER BY position");
  while (rows.step()) {
    times.push_back({rows.text(0), rows.real(1)});
  }
  return times;
}

std::vector<WorkCount> RunFile::counts() const {
  std::vector<WorkCount> counts;
  SqliteStatement rows(*impl_->database, "SELECT name, value FROM work_count ORDER BY position");
  while (rows.step()) {
    counts.push_back({rows.text(0), rows.integer(1)});
  }
  return counts;
}

int64_t RunFile::recordCount() const {
  return impl_->database->integer("SELECT count(*) FROM kill_record");
}

std::vector<KillRecord> RunFile::records() const {
  std::vector<KillRecord> records;
  SqliteStatement rows(*impl_->database, impl_->recordQuery + "ORDER BY mutant_index");
  while (rows.step()) {
    records.push_back(readRecord(*impl_->database, rows, impl_->size));
  }
  return records;
}

std::vector<KillRecord> RunFile::recordsSince(int64_t& cursor) const {
  std::vector<KillRecord> records;
  SqliteStatement rows(*impl_->database,
                       impl_->recordQuery + "WHERE sequence > ? ORDER BY sequence");
  rows.bind(cursor);
  while (rows.step()) {
    records.push_back(readRecord(*impl_->database, rows, impl_->size));
    cursor = rows.integer(0);
  }
  return records;
}

std::vector<Flip> RunFile::flips(int64_t mutantIndex) const {
  SqliteStatement row(*impl_->database, "SELECT flips FROM flip_evidence WHERE mutant_index = ?");
  row.bind(mutantIndex);
  if (!row.step()) {
    return {};
  }
  auto flips = decodeFlips(row.blob(0), impl_->size.correctInputs, impl_->size.classes);
  if (!flips) {
    damaged(*impl_->database, "the flipped inputs of a mutant cannot be read");
  }
  return std::move(*flips);
}

FlipTable RunFile::allFlips() const {
  FlipTable table(impl_->size.mutants, impl_->size.correctInputs);
  SqliteStatement rows(*impl_->database,
                       "SELECT mutant_index, flips FROM flip_evidence ORDER BY mutant_index");
  while (rows.step()) {
    const int64_t mutant = rows.integer(0);
    const auto flips = decodeFlips(rows.blob(1), impl_->size.correctInputs, impl_->size.classes);
    if (!flips || mutant < 0 || mutant >= impl_->size.mutants) {
      damaged(*impl_->database, "the flipped inputs of a mutant cannot be read");
    }
    table.add(mutant, *flips);
  }
  return table;
}

std::vector<int64_t> RunFile::untestedMutants() const {
  std::vector<int64_t> untested;
  SqliteStatement rows(*impl_->database,
                       "SELECT mutant_index FROM " + impl_->mutantsToTest() +
                           " WHERE mutant_index NOT IN (SELECT mutant_index FROM kill_record) "
                           "ORDER BY mutant_index");
  while (rows.step()) {
    untested.push_back(rows.integer(0));
    if (untested.back() < 0 || untested.back() >= impl_->size.mutants) {
      damaged(*impl_->database, "its list of mutants is out of order");
    }
  }
  return untested;
}

void RunFile::append(std::span<const KillRecord> records) {
  impl_->requireWriter();
  insertRecords(*impl_->database, records, impl_->size);
}

void RunFile::replace(std::span<const KillRecord> records) {
  impl_->requireWriter();
  replaceRecords(*impl_->database, records, impl_->size);
}

void RunFile::setToTest(std::span<const int64_t> toTest) {
  impl_->requireWriter();
  updateToTest(*impl_->database, toTest);
}

void RunFile::setCellSample(const CellSample& sample) {
  impl_->requireWriter();
  writeCellSample(*impl_->database, sample, impl_->size);
}

void RunFile::setEnvironment(const RunEnvironment& environment) {
  impl_->requireWriter();
  SqliteTransaction transaction(*impl_->database);
  SqliteStatement insert(*impl_->database,
                         "INSERT OR REPLACE INTO environment (name, value) VALUES (?, ?)");
  insert.bind("program_version").bind(environment.programVersion).run();
  insert.bind("torch_version").bind(environment.torchVersion).run();
  insert.bind("blas").bind(environment.blas).run();
  insert.bind("device").bind(environment.device).run();
  insert.bind("threads").bind(std::to_string(environment.threads)).run();
  insert.bind("batch_size").bind(std::to_string(environment.batchSize)).run();
  transaction.commit();
}

void RunFile::setState(RunState state) {
  impl_->requireWriter();
  SqliteStatement(*impl_->database, "UPDATE run SET state = ?").bind(stateName(state)).run();
  if (state != RunState::Running) {
    impl_->checkpoint();
  }
}

void RunFile::addTime(const std::string& stage, double seconds) {
  impl_->requireWriter();
  SqliteStatement(*impl_->database,
                  "INSERT INTO stage_time (stage, seconds) VALUES (?, ?) "
                  "ON CONFLICT (stage) DO UPDATE SET seconds = seconds + excluded.seconds")
      .bind(stage)
      .bind(seconds)
      .run();
}

void RunFile::addCount(const std::string& name, int64_t value) {
  impl_->requireWriter();
  SqliteStatement(*impl_->database,
                  "INSERT INTO work_count (name, value) VALUES (?, ?) "
                  "ON CONFLICT (name) DO UPDATE SET value = value + excluded.value")
      .bind(name)
      .bind(value)
      .run();
}

}  // namespace maacc
