#pragma once

#include "core/base/run_context.h"
#include "core/data/dataset.h"
#include "core/engine/evaluator.h"
#include "core/store/run_file.h"

namespace maacc {

// Runs the original network on the first `limitInputs` samples (0: all) and keeps those it
// classifies correctly. Reads inputs block by block. A stop leaves the result incomplete: ask the
// context. Reports progress as stage "baseline".
Baseline evaluateBaseline(const Network& network,
                          const Dataset& dataset,
                          const InputPipeline& pipeline,
                          int64_t limitInputs,
                          const EvaluatorOptions& options,
                          const RunContext& context);

// The same on at most `count` samples that are spread evenly over the data, as it may be sorted.
Baseline evaluateSpreadBaseline(const Network& network,
                                const Dataset& dataset,
                                const InputPipeline& pipeline,
                                int64_t count,
                                const EvaluatorOptions& options,
                                const RunContext& context);

}  // namespace maacc
