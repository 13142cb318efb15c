#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/analysis/score.h"
#include "core/report/run_scores.h"

namespace maacc {

// The object `score` wherever maacc prints JSON: criterion -> value, without the criteria that were
// not evaluated. Where it is an estimate: criterion -> {value, low, high, confidence}.
nlohmann::ordered_json scoreJson(const RunScores& scores);
nlohmann::ordered_json scoreJson(const ScoreSummary& summary);

// Likewise: criterion -> {killed_classes, mutants, classes}, or {method, formula} for an estimate.
nlohmann::ordered_json scoreFormulaJson(const RunScores& scores, const ScoreSummary& summary);

}  // namespace maacc
