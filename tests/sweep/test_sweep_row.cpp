#include <QtTest>
#include <algorithm>
#include <cmath>
#include <set>

#include "core/sweep/sweep_row.h"

using namespace maacc;

namespace {

SweepTrial trialOf(double value, double low, double high) {
  SweepTrial trial;
  trial.mutants = 10;
  trial.clusters = 4;
  TrialScore score{value, low, high, true, 0.25};
  score.hidden = value / 2;
  trial.of(KillCriterion::TrueClass) = score;
  return trial;
}

bool near(double value, double expected) { return std::abs(value - expected) < 1e-12; }

int64_t countOf(const std::vector<SweepTask>& tasks, SweepMethod method) {
  return std::count_if(tasks.begin(), tasks.end(),
                       [method](const SweepTask& task) { return task.method == method; });
}

}  // namespace

class TestSweepRow : public QObject {
  Q_OBJECT

 private slots:
  void summarizesTrials() {
    const std::vector<SweepTrial> trials = {trialOf(0.4, 0.3, 0.45), trialOf(0.7, 0.4, 0.9),
                                            trialOf(0.7, 0.5, 0.8)};
    const auto found = summarizeTrials(trials, KillCriterion::TrueClass, 0.5);
    QVERIFY(found.has_value());
    QCOMPARE(found->trials, 3);
    QVERIFY(near(found->score, 0.6));
    QVERIFY(near(*found->deviation, std::sqrt(0.03)));
    QVERIFY(near(*found->error, -0.2));
    QVERIFY(near(found->absoluteError, 0.5 / 3));
    QVERIFY(near(*found->relativeError, 1.0 / 3));
    QVERIFY(near(*found->halfWidth, 0.475 / 3));
    QVERIFY(near(*found->coverage, 2.0 / 3));
    QVERIFY(near(*found->hidden, 0.3));
    QVERIFY(near(found->share, 0.25));
    QCOMPARE(found->mutants, 10.0);
    QCOMPARE(found->clusters, 4.0);
    QVERIFY(!found->planSeconds && !found->seconds && !found->pairs);
    QVERIFY(!summarizeTrials(trials, KillCriterion::PredictedClass, 0.5));
  }

  void saysNothingThatIsNotDefined() {
    SweepTrial trial = trialOf(0.25, 0.25, 0.25);
    trial.of(KillCriterion::TrueClass)->estimated = false;
    const std::vector<SweepTrial> one = {trial};
    const auto found = summarizeTrials(one, KillCriterion::TrueClass, 0);
    QVERIFY(!found->deviation && !found->error && !found->relativeError);
    QVERIFY(!found->halfWidth && !found->coverage);
    QCOMPARE(found->absoluteError, 0.25);
  }

  void thePaperGridHasEveryTask() {
    const std::vector<SweepTask> tasks = sweepTasks(SweepGrid(), 0);
    QCOMPARE(countOf(tasks, SweepMethod::NeuronsTogether), 10);
    QCOMPARE(countOf(tasks, SweepMethod::NeuronRepresentatives), 10);
    QCOMPARE(countOf(tasks, SweepMethod::PublishedMutants), 10);
    QCOMPARE(countOf(tasks, SweepMethod::LayerOperatorMutants), 18);
    QCOMPARE(countOf(tasks, SweepMethod::RandomSample), 8);
    QCOMPARE(countOf(tasks, SweepMethod::StratifiedSample), 8);
    QCOMPARE(countOf(tasks, SweepMethod::TwoPhase), 8);
    std::set<std::string> keys;
    for (const SweepTask& task : tasks) {
      QVERIFY2(keys.insert(taskKey(task)).second, taskKey(task).c_str());
      checkReduction(task.settings);
      const bool run = task.method == SweepMethod::TwoPhase;
      const bool counted = task.method == SweepMethod::NeuronsTogether;
      QCOMPARE(task.trials, counted ? 1 : run ? 6 : 200);
    }
  }

  void experimentsAloneNeedLess() {
    SweepGrid grid;
    grid.experiments = {SweepExperiment::MutantClusters};
    const std::vector<SweepTask> tasks = sweepTasks(grid, 0);
    QCOMPARE(tasks.size(), std::size_t{20});
    for (const SweepTask& task : tasks) {
      QCOMPARE(task.trials, 6);
    }
  }

  void keysTellWhatTrialsDependOn() {
    SweepGrid grid;
    const std::vector<SweepTask> tasks = sweepTasks(grid, 0);
    const std::vector<SweepTask> otherSeed = sweepTasks(grid, 1);
    grid.replays = 300;
    const std::vector<SweepTask> more = sweepTasks(grid, 0);
    grid.repetitions = 7;
    const std::vector<SweepTask> repeated = sweepTasks(grid, 0);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      QVERIFY(taskKey(tasks[i]) != taskKey(otherSeed[i]));
      QCOMPARE(taskKey(tasks[i]), taskKey(more[i]));
      const bool clustersAnew = tasks[i].method == SweepMethod::PublishedMutants;
      QCOMPARE(taskKey(tasks[i]) != taskKey(repeated[i]), clustersAnew);
    }
  }
};

QTEST_GUILESS_MAIN(TestSweepRow)
#include "test_sweep_row.moc"
