#pragma once

#include <string>

#include "core/store/run_file.h"

namespace maacc {

// Everything that `maacc show` prints, from a run file alone.

// For people: what was run, scores with formula and denominator, per layer and operator, work and
// time.
std::string summaryText(const RunFile& run);

// One JSON object: score {criterion -> value}, mutants, tested, killed, survived, errors, classes,
// correct_inputs, inputs, accuracy, strategy, state, seconds {stage -> s}, counts, layers [...],
// operators [...], settings.
std::string summaryJson(const RunFile& run);

// CSV:
// mutant,weighted_layer,layer,units,operator,status,flipped_inputs,killed_true_class,killed_predicted_class
std::string recordsCsv(const RunFile& run);

// Surviving mutants, one line each, with what they changed.
std::string survivorsText(const RunFile& run);
std::string survivorsJson(const RunFile& run);

// One mutant: unit, operator with formula, verdict, killing inputs where the evidence was kept.
// Throws Error{Usage} when the id is not in the plan (suggests close ones).
std::string explainText(const RunFile& run, const std::string& mutantId);

}  // namespace maacc
