#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/analysis/score.h"

namespace maacc {

// The object `score` wherever maacc prints JSON: criterion -> value, without the criteria that were
// not evaluated.
nlohmann::ordered_json scoreJson(const ScoreSummary& summary);

// Likewise: criterion -> {killed_classes, mutants, classes}.
nlohmann::ordered_json scoreFormulaJson(const ScoreSummary& summary);

}  // namespace maacc
