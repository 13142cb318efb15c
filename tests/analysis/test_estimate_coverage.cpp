#include <QtTest>
#include <numeric>

#include "core/analysis/score_estimate.h"
#include "core/analysis/stopping_rule.h"
#include "tests/analysis/verdict_population.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

constexpr int kDraws = 2000;
constexpr double kConfidence = 0.95;

std::vector<int64_t> everyMember(const MutantSample& sample) {
  std::vector<int64_t> members;
  for (const MutantGroup& group : sample.groups) {
    members.insert(members.end(), group.members.begin(), group.members.end());
  }
  return members;
}

int64_t sumOf(const std::vector<int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

QString criterionText(bool trueClass) { return trueClass ? "true" : "predicted"; }

struct Coverage {
  double share = 0;
  double meanHalfWidth = 0;
  double meanError = 0;
  double bias = 0;
};

Coverage coverage(const VerdictPopulation& population,
                  MutantSample sample,
                  KillCriterion criterion,
                  int draws) {
  const double score = trueScore(population, everyMember(sample), criterion);
  RandomStream random(17, "draws");
  Coverage sum;
  for (int draw = 0; draw < draws; ++draw) {
    shuffleDraws(sample, random);
    const auto estimate = estimateScore(population.plan, sample, drawnRecords(population, sample),
                                        criterion, kConfidence, "sample");
    constexpr double kRounding = 1e-12;
    const bool covered = estimate->low <= score + kRounding && score <= estimate->high + kRounding;
    sum.share += covered ? 1.0 / draws : 0;
    sum.meanHalfWidth += (estimate->high - estimate->low) / 2 / draws;
    sum.meanError += std::abs(estimate->value - score) / draws;
    sum.bias += (estimate->value - score) / draws;
  }
  return sum;
}

void say(const char* what, const Coverage& coverage) {
  qInfo("%s: coverage %.4f, half width %.4f, mean error %.4f, bias %+.4f", what, coverage.share,
        coverage.meanHalfWidth, coverage.meanError, coverage.bias);
}

}  // namespace

// Intervals by what they promise: of many samples of a population whose score is known, 95 % have
// it between their limits.
class TestEstimateCoverage : public QObject {
  Q_OBJECT

 private slots:
  void stratifiedSamplesCoverTheScore_data();
  void stratifiedSamplesCoverTheScore();
  void samplesOfRandomPopulationsCoverTheScore();
  void clusterRepresentativesCoverTheScore_data();
  void clusterRepresentativesCoverTheScore();
  void stoppedRunsCoverTheScore_data();
  void stoppedRunsCoverTheScore();
};

void TestEstimateCoverage::stratifiedSamplesCoverTheScore_data() {
  QTest::addColumn<QString>("model");
  QTest::addColumn<bool>("trueClass");
  QTest::addColumn<double>("fraction");
  for (const char* model : {"fcnn-mnist", "lenet5-mnist"}) {
    for (bool trueClass : {true, false}) {
      for (double fraction : {0.05, 0.1, 0.2, 0.3, 0.65}) {
        const QString name = QString("%1 %2 %3").arg(model, criterionText(trueClass)).arg(fraction);
        QTest::newRow(qPrintable(name)) << QString(model) << trueClass << fraction;
      }
    }
  }
}

void TestEstimateCoverage::stratifiedSamplesCoverTheScore() {
  MAACC_REQUIRE_REFERENCE();
  QFETCH(QString, model);
  QFETCH(bool, trueClass);
  QFETCH(double, fraction);
  const VerdictPopulation population = referencePopulation(model.toStdString());
  const Coverage found =
      coverage(population, stratify(population, fraction),
               trueClass ? KillCriterion::TrueClass : KillCriterion::PredictedClass, kDraws);
  say(QTest::currentDataTag(), found);
  QVERIFY(found.share >= 0.93);
  QVERIFY(std::abs(found.bias) < 0.1 * found.meanHalfWidth);
  // Not by being wide: a normal interval is about 2.5 mean errors wide on each side.
  QVERIFY(found.meanHalfWidth < 4 * found.meanError);
}

void TestEstimateCoverage::samplesOfRandomPopulationsCoverTheScore() {
  Coverage mean;
  constexpr int kPopulations = 40;
  for (int i = 0; i < kPopulations; ++i) {
    const VerdictPopulation population = randomPopulation(static_cast<uint64_t>(i));
    const double fraction = 0.04 + 0.5 * i / kPopulations;
    const Coverage one =
        coverage(population, stratify(population, fraction), KillCriterion::TrueClass, 300);
    mean.share += one.share / kPopulations;
    mean.meanHalfWidth += one.meanHalfWidth / kPopulations;
    mean.meanError += one.meanError / kPopulations;
    QVERIFY2(one.share >= 0.89, qPrintable(QString("population %1: %2").arg(i).arg(one.share)));
  }
  say("40 random populations", mean);
  QVERIFY(mean.share >= 0.935);
}

