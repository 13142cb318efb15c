#include "core/base/run_context.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace maacc {

using Clock = std::chrono::steady_clock;

struct RunContext::State {
  std::atomic<bool> stop{false};
  std::atomic<bool> pause{false};
  mutable std::mutex mutex;
  std::condition_variable wake;
  Progress progress;
  Clock::time_point pausedSince;
  Clock::duration pausedTotal{};
};

RunContext::RunContext() : state_(std::make_shared<State>()) {}

void RunContext::requestStop() noexcept {
  const std::scoped_lock lock(state_->mutex);
  state_->stop = true;
  state_->wake.notify_all();
}

bool RunContext::stopRequested() const noexcept { return state_->stop; }

void RunContext::requestPause() noexcept {
  const std::scoped_lock lock(state_->mutex);
  if (!state_->pause) {
    state_->pause = true;
    state_->pausedSince = Clock::now();
  }
}

void RunContext::resume() noexcept {
  const std::scoped_lock lock(state_->mutex);
  if (state_->pause) {
    state_->pause = false;
    state_->pausedTotal += Clock::now() - state_->pausedSince;
    state_->wake.notify_all();
  }
}

bool RunContext::paused() const noexcept { return state_->pause; }

bool RunContext::proceed() const {
  if (state_->pause) {
    std::unique_lock lock(state_->mutex);
    state_->wake.wait(lock, [this] { return !state_->pause || state_->stop; });
  }
  return !state_->stop;
}

void RunContext::report(std::string_view stage, int64_t done, int64_t total) const {
  const std::scoped_lock lock(state_->mutex);
  state_->progress.stage = stage;
  state_->progress.done = done;
  state_->progress.total = total;
}

Progress RunContext::progress() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->progress;
}

double RunContext::pausedSeconds() const {
  const std::scoped_lock lock(state_->mutex);
  Clock::duration total = state_->pausedTotal;
  if (state_->pause) {
    total += Clock::now() - state_->pausedSince;
  }
  return std::chrono::duration<double>(total).count();
}

}  // namespace maacc
