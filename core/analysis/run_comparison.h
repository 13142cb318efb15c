#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/analysis/compared_run.h"
#include "core/analysis/verdict_comparison.h"

namespace maacc {

// Why two runs do not measure the same. One sentence each.
struct ComparisonNote {
  std::string sentence;
  bool refuses = false;  // another model or other data: no comparison unless asked for
  bool operator==(const ComparisonNote&) const = default;
};

// By how much the score of a run misses that of the base, under a criterion that both have.
struct ScoreError {
  KillCriterion criterion = KillCriterion::TrueClass;
  ScoreEstimate base;
  ScoreEstimate run;
  double absolute = 0;             // run - base
  std::optional<double> relative;  // absolute / base; absent where the base's score is 0
  std::optional<bool> covered;     // the base's score lies in the interval of the run's estimate
};

struct GroupError {
  std::string group;
  std::vector<ScoreError> scores;
};

// Work or time of both runs. saved: 1 - run / base; absent where the base has none.
struct Saving {
  std::string name;
  std::optional<double> base;  // absent: that run does not have the stage or counter
  std::optional<double> run;
  std::optional<double> saved;
};

// How the plans of both runs overlap, by mutant id.
struct PlanOverlap {
  int64_t both = 0;
  int64_t onlyBase = 0;
  int64_t onlyRun = 0;
};

struct RunComparison {
  std::string base;
  std::string run;
  std::vector<ComparisonNote> notes;  // the refusing ones first
  std::vector<ScoreError> scores;
  std::vector<GroupError> layers;  // of those that both runs have
  std::vector<GroupError> operators;
  PlanOverlap plans;
  VerdictComparison verdicts;
  std::vector<Saving> work;  // "mutants tested", "pairs evaluated", "FLOP", then other counters
  std::vector<Saving> time;  // seconds by stage, then "total"
};

// The run beside the base, which is usually exhaustive. Compares what both have even where they do
// not measure the same; the notes say so.
RunComparison compareRuns(const ComparedRun& base, const ComparedRun& run);

// The first sentence that refuses the comparison.
std::optional<std::string> whyNotComparable(const RunComparison& comparison);

}  // namespace maacc