void TestEstimateCoverage::clusterRepresentativesCoverTheScore_data() {
  QTest::addColumn<QString>("model");
  QTest::addColumn<bool>("trueClass");
  QTest::addColumn<int>("unitsPerCluster");
  for (const char* model : {"fcnn-mnist", "lenet5-mnist"}) {
    for (bool trueClass : {true, false}) {
      for (int units : {2, 3, 5, 10}) {
        const QString name =
            QString("%1 %2 %3 units").arg(model, criterionText(trueClass)).arg(units);
        QTest::newRow(qPrintable(name)) << QString(model) << trueClass << units;
      }
    }
  }
}

void TestEstimateCoverage::clusterRepresentativesCoverTheScore() {
  MAACC_REQUIRE_REFERENCE();
  QFETCH(QString, model);
  QFETCH(bool, trueClass);
  QFETCH(int, unitsPerCluster);
  const VerdictPopulation population = referencePopulation(model.toStdString());
  const MutantSample clusters = clusterGroups(population, model.toStdString(), unitsPerCluster);
  const Coverage found =
      coverage(population, clusters,
               trueClass ? KillCriterion::TrueClass : KillCriterion::PredictedClass, kDraws);
  say(QTest::currentDataTag(), found);
  QVERIFY(found.share >= 0.925);
  QVERIFY(std::abs(found.bias) < 0.1 * found.meanHalfWidth);
}

void TestEstimateCoverage::stoppedRunsCoverTheScore_data() {
  QTest::addColumn<QString>("model");
  QTest::addColumn<double>("tolerance");
  for (const char* model : {"fcnn-mnist", "lenet5-mnist"}) {
    for (double tolerance : {0.05, 0.02, 0.01}) {
      const QString name = QString("%1 +-%2").arg(model).arg(tolerance);
      QTest::newRow(qPrintable(name)) << QString(model) << tolerance;
    }
  }
}

void TestEstimateCoverage::stoppedRunsCoverTheScore() {
  MAACC_REQUIRE_REFERENCE();
  QFETCH(QString, model);
  QFETCH(double, tolerance);
  const VerdictPopulation population = referencePopulation(model.toStdString());
  const StoppingRule rule{tolerance, kConfidence};
  MutantSample sample = stratify(population, 0.1);
  const std::vector<int64_t> first = sample.toTest;
  std::vector<int64_t> atMost;
  for (const MutantGroup& group : sample.groups) {
    atMost.push_back(static_cast<int64_t>(group.members.size()));
  }
  const double score = trueScore(population, everyMember(sample), KillCriterion::TrueClass);
  RandomStream random(3, "stopping");
  constexpr int kRuns = 500;
  int covered = 0;
  int rounds = 0;
  int64_t tested = 0;
  for (int run = 0; run < kRuns; ++run) {
    shuffleDraws(sample, random);
    sample.toTest = first;
    for (;;) {
      ++rounds;
      const auto records = drawnRecords(population, sample);
      const auto strata = sampledStrata(population.plan, sample, records, KillCriterion::TrueClass);
      const auto next = nextRound(strata, sample.toTest, atMost, rule);
      if (next == sample.toTest) {
        const ShareEstimate estimate = estimateShare(strata, kConfidence);
        QVERIFY(isPrecise(estimate, tolerance));
        covered += estimate.low - 1e-12 <= score && score <= estimate.high + 1e-12 ? 1 : 0;
        break;
      }
      for (std::size_t g = 0; g < next.size(); ++g) {
        QVERIFY(next[g] >= sample.toTest[g] && next[g] <= atMost[g]);
      }
      sample.toTest = next;
    }
    tested += sumOf(sample.toTest);
  }
  qInfo("%s: coverage %.3f, %.1f rounds, %.1f %% of the mutants", QTest::currentDataTag(),
        double(covered) / kRuns, double(rounds) / kRuns,
        100.0 * double(tested) / kRuns / double(population.plan.mutants.size()));
  QVERIFY(double(covered) / kRuns >= 0.91);
  QVERIFY(double(rounds) / kRuns < 10);
}

QTEST_APPLESS_MAIN(TestEstimateCoverage)
#include "test_estimate_coverage.moc"
