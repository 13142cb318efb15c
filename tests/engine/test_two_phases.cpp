#include <QtTest>

#include "core/analysis/cell_estimate.h"
#include "core/engine/probing/two_phases.h"
#include "core/engine/torch_logit_gradients.h"
#include "tests/engine/criterion_rows.h"
#include "tests/engine/verdict_oracle.h"
#include "tests/support/deep_networks.h"
#include "tests/support/random_network.h"

using namespace maacc;
using namespace maacc::test;

namespace {

// A network with its inputs and mutants, run in two phases.
class Subject {
 public:
  Subject(Network network, std::vector<float> values, KillCriterion criterion)
      : network_(std::move(network)),
        inputs_(selfLabelled(network_, std::move(values))),
        plan(enumerateMutants(network_, {})),
        criterion_(criterion),
        gradients_(makeTorchLogitGradients(network_, inputs_)),
        phases(std::make_shared<LaneSession>(network_, inputs_, optionsFor(criterion)),
               plan,
               gradients_.get()) {}

  int64_t allPairs() const { return inputs_.count() * static_cast<int64_t>(plan.mutants.size()); }

  // Spends the budget; returns what is known then.
  ProbedPlan run(int64_t pairs, uint64_t seed) {
    ProbedPlan probed = *phases.probe(pairs * 4 / 5, seed, RunContext());
    const int64_t decidedBefore = phases.counts().pairsEvaluated;
    for (;;) {
      const int64_t spent =
          probed.counts.pairsEvaluated + phases.counts().pairsEvaluated - decidedBefore;
      const auto keep = [&](KillRecord record) {
        probed.records[static_cast<std::size_t>(record.mutantIndex)] = std::move(record);
      };
      if (phases.decide(probed.sample, probed.records, pairs - spent, false, RunContext(), keep) ==
          0) {
        return probed;
      }
    }
  }

  std::vector<KillRecord> truth() const {
    LaneEvaluator evaluator(
        std::make_shared<LaneSession>(network_, inputs_, optionsFor(criterion_)));
    return evaluateAll(evaluator, plan);
  }

  ScoreEstimate estimate(const ProbedPlan& probed) const {
    return estimateCells(
        countCells(probed.records, probed.sample, criterion_, network_.classCount()), 0.95);
  }

 private:
  const Network network_;
  const CorrectInputs inputs_;

 public:
  const MutationPlan plan;

 private:
  const KillCriterion criterion_;
  const std::unique_ptr<LogitGradients> gradients_;

 public:
  TwoPhases phases;
};

std::unique_ptr<Subject> smallVgg(uint64_t seed, int64_t count, KillCriterion criterion) {
  Network network = vggLikeNetwork(seed, kSmallVgg);
  std::vector<float> images = smoothImages(network.inputShape(), count, seed + 100);
  return std::make_unique<Subject>(std::move(network), std::move(images), criterion);
}

double score(const std::vector<KillRecord>& records, KillCriterion criterion) {
  double kills = 0;
  double cells = 0;
  for (const KillRecord& record : records) {
    const ClassSet& set = killedClasses(record, criterion);
    kills += static_cast<double>(std::count(set.begin(), set.end(), 1));
    cells += static_cast<double>(set.size());
  }
  return kills / cells;
}

}  // namespace

class TestTwoPhases : public QObject {
  Q_OBJECT

 private slots:
  void everyKillIsAVerdict_data() { addCriteria(); }
  void everyKillIsAVerdict();
  void undecidedCellsAreInTheSample_data() { addCriteria(); }
  void undecidedCellsAreInTheSample();
  void withoutALimitEverythingIsDecided_data() { addCriteria(); }
  void withoutALimitEverythingIsDecided();
  void spendsTheBudget_data() { addCriteria(); }
  void spendsTheBudget();
  void intervalsHoldTheScore_data() { addCriteria(); }
  void intervalsHoldTheScore();
};

