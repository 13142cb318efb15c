#pragma once

#include <string>

#include "core/store/run_file.h"

namespace maacc {

// Everything that `maacc show` prints, from a run file alone.

// For people: what was run, scores with formula and denominator, per layer and operator, work and
// time.
std::string summaryText(const RunFile& run);

// One JSON object: score {criterion -> value, or {value, low, high, confidence} where it is an
// estimate}, mutants, tested, killed, survived, proven (of those
// that survived, without evaluating any input), undecided, errors, to_test (mutants, all or
// those drawn), groups, classes, correct_inputs, inputs, accuracy, strategy, state, seconds {stage
// -> s}, counts, layers [...], operators [...], settings; also score_formula {criterion ->
// killed_classes, mutants, classes; or method, formula}, being_written, environment, plan_hash.
// without_marked (null where no mutant is marked): equivalent, ignored (left out), contradicted,
// untested, score, score_formula. Both score objects lack a criterion that was not evaluated.
// mutants are those of the plan.
std::string summaryJson(const RunFile& run);

// CSV:
// mutant,weighted_layer,layer,units,operator,status,flipped_inputs,killed_true_class,killed_predicted_class,proof
// One line per tested mutant, in the order of the plan. flipped_inputs is empty where early exit
// left inputs out, proof where the mutant was not proven to survive.
std::string recordsCsv(const RunFile& run);

// Surviving mutants, one line each, with what they changed.
std::string survivorsText(const RunFile& run);
std::string survivorsJson(const RunFile& run);

// One mutant: unit, operator with formula, verdict, killing inputs where the evidence was kept.
// Throws Error{Usage} when the id is not in the plan (suggests close ones).
std::string explainText(const RunFile& run, const std::string& mutantId);

}  // namespace maacc
