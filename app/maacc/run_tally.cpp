#include "app/maacc/run_tally.h"

#include <cmath>

namespace maacc {

void RunTally::begin(const RunContext& context, int64_t mutants, int64_t remaining, int classes) {
  const std::scoped_lock lock(mutex_);
  context_ = context;
  start_ = std::chrono::steady_clock::now();
  pausedBefore_ = context.pausedSeconds();
  doneBefore_ = mutants - remaining;
  classes_ = classes;
  summary_ = summarize({}, mutants, classes);
}

void RunTally::add(std::span<const KillRecord> records) {
  const std::scoped_lock lock(mutex_);
  addSummary(summary_, summarize(records, 0, classes_));
}

RunTally::Snapshot RunTally::snapshot() const {
  const std::scoped_lock lock(mutex_);
  Snapshot snapshot;
  snapshot.summary = summary_;
  if (!context_) {
    return snapshot;
  }
  const double wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  snapshot.elapsedSeconds = wall - (context_->pausedSeconds() - pausedBefore_);
  const Progress progress = context_->progress();
  const int64_t done = progress.stage == "mutants" ? progress.done : doneBefore_;
  const int64_t doneNow = done - doneBefore_;
  if (doneNow > 0 && snapshot.elapsedSeconds > 0) {
    snapshot.mutantsPerSecond = static_cast<double>(doneNow) / snapshot.elapsedSeconds;
    snapshot.etaSeconds = static_cast<double>(summary_.planned - done) / snapshot.mutantsPerSecond;
  }
  return snapshot;
}

std::string durationText(double seconds) {
  const auto whole = static_cast<int64_t>(std::llround(seconds));
  if (whole >= 3600) {
    return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
  }
  if (whole >= 60) {
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  }
  return std::to_string(whole) + " s";
}

}  // namespace maacc
