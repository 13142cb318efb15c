#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "core/analysis/score.h"
#include "core/base/run_context.h"
#include "core/engine/analysis_observer.h"
#include "core/report/run_scores.h"

namespace maacc {

// Live numbers of a run: verdicts from stored records, speed from the progress that the evaluator
// reports, which may be ahead of them. Thread-safe.
class RunTally {
 public:
  struct Snapshot {
    ScoreSummary summary;  // planned: what is to be tested
    RunScores scores;
    double elapsedSeconds = 0;    // since the mutants began, without pauses
    double mutantsPerSecond = 0;  // of this session; 0 while unknown
    std::optional<double> etaSeconds;
  };

  // Again for every round, with more to test.
  void begin(const RunContext& context, const PlannedWork& work, int classes);
  void setCells(const CellSample& cells);
  void add(std::span<const KillRecord> records);
  Snapshot snapshot() const;

 private:
  // What the scores of a run follow from, where they are estimates.
  struct EstimatedRun {
    RunSettings settings;
    MutationPlan plan;
    MutantSample sample;
    CellSample cells;
    std::vector<KillRecord> records;  // the latest of each mutant, without flips
    std::vector<int64_t> recordOf;    // by mutant, a position in records; -1: none
  };

  void takeEstimated(const PlannedWork& work);
  void keep(const KillRecord& record);
  const RunScores& scores() const;

  mutable std::mutex mutex_;
  std::optional<RunContext> context_;
  std::chrono::steady_clock::time_point start_;
  double pausedBefore_ = 0;
  int64_t doneBefore_ = 0;
  int classes_ = 0;
  ScoreSummary summary_;
  std::optional<EstimatedRun> estimated_;
  mutable std::optional<RunScores> scores_;  // until the next record
};

// "1 h 2 min", "1 min 32 s", "8 s"
std::string durationText(double seconds);

}  // namespace maacc
