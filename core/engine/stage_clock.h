#pragma once

#include <chrono>

#include "core/base/run_context.h"

namespace maacc {

// Seconds since construction or the last lap, without pauses.
class StageClock {
 public:
  explicit StageClock(const RunContext& context) : context_(context) {}

  double lap() {
    const auto now = Clock::now();
    const double paused = context_.pausedSeconds();
    const double seconds =
        std::chrono::duration<double>(now - start_).count() - (paused - pausedBefore_);
    start_ = now;
    pausedBefore_ = paused;
    return seconds;
  }

 private:
  using Clock = std::chrono::steady_clock;

  const RunContext& context_;
  Clock::time_point start_ = Clock::now();
  double pausedBefore_ = 0;
};

}  // namespace maacc
