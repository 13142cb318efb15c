#pragma once

#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/engine/analysis_run.h"
#include "core/sweep/sweep_grid.h"
#include "core/sweep/sweep_table.h"

namespace maacc {

// What `maacc sweep` was asked to do.
struct SweepRequest {
  AnalysisRequest analysis;  // strategy, evidence, outPath and resume do not matter
  SweepGrid grid;
  std::string folder;           // made where it is missing
  std::string publishedFolder;  // the paper's result tables; empty: none
};

// Where a sweep is.
struct SweepStep {
  std::string title;  // "two-phase, 5 %"
  int64_t row = 0;    // from 1
  int64_t rows = 0;
  double done = 0;    // share of the expected work, with what earlier sweeps did
  double before = 0;  // share that earlier sweeps did
};

// Calls come from any thread, one at a time.
class SweepObserver {
 public:
  virtual ~SweepObserver() = default;
  virtual void stepped(const SweepStep&) {}
  virtual void warned(const std::string& /*sentence*/) {}
};

struct SweepOutcome {
  RunState state = RunState::Stopped;  // or Finished
  std::vector<SweepTable> tables;      // where finished
  std::vector<std::string> files;      // written; where finished
};

// Tests every mutant on every input (exhaustive.maacc), then measures what the grid asks for:
// strategies that test some of the mutants of that run are replayed on its verdicts, the others are
// run. Goes on from what an earlier sweep left in the folder. A strategy that cannot be run becomes
// a note. Throws Error as runAnalysis does, and Error{Usage} for a folder that holds a sweep of
// another model, other data or other settings.
SweepOutcome runSweep(const SweepRequest& request,
                      const RunContext& context,
                      SweepObserver& observer);

}  // namespace maacc
