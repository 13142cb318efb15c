#pragma once

#include <optional>
#include <string>

#include "core/base/run_context.h"
#include "core/engine/analysis_run.h"
#include "core/report/reported_run.h"
#include "core/sweep/sweep_replay.h"

namespace maacc {

// Seconds that a run took beside loading, the baseline and its plan.
double verdictSeconds(const ReportedRun& run);

// A counter of the run; 0 where it has none of that name.
double workOf(const ReportedRun& run, const std::string& counter);

// Trials that take inference: each runs into the file `path`, which is removed again.
class RealTrials {
 public:
  // analysis: model, data and machine. Keeps references.
  RealTrials(const AnalysisRequest& analysis, const ReplayBase& base, std::string path)
      : analysis_(analysis), base_(base), path_(std::move(path)) {}

  // Absent once the context wants a stop. Throws Error as runAnalysis does.
  std::optional<SweepTrial> trial(const SweepTask& task, int index, const RunContext& context);

 private:
  std::optional<ReportedRun> run(const AnalysisRequest& request, const RunContext& context) const;
  std::optional<SweepTrial> runTogether(const SweepTask& task, const RunContext& context) const;
  std::optional<SweepTrial> runTwoPhases(const SweepTask& task,
                                         int index,
                                         const RunContext& context) const;

  const AnalysisRequest& analysis_;
  const ReplayBase& base_;
  std::string path_;
};

}  // namespace maacc
