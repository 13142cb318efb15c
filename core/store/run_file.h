#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/analysis/cell_sample.h"
#include "core/analysis/flip_table.h"
#include "core/store/run_values.h"

namespace maacc {

// The run file (.maacc): one SQLite database with an application id and a schema version, WAL,
// foreign keys. One writer, any number of readers. Complete after every commit: a kill loses at
// most the batch in flight. Not thread-safe: one object per thread. Every failure of SQLite becomes
// an Error naming the file: System for a full disk or an output that cannot be written, BadInput
// for a damaged file, a file of another program or of a newer schema. docs/run_file.md has the
// tables.
class RunFile {
 public:
  static constexpr int kSchemaVersion = 3;

  // Creates a new file with the whole plan in it, in one step: a kill leaves PATH.partial, which
  // the next creation replaces, but never a run without its plan. Throws Error{Usage} when the path
  // exists already (says --resume or another name) or its folder does not.
  static RunFile create(const std::string& path,
                        const RunSettings& settings,
                        const std::vector<LayerSummary>& layers,
                        const Baseline& baseline,
                        const RunPlan& plan);
  // Works while the writer writes. Where file or folder cannot be written it leaves nothing beside
  // the file.
  static RunFile openForReading(const std::string& path);
  // To resume. Throws Error{Usage} when another process writes the run or its schema is an older
  // one.
  static RunFile openForWriting(const std::string& path);

  RunFile(RunFile&&) noexcept;
  RunFile& operator=(RunFile&&) noexcept;
  ~RunFile();

  const std::string& path() const;
  RunSettings settings() const;
  std::vector<LayerSummary> layers() const;
  Baseline baseline() const;
  MutationPlan plan() const;
  MutantSample sample() const;  // without groups where every mutant is tested
  std::vector<Clustering> clusterings() const;
  CellSample cellSample()
      const;  // empty where the run did not come to that, or has no second phase
  RunEnvironment environment() const;
  RunState state() const;
  bool beingWritten() const;  // by a living process; Running without one: it was killed
  std::vector<StageTime> times() const;
  std::vector<WorkCount> counts() const;

  int64_t recordCount() const;
  std::vector<KillRecord> records() const;  // ascending by mutant index, without flips
  // Those added or replaced after the cursor, without flips; moves it.
  std::vector<KillRecord> recordsSince(int64_t& cursor) const;
  std::vector<Flip> flips(int64_t mutantIndex) const;
  FlipTable allFlips() const;  // of every mutant that has any
  // Plan positions to test that have no record, ascending: with groups, those drawn.
  std::vector<int64_t> untestedMutants() const;

  // Writers only. Each call is one transaction, durable when it returns. A second record for a
  // mutant is a bug. setState(Stopped or Finished) moves everything into the one file, so that it
  // can be copied.
  void append(std::span<const KillRecord> records);
  // Puts fuller records in the place of those that are there. No record for a mutant is a bug.
  void replace(std::span<const KillRecord> records);
  // By group, how many are to be tested from now on; never fewer than before.
  void setToTest(std::span<const int64_t> toTest);
  // Replaces the sample that is there.
  void setCellSample(const CellSample& sample);
  void setEnvironment(const RunEnvironment& environment);
  void setState(RunState state);
  // Both add to what earlier sessions of a resumed run left.
  void addTime(const std::string& stage, double seconds);
  void addCount(const std::string& name, int64_t value);

 private:
  struct Impl;
  explicit RunFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace maacc
