#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/sweep/sweep_run.h"

namespace maacc {

// Shows a sweep while it goes on, and its tables at the end.
class SweepOutput : public SweepObserver {
 public:
  virtual void start(const RunContext& context) = 0;
  virtual void finish(const SweepOutcome& outcome) = 0;
  virtual void fail(const Error& error) = 0;
};

// kind: "bar", "json" (docs/engine_protocol.md) or "none". folder: for the closing lines.
std::unique_ptr<SweepOutput> makeSweepOutput(const std::string& kind, const std::string& folder);

// Where a sweep is and how long it will take. Thread-safe.
class SweepClock {
 public:
  struct Snapshot {
    SweepStep step;
    double elapsedSeconds = 0;  // since the first step, without pauses
    std::optional<double> etaSeconds;
  };

  void start(const RunContext& context);
  void take(const SweepStep& step);
  Snapshot snapshot() const;

 private:
  mutable std::mutex mutex_;
  RunContext context_;
  std::optional<std::chrono::steady_clock::time_point> start_;
  double pausedBefore_ = 0;
  SweepStep step_;
};

}  // namespace maacc
