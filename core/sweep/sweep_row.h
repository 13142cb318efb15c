#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/analysis/kill_record.h"
#include "core/reduction/reduction_settings.h"
#include "core/sweep/sweep_grid.h"

namespace maacc {

// The strategies of a sweep.
enum class SweepMethod {
  NeuronsTogether,        // published: units of a cluster mutated together, no output layer; run
  NeuronRepresentatives,  // one mutant per neuron cluster and operator; replayed
  PublishedMutants,       // ParHAC on distances taken for similarities; replayed
  LayerOperatorMutants,   // mutant clusters per layer and operator; replayed
  RandomSample,           // replayed
  StratifiedSample,       // by layer and operator; replayed
  TwoPhase,               // run
};
std::string methodName(SweepMethod method);        // "neuron-clusters-together", ...
SweepMethod parseMethod(const std::string& name);  // throws Error{Usage}
std::string methodTitle(SweepMethod method);       // "neuron clusters, together (published)"

enum class SweepParameter { UnitsPerCluster, Threshold, Share };
std::string parameterName(SweepParameter parameter);  // "units-per-cluster", "threshold", "share"

// One line of an experiment, before anything ran: trial i has the seed of the settings plus i.
struct SweepTask {
  SweepMethod method = SweepMethod::RandomSample;
  SweepParameter parameter = SweepParameter::Share;
  double value = 0;
  ReductionSettings settings;
  int trials = 1;
  // The first so many trials cluster anew, later ones draw anew from these clusterings by turns.
  int clusterings = 1;
};

// What the grid asks for, in the order of the tables. Every task once, although several tables may
// show it.
std::vector<SweepTask> sweepTasks(const SweepGrid& grid, uint64_t seed);

// Says all that the trials of a task depend on, beside the exhaustive run.
std::string taskKey(const SweepTask& task);

// A score that one trial found.
struct TrialScore {
  double value = 0;
  double low = 0;
  double high = 0;
  bool estimated = false;  // low and high are an interval
  double share = 0;        // of the evaluations that testing every mutant on every input takes
  std::optional<double> hidden = {};   // the score without output layers
  std::optional<double> seconds = {};  // that finding the verdicts took; absent: replayed
  std::optional<double> pairs = {};    // evaluated; absent: replayed
  bool operator==(const TrialScore&) const = default;
};

struct SweepTrial {
  int64_t mutants = 0;                // tested
  int64_t clusters = 0;               // 0: none were made
  std::optional<double> planSeconds;  // of clustering and drawing; absent where only drawn anew
  std::array<std::optional<TrialScore>, 2> scores;  // true class, predicted class
  const std::optional<TrialScore>& of(KillCriterion criterion) const {
    return scores[criterion == KillCriterion::TrueClass ? 0 : 1];
  }
  std::optional<TrialScore>& of(KillCriterion criterion) {
    return scores[criterion == KillCriterion::TrueClass ? 0 : 1];
  }
  bool operator==(const SweepTrial&) const = default;
};

// A task and what came of it.
struct SweepRow {
  std::string key;  // taskKey
  std::vector<SweepTrial> trials;
  std::string reason;  // why there are no trials; empty: nothing hindered them
};

// Over trials, of one criterion. Error is that of the paper: (exhaustive - score) / exhaustive,
// positive where the score is too low.
struct TrialSummary {
  int64_t trials = 0;
  double score = 0;                     // mean
  std::optional<double> deviation;      // standard deviation; absent for fewer than two
  std::optional<double> error;          // of the mean; absent where the exhaustive score is 0
  double absoluteError = 0;             // mean of |score - exhaustive|
  std::optional<double> relativeError;  // that over the exhaustive score
  std::optional<double> halfWidth;      // mean, of intervals; absent without intervals
  std::optional<double> coverage;       // share of the intervals that hold the exhaustive score
  std::optional<double> hidden;         // mean score without output layers
  std::optional<double> hiddenDeviation;
  double share = 0;
  double mutants = 0;
  double clusters = 0;
  std::optional<double> planSeconds;
  std::optional<double> seconds;
  std::optional<double> pairs;
};

// Absent where no trial has a score of the criterion.
std::optional<TrialSummary> summarizeTrials(std::span<const SweepTrial> trials,
                                            KillCriterion criterion,
                                            double exhaustiveScore);

}  // namespace maacc
