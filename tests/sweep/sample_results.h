#pragma once

#include "core/sweep/experiment_tables.h"

namespace maacc::test {

inline SweepTrial sampleTrial(double trueClass, double predictedClass, bool estimated) {
  SweepTrial trial;
  trial.mutants = 6;
  trial.clusters = 2;
  trial.planSeconds = 0.125;
  for (KillCriterion criterion : {KillCriterion::TrueClass, KillCriterion::PredictedClass}) {
    const double value = criterion == KillCriterion::TrueClass ? trueClass : predictedClass;
    TrialScore score{value, value, value, estimated, 0.5};
    if (estimated) {
      score.low = value - 0.1;
      score.high = value + 0.1;
    } else {
      score.seconds = 1.5;
      score.pairs = 1200;
    }
    trial.of(criterion) = score;
  }
  return trial;
}

// 12 mutants of a network "net|1.keras"; neuron clusters of two sizes, a sample, and two-phase,
// which could not be run.
inline SweepResults sampleResults() {
  SweepResults results;
  results.model = "net|1.keras";
  results.grid.unitsPerCluster = {2};
  results.grid.shares = {0.5};
  results.grid.thresholds = {0.3};
  results.grid.repetitions = 2;
  results.grid.replays = 3;
  results.exhaustive = {{0.5, 0.4}, 12, 100, 10, 900, 2.5};
  results.tasks = sweepTasks(results.grid, 0);
  for (const SweepTask& task : results.tasks) {
    SweepRow row{taskKey(task), {}, {}};
    if (task.method == SweepMethod::TwoPhase) {
      row.reason = "this machine cannot";
    } else {
      const bool counted = task.method == SweepMethod::NeuronsTogether;
      for (int i = 0; i < task.trials; ++i) {
        row.trials.push_back(sampleTrial(0.6 + 0.1 * i, 0.3, !counted));
      }
    }
    results.rows.push_back(row);
  }
  results.published.exhaustive = PublishedRow{0, 30, 0.5, 0, 0, 12, 10};
  results.published.neuronClusters = {{2, 6, 0.6, 0, 3, 9, 4}};
  return results;
}

}  // namespace maacc::test
