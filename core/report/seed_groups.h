#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/analysis/run_comparison.h"
#include "core/store/run_values.h"

namespace maacc {

// Everything of the settings but the seed; equal for runs that are repetitions of one another.
std::string settingsButSeed(const RunSettings& settings);

// Mean over repetitions, and their standard deviation (n - 1); absent for fewer than two.
struct Spread {
  int count = 0;
  double mean = 0;
  std::optional<double> deviation;
};
// Absent where there are no values.
std::optional<Spread> spreadOf(std::span<const double> values);

// What comparisons of repetitions with one base have in common, under one criterion.
struct RepeatedError {
  KillCriterion criterion = KillCriterion::TrueClass;
  Spread score;
  Spread absolute;                 // of run - base, with its sign
  Spread magnitude;                // of |run - base|
  std::optional<Spread> relative;  // absent where the base's score is 0
  int intervals = 0;               // how many repetitions have one
  int covered = 0;                 // how many of those hold the base's score
};

// Comparisons that differ in nothing but the seed of the run, and are not refused.
struct RepeatedRuns {
  std::vector<std::size_t> comparisons;  // their positions, two or more
  std::vector<RepeatedError> scores;     // of criteria that all of them have
  std::optional<Spread> savedOf(const std::string& name,
                                std::span<const RunComparison> all) const;  // of work or time
};

// keys: settingsButSeed of the run of each comparison. In the order of their first members.
std::vector<RepeatedRuns> repeatedRuns(std::span<const RunComparison> comparisons,
                                       std::span<const std::string> keys);

// The saving of that name among work and time; null where there is none.
const Saving* findSaving(const RunComparison& comparison, const std::string& name);

}  // namespace maacc
