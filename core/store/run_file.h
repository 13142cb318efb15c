#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/analysis/kill_record.h"
#include "core/model/network.h"
#include "core/mutation/mutation_plan.h"

namespace maacc {

enum class Evidence { Score, Inputs };  // counts and killed classes, or every flipped input as well
std::string evidenceName(Evidence evidence);      // "score", "inputs"
Evidence parseEvidence(const std::string& text);  // throws Error{Usage}

// What was asked for. Everything that decides a verdict, and where the inputs came from.
struct RunSettings {
  std::string modelPath;  // absolute
  std::string modelHash;  // Network::contentHash()
  std::string dataPath;   // absolute
  std::string labelsPath;
  std::string dataKey;
  std::string labelsKey;
  std::string dataHash;       // Dataset::contentHash
  std::string preprocessing;  // recipeText
  std::vector<std::string> operators;
  std::vector<std::string> layers;  // as given; empty: all
  int64_t limitInputs = 0;          // first N samples of the data; 0: all
  uint64_t seed = 0;
  std::string strategy = "exhaustive";
  std::string evaluator = "incremental";
  KillCriterion criterion = KillCriterion::TrueClass;
  Evidence evidence = Evidence::Score;
};

// One layer as people see it; enough to show a run without its model.
struct LayerSummary {
  std::string name;
  std::string kind;
  std::string activation;   // fused one, or empty
  std::vector<int> inputs;  // positions of the layers it reads
  Shape outputShape;
  int64_t parameters = 0;
  int units = 0;           // mutable units
  int weightedLayer = -1;  // -1: none
};
std::vector<LayerSummary> summarizeLayers(const Network& network);

// The original network on the data.
struct Baseline {
  int classes = 0;
  int64_t inputs = 0;                  // samples evaluated
  std::vector<int32_t> correctInputs;  // their positions in the data, ascending
  std::vector<int32_t> correctLabels;  // their classes
  std::vector<double> correctMargins;  // largest minus second largest logit of the original
  double accuracy() const;
};

// The machine that ran it. Changes on every resume; the last one is kept.
struct RunEnvironment {
  std::string programVersion;
  std::string torchVersion;
  std::string blas;
  std::string device;  // "cpu", "cuda:0 NVIDIA H200"
  int threads = 0;
  int64_t batchSize = 0;
};

enum class RunState { Running, Stopped, Finished };  // Running and no process: it was killed
std::string stateName(RunState state);

struct StageTime {
  std::string stage;  // "load", "baseline", "mutants"
  double seconds = 0;
};

// Named counters of work, e.g. "pairs_evaluated", "pairs_rechecked_float64".
struct WorkCount {
  std::string name;
  int64_t value = 0;
};

// The run file (.maacc): one SQLite database with an application id and a schema version, WAL,
// foreign keys. One writer, any number of readers. Complete after every commit: a kill loses at
// most the batch in flight. Not thread-safe: one object per thread. Every failure of SQLite becomes
// an Error naming the file: System for a full disk or an output that cannot be written, BadInput
// for a damaged file, a file of another program or of a newer schema. docs/run_file.md has the
// tables.
class RunFile {
 public:
  static constexpr int kSchemaVersion = 2;

  // Creates a new file with the whole plan in it, in one step: a kill leaves PATH.partial, which
  // the next creation replaces, but never a run without its plan. Throws Error{Usage} when the path
  // exists already (says --resume or another name) or its folder does not.
  static RunFile create(const std::string& path,
                        const RunSettings& settings,
                        const std::vector<LayerSummary>& layers,
                        const Baseline& baseline,
                        const MutationPlan& plan);
  // Works while the writer writes. Where file or folder cannot be written it leaves nothing beside
  // the file.
  static RunFile openForReading(const std::string& path);
  // To resume. Throws Error{Usage} when another process writes the run or its schema is an older
  // one.
  static RunFile openForWriting(const std::string& path);

  RunFile(RunFile&&) noexcept;
  RunFile& operator=(RunFile&&) noexcept;
  ~RunFile();

  RunSettings settings() const;
  std::vector<LayerSummary> layers() const;
  Baseline baseline() const;
  MutationPlan plan() const;
  RunEnvironment environment() const;
  RunState state() const;
  bool beingWritten() const;  // by a living process; Running without one: it was killed
  std::vector<StageTime> times() const;
  std::vector<WorkCount> counts() const;

  int64_t recordCount() const;
  std::vector<KillRecord> records() const;  // ascending by mutant index, without flips
  std::vector<KillRecord> recordsSince(
      int64_t& cursor) const;  // those added after the cursor, without flips; moves it
  std::vector<Flip> flips(int64_t mutantIndex) const;
  std::vector<int64_t> untestedMutants() const;  // plan positions without a record, ascending

  // Writers only. Each call is one transaction, durable when it returns. A second record for a
  // mutant is a bug. setState(Stopped or Finished) moves everything into the one file, so that it
  // can be copied.
  void append(std::span<const KillRecord> records);
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
