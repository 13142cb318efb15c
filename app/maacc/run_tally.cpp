#include "app/maacc/run_tally.h"

#include <cmath>

namespace maacc {

void RunTally::begin(const RunContext& context, const PlannedWork& work, int classes) {
  const std::scoped_lock lock(mutex_);
  scores_.reset();
  if (context_) {
    summary_.planned = work.toTest;
    if (estimated_) {
      estimated_->sample = work.sample;
    }
    return;
  }
  context_ = context;
  start_ = std::chrono::steady_clock::now();
  pausedBefore_ = context.pausedSeconds();
  doneBefore_ = work.toTest - work.remaining;
  classes_ = classes;
  summary_ = summarize({}, work.toTest, classes);
  if (estimatesScores({work.settings, work.plan, work.sample, CellSample(), classes})) {
    takeEstimated(work);
  }
}

void RunTally::takeEstimated(const PlannedWork& work) {
  estimated_ = EstimatedRun{work.settings, work.plan, work.sample, {}, {}, {}};
  estimated_->recordOf.assign(work.plan.mutants.size(), -1);
}

void RunTally::setCells(const CellSample& cells) {
  const std::scoped_lock lock(mutex_);
  if (estimated_) {
    estimated_->cells = cells;
    scores_.reset();
  }
}

void RunTally::add(std::span<const KillRecord> records) {
  const std::scoped_lock lock(mutex_);
  scores_.reset();
  for (const KillRecord& record : records) {
    if (estimated_) {
      keep(record);
    }
    addSummary(summary_, summarize({&record, 1}, 0, classes_));
  }
}

void RunTally::keep(const KillRecord& record) {
  int64_t& position = estimated_->recordOf.at(static_cast<std::size_t>(record.mutantIndex));
  if (position < 0) {
    position = static_cast<int64_t>(estimated_->records.size());
    estimated_->records.emplace_back();
  } else {
    const KillRecord& before = estimated_->records[static_cast<std::size_t>(position)];
    subtractSummary(summary_, summarize({&before, 1}, 0, classes_));
  }
  KillRecord& kept = estimated_->records[static_cast<std::size_t>(position)];
  kept = record;
  kept.flips.clear();
}

const RunScores& RunTally::scores() const {
  if (!scores_) {
    scores_ = estimated_ ? runScores({estimated_->settings, estimated_->plan, estimated_->sample,
                                      estimated_->cells, classes_},
                                     estimated_->records)
                         : countedScores(summary_);
  }
  return *scores_;
}

RunTally::Snapshot RunTally::snapshot() const {
  const std::scoped_lock lock(mutex_);
  Snapshot snapshot;
  snapshot.summary = summary_;
  snapshot.scores = scores();
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
