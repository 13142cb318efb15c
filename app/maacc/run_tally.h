#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <span>

#include "core/analysis/score.h"
#include "core/base/run_context.h"

namespace maacc {

// Live numbers of a run: verdicts from stored records, speed from the progress that the evaluator
// reports, which may be ahead of them. Thread-safe.
class RunTally {
 public:
  struct Snapshot {
    ScoreSummary summary;
    double elapsedSeconds = 0;    // since the mutants began, without pauses
    double mutantsPerSecond = 0;  // of this session; 0 while unknown
    std::optional<double> etaSeconds;
  };

  void begin(const RunContext& context, int64_t mutants, int64_t remaining, int classes);
  void add(std::span<const KillRecord> records);
  Snapshot snapshot() const;

 private:
  mutable std::mutex mutex_;
  std::optional<RunContext> context_;
  std::chrono::steady_clock::time_point start_;
  double pausedBefore_ = 0;
  int64_t doneBefore_ = 0;
  int classes_ = 0;
  ScoreSummary summary_;
};

// "1 h 2 min", "1 min 32 s", "8 s"
std::string durationText(double seconds);

}  // namespace maacc
