#pragma once

#include <span>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/analysis/run_comparison.h"

namespace maacc {

// What `maacc compare` prints of the comparisons of runs with one base.

// For people: notes, score errors, differences per layer and operator, verdict changes (the first
// ten of each comparison), work and time saved.
std::string comparisonText(std::span<const RunComparison> comparisons);

// One JSON object: base, comparisons [{run, comparable, notes, score {criterion -> base, run, low,
// high, confidence, absolute, relative, covered}, layers, operators, plans, verdicts {both, same,
// changed, undecided, other_seed, transitions, changes}, work, seconds}]. relative, covered and
// saved are null where they are not defined; all changes are in it.
std::string comparisonJson(std::span<const RunComparison> comparisons);
nlohmann::ordered_json comparisonValue(const RunComparison& comparison);

// CSV, one line per mutant whose verdict changed:
// base,run,mutant,base_status,run_status,base_true_class,run_true_class,base_predicted_class,run_predicted_class
std::string verdictChangesCsv(std::span<const RunComparison> comparisons);

// "killed -> survived", or "killed, other classes" where the status is the same.
std::string transitionText(MutantStatus base, MutantStatus run);

// The classes that the verdicts differ in: "true-class 0110 -> 0100"; empty where they do not.
std::string classChangeText(const VerdictChange& change);

// Whether the interval of the run holds the base's score: "yes", "no", or "-" where it has none.
std::string coveredText(const ScoreError& error);

std::string savingText(const Saving& saving, std::optional<double> amount);

}  // namespace maacc
