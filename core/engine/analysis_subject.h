#pragma once

#include <optional>

#include "core/base/run_context.h"
#include "core/engine/analysis_run.h"
#include "core/reduction/reduction_plan.h"

namespace maacc {

// Model, data and population of a request, loaded and checked before anything runs.
struct AnalysisSubject {
  explicit AnalysisSubject(const AnalysisRequest& request);

  std::vector<Operator> operators;
  Network network;
  MutationPlan population;
  Dataset dataset;
  PreprocessingRecipe recipe;
  InputPipeline pipeline;
};

// Which mutants the strategy tests. Absent once the context wants a stop.
std::optional<RunPlan> planRun(const AnalysisSubject& subject,
                               const ReductionSettings& reduction,
                               const Baseline& baseline,
                               const RunContext& context);

}  // namespace maacc
