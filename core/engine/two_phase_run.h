#pragma once

#include "core/base/run_context.h"
#include "core/engine/analysis_observer.h"
#include "core/engine/correct_inputs.h"
#include "core/engine/evaluator.h"
#include "core/reduction/reduction_settings.h"

namespace maacc {

// A two-phase run whose file is there: every mutant of the plan is probed, then a sample of the
// classes that probing left undecided is decided.
struct TwoPhaseRun {
  const Network& network;
  const CorrectInputs& inputs;
  const MutationPlan& plan;
  const ReductionSettings& reduction;
  const EvaluatorOptions& options;
  RunFile& file;  // may hold records of earlier sessions
  AnalysisObserver& observer;
  const RunContext& context;
};

// Throws Error{Unsupported} where this program cannot run two phases.
void requireTwoPhases();

// Returns whether everything is done; otherwise the context wanted a stop.
bool runTwoPhases(const TwoPhaseRun& run);

}  // namespace maacc
