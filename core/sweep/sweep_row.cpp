#include "core/sweep/sweep_row.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/named_values.h"

namespace maacc {
namespace {

constexpr NamedValues<SweepMethod, 7> kMethods = {
    {{SweepMethod::NeuronsTogether, "neuron-clusters-together"},
     {SweepMethod::NeuronRepresentatives, "neuron-clusters-representative"},
     {SweepMethod::PublishedMutants, "mutant-clusters-published"},
     {SweepMethod::LayerOperatorMutants, "mutant-clusters-layer-operator"},
     {SweepMethod::RandomSample, "random-sample"},
     {SweepMethod::StratifiedSample, "stratified-sample"},
     {SweepMethod::TwoPhase, "two-phase"}}};
constexpr NamedValues<SweepMethod, 7> kTitles = {
    {{SweepMethod::NeuronsTogether, "neuron clusters, together (published)"},
     {SweepMethod::NeuronRepresentatives, "neuron clusters, representatives"},
     {SweepMethod::PublishedMutants, "mutant clusters (published)"},
     {SweepMethod::LayerOperatorMutants, "mutant clusters, layer and operator"},
     {SweepMethod::RandomSample, "simple random sample"},
     {SweepMethod::StratifiedSample, "stratified sample"},
     {SweepMethod::TwoPhase, "two-phase"}}};
constexpr NamedValues<SweepParameter, 3> kParameters = {
    {{SweepParameter::UnitsPerCluster, "units-per-cluster"},
     {SweepParameter::Threshold, "threshold"},
     {SweepParameter::Share, "share"}}};

SweepTask neuronTask(SweepMethod method, int units, int trials, uint64_t seed) {
  SweepTask task{method, SweepParameter::UnitsPerCluster, static_cast<double>(units), {}, trials};
  task.settings.strategy = Strategy::NeuronClusters;
  task.settings.seed = seed;
  task.settings.neuronMode = method == SweepMethod::NeuronsTogether
                                 ? NeuronClusterMode::Together
                                 : NeuronClusterMode::Representative;
  task.settings.neuronCut = {CutKind::UnitsPerCluster, task.value};
  return task;
}

SweepTask mutantTask(
    SweepMethod method, const ClusterCut& cut, int trials, int repetitions, uint64_t seed) {
  const auto parameter =
      cut.kind == CutKind::Fraction ? SweepParameter::Share : SweepParameter::Threshold;
  SweepTask task{method, parameter, cut.value, {}, trials};
  task.settings.strategy = Strategy::MutantClusters;
  task.settings.seed = seed;
  task.settings.mutantCut = cut;
  if (method == SweepMethod::PublishedMutants) {
    task.settings.mutantMethod = MutantClusteringMethod::PublishedParHac;
    task.clusterings = repetitions;
  }
  return task;
}

SweepTask shareTask(SweepMethod method, double share, int trials, uint64_t seed) {
  SweepTask task{method, SweepParameter::Share, share, {}, trials};
  task.settings.seed = seed;
  if (method == SweepMethod::TwoPhase) {
    task.settings.strategy = Strategy::TwoPhase;
    task.settings.budget = share;
  } else {
    task.settings.strategy = Strategy::Sample;
    task.settings.sampleFraction = share;
    task.settings.stratification =
        method == SweepMethod::RandomSample ? Stratification::None : Stratification::LayerOperator;
  }
  return task;
}

std::optional<double> deviationOf(const std::vector<double>& values) {
  if (values.size() < 2) {
    return std::nullopt;
  }
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (double value : values) {
    squares += (value - mean) * (value - mean);
  }
  return std::sqrt(squares / (count - 1));
}

std::optional<double> meanOf(const std::vector<double>& values) {
  if (values.empty()) {
    return std::nullopt;
  }
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void add(const std::optional<double>& value, std::vector<double>& values) {
  if (value) {
    values.push_back(*value);
  }
}

// What the trials have of one criterion.
struct Samples {
  std::vector<double> scores, errors, halfWidths, covered, hidden, shares, mutants, clusters,
      planSeconds, seconds, pairs;
};

void addTrial(const SweepTrial& trial, const TrialScore& score, double truth, Samples& samples) {
  // Counted scores differ from what they are compared with by rounding alone.
  constexpr double kRounding = 1e-12;
  samples.scores.push_back(score.value);
  samples.errors.push_back(std::abs(score.value - truth));
  if (score.estimated) {
    samples.halfWidths.push_back((score.high - score.low) / 2);
    samples.covered.push_back(
        score.low - kRounding <= truth && truth <= score.high + kRounding ? 1 : 0);
  }
  samples.shares.push_back(score.share);
  samples.mutants.push_back(static_cast<double>(trial.mutants));
  samples.clusters.push_back(static_cast<double>(trial.clusters));
  add(score.hidden, samples.hidden);
  add(trial.planSeconds, samples.planSeconds);
  add(score.seconds, samples.seconds);
  add(score.pairs, samples.pairs);
}

}  // namespace

std::string methodName(SweepMethod method) { return nameOf(kMethods, method); }
SweepMethod parseMethod(const std::string& name) {
  return valueOf(kMethods, "method of a sweep", name);
}
std::string methodTitle(SweepMethod method) { return nameOf(kTitles, method); }
std::string parameterName(SweepParameter parameter) { return nameOf(kParameters, parameter); }

std::vector<SweepTask> sweepTasks(const SweepGrid& grid, uint64_t seed) {
  const bool compares = grid.measures(SweepExperiment::Strategies);
  const int repetitions = grid.repetitions;
  const int replays = compares ? std::max(grid.replays, repetitions) : repetitions;
  std::vector<SweepTask> tasks;
  if (compares || grid.measures(SweepExperiment::NeuronClusters)) {
    for (int units : grid.unitsPerCluster) {
      tasks.push_back(neuronTask(SweepMethod::NeuronsTogether, units, 1, seed));
      tasks.push_back(neuronTask(SweepMethod::NeuronRepresentatives, units, replays, seed));
    }
  }
  if (compares || grid.measures(SweepExperiment::MutantClusters)) {
    for (double threshold : grid.thresholds) {
      const ClusterCut cut{CutKind::SimilarityThreshold, threshold};
      for (SweepMethod method :
           {SweepMethod::PublishedMutants, SweepMethod::LayerOperatorMutants}) {
        tasks.push_back(mutantTask(method, cut, replays, repetitions, seed));
      }
    }
  }
  if (!compares) {
    return tasks;
  }
  for (double share : grid.shares) {
    tasks.push_back(shareTask(SweepMethod::RandomSample, share, grid.replays, seed));
    tasks.push_back(shareTask(SweepMethod::StratifiedSample, share, grid.replays, seed));
    tasks.push_back(mutantTask(SweepMethod::LayerOperatorMutants, {CutKind::Fraction, share},
                               grid.replays, repetitions, seed));
    tasks.push_back(shareTask(SweepMethod::TwoPhase, share, repetitions, seed));
  }
  return tasks;
}

std::string taskKey(const SweepTask& task) {
  return methodName(task.method) + " " + reductionText(task.settings) +
         (task.clusterings > 1 ? " " + std::to_string(task.clusterings) + " clusterings" : "");
}

std::optional<TrialSummary> summarizeTrials(std::span<const SweepTrial> trials,
                                            KillCriterion criterion,
                                            double exhaustiveScore) {
  Samples samples;
  for (const SweepTrial& trial : trials) {
    if (trial.of(criterion)) {
      addTrial(trial, *trial.of(criterion), exhaustiveScore, samples);
    }
  }
  if (samples.scores.empty()) {
    return std::nullopt;
  }
  TrialSummary summary;
  summary.trials = static_cast<int64_t>(samples.scores.size());
  summary.score = *meanOf(samples.scores);
  summary.deviation = deviationOf(samples.scores);
  summary.absoluteError = *meanOf(samples.errors);
  if (exhaustiveScore > 0) {
    summary.error = (exhaustiveScore - summary.score) / exhaustiveScore;
    summary.relativeError = summary.absoluteError / exhaustiveScore;
  }
  summary.halfWidth = meanOf(samples.halfWidths);
  summary.coverage = meanOf(samples.covered);
  summary.hidden = meanOf(samples.hidden);
  summary.hiddenDeviation = deviationOf(samples.hidden);
  summary.share = *meanOf(samples.shares);
  summary.mutants = *meanOf(samples.mutants);
  summary.clusters = *meanOf(samples.clusters);
  summary.planSeconds = meanOf(samples.planSeconds);
  summary.seconds = meanOf(samples.seconds);
  summary.pairs = meanOf(samples.pairs);
  return summary;
}

}  // namespace maacc
