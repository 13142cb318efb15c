#pragma once

#include "core/engine/evaluator.h"

namespace maacc {

// What was counted after `before`.
EvaluationCounts countsSince(const EvaluationCounts& before, const EvaluationCounts& now);

// Adds work to what the run file has.
void addCounts(RunFile& file, const EvaluationCounts& counts);

}  // namespace maacc
