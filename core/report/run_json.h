#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/analysis/score.h"
#include "core/store/run_values.h"

namespace maacc {

// Parts of the object of a run wherever maacc prints one.

// `settings`; its `reduction` is null for files of older formats.
nlohmann::ordered_json settingsJson(const RunSettings& settings);

nlohmann::ordered_json environmentJson(const RunEnvironment& environment);

// mutants, tested, killed, survived, proven, undecided, errors, at the end of the object.
void addCounts(const ScoreSummary& summary, nlohmann::ordered_json& object);

}  // namespace maacc
