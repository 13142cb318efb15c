#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace maacc {

// How far a long piece of work is. total 0: not known.
struct Progress {
  std::string stage;
  int64_t done = 0;
  int64_t total = 0;
};

// Progress, pause and stop of one run. Copies share state; any thread may call. A stop is sticky:
// one context per run.
class RunContext {
 public:
  RunContext();

  void requestStop() noexcept;
  bool stopRequested() const noexcept;  // asked once per batch

  void requestPause() noexcept;
  void resume() noexcept;
  bool paused() const noexcept;

  // Blocks while paused. Returns false when the work must stop; asked once per batch.
  bool proceed() const;

  void report(std::string_view stage, int64_t done, int64_t total) const;
  Progress progress() const;  // read by the bar and by a 10 Hz timer

  // Seconds during which the run was paused, so far. They do not count as work.
  double pausedSeconds() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace maacc