void TestTwoPhases::everyKillIsAVerdict() {
  const KillCriterion criterion = fetchedCriterion();
  for (uint64_t seed = 0; seed < 6; ++seed) {
    const auto subject = smallVgg(seed, 200, criterion);
    const std::vector<KillRecord> truth = subject->truth();
    const ProbedPlan known = subject->run(subject->allPairs() / 20, seed);
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const KillRecord& record = known.records[i];
      for (std::size_t c = 0; c < 10; ++c) {
        const bool open = c < record.undecided.size() && record.undecided[c] != 0;
        QVERIFY(open ||
                killedClasses(record, criterion)[c] == killedClasses(truth[i], criterion)[c]);
      }
      QCOMPARE(record.status == MutantStatus::Killed,
               std::count(killedClasses(record, criterion).begin(),
                          killedClasses(record, criterion).end(), 1) > 0);
      QVERIFY(record.status != MutantStatus::Survived || record.undecided.empty());
    }
  }
}

void TestTwoPhases::undecidedCellsAreInTheSample() {
  const auto subject = smallVgg(3, 200, fetchedCriterion());
  const ProbedPlan probed = *subject->phases.probe(subject->allPairs() / 50, 1, RunContext());
  std::size_t undecided = 0;
  for (const KillRecord& record : probed.records) {
    undecided +=
        static_cast<std::size_t>(std::count(record.undecided.begin(), record.undecided.end(), 1));
  }
  QVERIFY(undecided > 50);
  QCOMPARE(probed.sample.cells.size(), undecided);
}

void TestTwoPhases::withoutALimitEverythingIsDecided() {
  const KillCriterion criterion = fetchedCriterion();
  for (uint64_t seed = 10; seed < 16; ++seed) {
    Network network = randomNetwork(seed);
    std::vector<float> values = randomInputs(network, 60, seed);
    Subject subject(std::move(network), std::move(values), criterion);
    const ProbedPlan known = subject.run(10 * subject.allPairs(), seed);
    const std::string difference = firstDifference(known.records, subject.truth(), subject.plan);
    QVERIFY2(difference.empty(), difference.c_str());
  }
}

void TestTwoPhases::spendsTheBudget() {
  const auto subject = smallVgg(4, 300, fetchedCriterion());
  const int64_t budget = subject->allPairs() / 10;
  const ProbedPlan known = subject->run(budget, 1);
  const int64_t spent = known.counts.pairsEvaluated + subject->phases.counts().pairsEvaluated;
  QVERIFY(spent <= budget);
  QVERIFY2(spent > budget * 9 / 10, qPrintable(QString("%1 of %2 pairs").arg(spent).arg(budget)));
}

// What the budget leaves open is drawn at random, and so is the network: how often does the
// interval hold the score that deciding everything gives?
void TestTwoPhases::intervalsHoldTheScore() {
  const KillCriterion criterion = fetchedCriterion();
  constexpr int kNetworks = 8;
  constexpr int kSeeds = 4;
  for (double budget : {0.005, 0.03, 0.1, 0.25}) {
    double error = 0;
    double halfWidth = 0;
    double unprobed = 0;
    int covered = 0;
    for (uint64_t network = 0; network < kNetworks; ++network) {
      const auto subject = smallVgg(network, 300, criterion);
      const double truth = score(subject->truth(), criterion);
      const auto pairs = static_cast<int64_t>(budget * static_cast<double>(subject->allPairs()));
      for (uint64_t seed = 0; seed < kSeeds; ++seed) {
        const ProbedPlan known = subject->run(pairs, seed);
        const ScoreEstimate estimate = subject->estimate(known);
        covered += estimate.low <= truth + 1e-12 && truth <= estimate.high + 1e-12 ? 1 : 0;
        error += std::abs(estimate.value - truth) / kNetworks / kSeeds;
        halfWidth += (estimate.high - estimate.low) / 2 / kNetworks / kSeeds;
        unprobed += (truth - score(known.records, criterion)) / kNetworks / kSeeds;
      }
    }
    const double share = static_cast<double>(covered) / kNetworks / kSeeds;
    qInfo("budget %.3f: coverage %.3f, half width %.5f, mean error %.5f, not found %.5f", budget,
          share, halfWidth, error, unprobed);
    QVERIFY(share >= 0.9);
    QVERIFY(halfWidth < 10 * std::max(error, 0.0005));
  }
}

QTEST_APPLESS_MAIN(TestTwoPhases)
#include "test_two_phases.moc"
