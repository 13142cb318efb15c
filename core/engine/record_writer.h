#pragma once

#include <chrono>
#include <vector>

#include "core/engine/analysis_observer.h"
#include "core/store/run_file.h"

namespace maacc {

// Puts records into the run file at most twice a second, so that commits cost little and a kill
// loses little; tells the observer what is durable. Call flush() at the end.
class RecordWriter {
 public:
  enum class Mode {
    Append,   // first records of their mutants
    Replace,  // fuller records of mutants that have one
  };

  RecordWriter(RunFile& run, AnalysisObserver& observer, Mode mode = Mode::Append)
      : run_(run), observer_(observer), mode_(mode) {}

  void add(KillRecord record);
  void flush();

 private:
  using Clock = std::chrono::steady_clock;

  RunFile& run_;
  AnalysisObserver& observer_;
  Mode mode_;
  std::vector<KillRecord> pending_;
  Clock::time_point lastCommit_ = Clock::now();
};

}  // namespace maacc
