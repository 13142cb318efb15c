#pragma once

#include "core/base/run_context.h"
#include "core/engine/analysis_observer.h"
#include "core/engine/analysis_run.h"
#include "core/engine/correct_inputs.h"
#include "core/engine/evaluator.h"

namespace maacc {

// A two-phase run whose file is there: every mutant of the plan is probed, then a sample of the
// classes that probing left undecided is decided.
struct TwoPhaseRun {
  const Network& network;
  const CorrectInputs& inputs;
  const MutationPlan& plan;
  const ReductionSettings& reduction;
  const EvaluatorOptions& options;  // its device does not matter
  RunFile& file;                    // may hold records of earlier sessions
  AnalysisObserver& observer;
  const RunContext& context;
};

// Throws Error{Usage} for what two phases cannot be run with: another evaluator than the
// incremental one, another device than the CPU, evidence of every input.
void checkTwoPhases(const AnalysisRequest& request);

// Probing, when stopped, starts anew the next time; decided classes are kept. Ends where the budget
// is spent or, with a tolerance, where the score is known that well. Adds work and times (stages
// "probing" and "mutants") to the file. Returns whether everything is done; otherwise the context
// wanted a stop.
bool runTwoPhases(const TwoPhaseRun& run);

}  // namespace maacc
