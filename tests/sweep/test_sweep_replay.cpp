#include <QtTest>
#include <cmath>
#include <set>

#include "core/sweep/sweep_replay.h"
#include "tests/mutation/small_networks.h"
#include "tests/support/random_network.h"

using namespace maacc;
using namespace maacc::test;

namespace {

// Which classes a mutant kills: of two, under both criteria.
KillRecord recordOf(int64_t mutant, const ClassSet& trueClass, const ClassSet& predictedClass) {
  KillRecord record;
  record.mutantIndex = mutant;
  record.killedTrueClass = trueClass;
  record.killedPredictedClass = predictedClass;
  return record;
}

// hidden0 has 4 units, the output layer hidden1 has 2; one mutant each.
class Population {
 public:
  Population() : network_(denseNetwork({3, 4, 2})) {
    PlanSettings settings;
    settings.operators = {parseOperator("NAI")};
    plan_ = enumerateMutants(network_, settings);
    records_ = {recordOf(0, {1, 1}, {1, 0}), recordOf(1, {1, 0}, {0, 0}),
                recordOf(2, {0, 0}, {1, 1}), recordOf(3, {1, 1}, {0, 1}),
                recordOf(4, {0, 1}, {0, 0}), recordOf(5, {1, 1}, {1, 1})};
  }
  ReplayBase base() const { return {network_, plan_, records_}; }

 private:
  Network network_;
  MutationPlan plan_;
  std::vector<KillRecord> records_;
};

Reduction twoClusters(const ReplayBase& base) {
  Clustering clustering;
  clustering.partition.clusters = 1;
  return {base.plan,
          {{"hidden", {0, 1, 2, 3}, {1, 3, 2, 0}}, {"output", {4, 5}, {4, 5}}},
          {1, 1},
          {clustering, clustering},
          true};
}

SweepTask sampleTask(double fraction, uint64_t seed) {
  SweepTask task;
  task.settings.strategy = Strategy::Sample;
  task.settings.sampleFraction = fraction;
  task.settings.seed = seed;
  task.trials = 20;
  return task;
}

SweepTask publishedTask() {
  SweepTask task;
  task.method = SweepMethod::PublishedMutants;
  task.settings.strategy = Strategy::MutantClusters;
  task.settings.mutantMethod = MutantClusteringMethod::PublishedParHac;
  task.settings.mutantCut = {CutKind::SimilarityThreshold, 0.3};
  task.trials = 6;
  task.clusterings = 2;
  return task;
}

std::array<std::optional<TrialScore>, 2> scoresOf(const std::optional<SweepTrial>& trial) {
  return trial.value().scores;
}

bool near(double value, double expected) { return std::abs(value - expected) < 1e-12; }

}  // namespace

class TestSweepReplay : public QObject {
  Q_OBJECT

 private slots:
  void weighsTheTestedByTheirClusters() {
    const Population population;
    const ReplayBase base = population.base();
    const SweepTrial trial = replayedTrial(base, twoClusters(base), 0.95);
    QCOMPARE(trial.mutants, 2);
    QCOMPARE(trial.clusters, 2);
    const TrialScore& trueClass = trial.of(KillCriterion::TrueClass).value();
    QVERIFY(near(trueClass.value, (4 * 0.5 + 2 * 0.5) / 6));
    QVERIFY(near(trueClass.hidden.value(), 0.5));
    QVERIFY(near(trueClass.share, 2.0 / 6));
    QVERIFY(trueClass.estimated && trueClass.low < trueClass.value);
    QVERIFY(!trueClass.seconds && !trueClass.pairs);
    const TrialScore& predicted = trial.of(KillCriterion::PredictedClass).value();
    QVERIFY(near(predicted.value, 0));
    QVERIFY(near(predicted.hidden.value(), 0));
  }

  void testingAllGivesTheExhaustiveScore() {
    const Population population;
    const ReplayBase base = population.base();
    const SweepTask task = sampleTask(1, 3);
    const auto trial = Replay(base, task).trial(0, RunContext());
    QCOMPARE(trial->mutants, 6);
    QVERIFY(near(trial->of(KillCriterion::TrueClass)->value, 8.0 / 12));
    QVERIFY(near(trial->of(KillCriterion::PredictedClass)->value, 6.0 / 12));
    QVERIFY(near(trial->of(KillCriterion::TrueClass)->high, 8.0 / 12));
    QVERIFY(!trial->of(KillCriterion::TrueClass)->hidden);
  }

  void drawsAsARunOfThatSeedWould() {
    const Population population;
    const ReplayBase base = population.base();
    const SweepTask task = sampleTask(0.5, 40);
    Replay replay(base, task);
    std::set<double> values;
    for (int i = 0; i < task.trials; ++i) {
      ReductionSettings settings = task.settings;
      settings.seed = 40 + static_cast<uint64_t>(i);
      const auto planned = planReduction(base.network, base.plan, settings, {}, RunContext());
      const auto trial = replay.trial(i, RunContext());
      QCOMPARE(scoresOf(trial), scoresOf(replayedTrial(base, *planned, 0.95)));
      QCOMPARE(trial->planSeconds.has_value(), i == 0);
      values.insert(trial->of(KillCriterion::TrueClass)->value);
    }
    QVERIFY(values.size() > 2);
  }

  void clustersAnewAsOftenAsAsked() {
    const Network network = randomNetwork(5);
    const MutationPlan plan = enumerateMutants(network, {});
    std::vector<KillRecord> records;
    for (std::size_t i = 0; i < plan.mutants.size(); ++i) {
      const auto kills = static_cast<uint8_t>(i % 2);
      ClassSet classes(static_cast<std::size_t>(network.classCount()), 0);
      classes.front() = kills;
      records.push_back(recordOf(static_cast<int64_t>(i), classes, classes));
    }
    const ReplayBase base{network, plan, records};
    const SweepTask task = publishedTask();
    Replay replay(base, task);
    for (int i = 0; i < task.trials; ++i) {
      const auto trial = replay.trial(i, RunContext());
      ReductionSettings settings = task.settings;
      settings.seed = static_cast<uint64_t>(i % 2);
      Reduction expected = planReduction(network, plan, settings, {}, RunContext()).value();
      if (i >= 2) {
        expected = redrawn(expected, static_cast<uint64_t>(i));
      }
      QCOMPARE(scoresOf(trial), scoresOf(replayedTrial(base, expected, 0.95)));
      QCOMPARE(trial->planSeconds.has_value(), i < 2);
    }
  }

  void resumedTrialsAreTheSame() {
    const Population population;
    const ReplayBase base = population.base();
    const SweepTask task = sampleTask(0.5, 1);
    Replay whole(base, task);
    whole.trial(0, RunContext());
    whole.trial(1, RunContext());
    QCOMPARE(scoresOf(whole.trial(2, RunContext())),
             scoresOf(Replay(base, task).trial(2, RunContext())));
  }

  void stopsWhenAsked() {
    const Population population;
    const ReplayBase base = population.base();
    const SweepTask task = sampleTask(0.5, 1);
    RunContext context;
    context.requestStop();
    QVERIFY(!Replay(base, task).trial(0, context));
  }
};

QTEST_GUILESS_MAIN(TestSweepReplay)
#include "test_sweep_replay.moc"
