#pragma once

#include <span>
#include <string>

#include "core/store/run_file.h"

namespace maacc {

// What a session of a run is about to do.
struct PlannedWork {
  const RunSettings& settings;
  const MutationPlan& plan;
  const MutantSample& sample;  // without groups: every mutant is tested
  int64_t toTest = 0;          // mutants, with those that have their verdict already
  int64_t remaining = 0;       // without them
};

// Hears what happens, for a progress bar or a protocol. Calls come from any thread, one at a time.
class AnalysisObserver {
 public:
  virtual ~AnalysisObserver() = default;
  virtual void environmentKnown(const RunEnvironment&) {}
  virtual void baselineKnown(const Baseline&) {}
  // Again for every round of a stopping rule, with more to test.
  virtual void workPlanned(const PlannedWork&) {}
  virtual void cellsSampled(const CellSample&) {}
  // Durable by then; after a resume first the earlier ones. A mutant may come again with a fuller
  // record, which replaces the earlier one.
  virtual void recordsStored(std::span<const KillRecord>) {}
  virtual void warned(const std::string& /*sentence*/) {}
};

}  // namespace maacc
