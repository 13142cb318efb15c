#include <QtTest>
#include <cmath>

#include "core/analysis/estimate.h"
#include "core/analysis/quantiles.h"
#include "core/analysis/score_estimate.h"
#include "tests/support/sample_run.h"

using namespace maacc;
using namespace maacc::test;

namespace {

bool near(double a, double b) { return std::abs(a - b) < 1e-12; }

double halfWidth(const ShareEstimate& estimate) { return (estimate.high - estimate.low) / 2; }

}  // namespace

class TestEstimate : public QObject {
  Q_OBJECT

 private slots:
  void oneStratumIsTheTextbookFormula();
  void strataAreWeightedBySize();
  void varianceIsModeratedByAllStrata();
  void singleDrawsOfAPoolAreCollapsedInPairs();
  void singleDrawsOfDifferentPoolsAreNotCompared();
  void threeSinglesMakeOneTriple();
  void censusHasNoWidth();
  void completeStrataAreCertain();
  void equalDrawsDoNotMakeCertain();
  void equalSharesHaveNoVarianceHoweverTheirMeanRounds();
  void staysWithinWhatIsCertain();
  void strataWithoutADrawCouldBeAnything();
  void nothingDrawnSaysNothing();
  void widerWithMoreConfidence();
  void errorsAreLeftOutInProportion();
  void recordsOfTheOtherCriterionDoNotCount();
  void medoidsHaveNoIntervalButWhatIsCertain();
  void completeSampleIsTheScore();
};

void TestEstimate::oneStratumIsTheTextbookFormula() {
  // Mean 0.4, s^2 = 0.08 / 3, moderated by itself.
  const std::vector<SampledStratum> strata = {{20, {0.2, 0.4, 0.4, 0.6}, 0}};
  const ShareEstimate estimate = estimateShare(strata, 0.95);
  QVERIFY(near(estimate.value, 0.4));
  const double error = std::sqrt((1 - 4.0 / 20) * (0.08 / 3) / 4);
  QVERIFY(near(halfWidth(estimate), studentQuantile(0.975, 3) * error));
  QVERIFY(near(estimate.variances[0], 0.08 / 3));
}

void TestEstimate::strataAreWeightedBySize() {
  const std::vector<SampledStratum> strata = {{90, {0, 0.2}, 0}, {10, {1, 0.8, 0.9}, 1}};
  QVERIFY(near(estimateShare(strata, 0.95).value, 0.9 * 0.1 + 0.1 * 0.9));
}

void TestEstimate::varianceIsModeratedByAllStrata() {
  const std::vector<SampledStratum> strata = {{100, {0.5, 0.5, 0.5}, 0}, {100, {0.4, 0.6}, 1}};
  const ShareEstimate estimate = estimateShare(strata, 0.9);
  const double first = 0.25 * (1 - 3.0 / 100) / 3;
  const double second = 0.25 * (1 - 2.0 / 100) / 2;
  const double ofAll = second * 0.02 / (2 * first + second);
  QVERIFY(near(estimate.variances[0], ofAll / 3));
  QVERIFY(near(estimate.variances[1], (0.02 + ofAll) / 2));
  const double a = first * estimate.variances[0];
  const double b = second * estimate.variances[1];
  const double degrees = (a + b) * (a + b) / (a * a / 2 + b * b);
  QVERIFY(near(halfWidth(estimate), studentQuantile(0.95, degrees) * std::sqrt(a + b)));
}

void TestEstimate::singleDrawsOfAPoolAreCollapsedInPairs() {
  const std::vector<SampledStratum> strata = {
      {60, {0.49}, 0}, {40, {0.145}, 0}, {60, {0.51}, 0}, {40, {0.155}, 0}};
  const ShareEstimate estimate = estimateShare(strata, 0.95);
  QVERIFY(near(estimate.value, 0.3 * (0.49 + 0.51) + 0.2 * (0.145 + 0.155)));
  // Cochran 5A.12 for equal sizes: the squared difference of the two estimated totals.
  const double first = 0.3 * 0.3 * 0.02 * 0.02;
  const double second = 0.2 * 0.2 * 0.01 * 0.01;
  const double ofAll = (first + second) / (2 * 0.09 + 2 * 0.04);  // of one mutant
  const double a = (first + 2 * 0.09 * ofAll) / 2;
  const double b = (second + 2 * 0.04 * ofAll) / 2;
  const double degrees = (a + b) * (a + b) / (a * a + b * b);
  QVERIFY(near(halfWidth(estimate), studentQuantile(0.975, degrees) * std::sqrt(a + b)));
}

void TestEstimate::singleDrawsOfDifferentPoolsAreNotCompared() {
  // What varies within the first stratum is taken for the two single draws, though they differ.
  const std::vector<SampledStratum> strata = {{50, {0.4, 0.6}, 0}, {5, {0}, 1}, {5, {1}, 2}};
  const ShareEstimate estimate = estimateShare(strata, 0.95);
  for (double variance : estimate.variances) {
    QVERIFY(near(variance, 0.02));
  }
}

void TestEstimate::threeSinglesMakeOneTriple() {
  const std::vector<SampledStratum> strata = {{10, {0.49}, 0}, {10, {0.5}, 0}, {10, {0.51}, 0}};
  const ShareEstimate estimate = estimateShare(strata, 0.95);
  const double variance = (0.01 * 0.01 + 0.01 * 0.01) / 2;
  QVERIFY(near(estimate.variances[0], variance));
  QVERIFY(near(halfWidth(estimate), studentQuantile(0.975, 2) * std::sqrt(variance / 3)));
}

void TestEstimate::censusHasNoWidth() {
  const std::vector<SampledStratum> strata = {{3, {0, 1, 0.5}, 0}, {1, {0.3}, 0}};
  const ShareEstimate estimate = estimateShare(strata, 0.95);
  QVERIFY(near(estimate.value, 0.45));
  QVERIFY(near(estimate.low, 0.45) && near(estimate.high, 0.45));
}

void TestEstimate::completeStrataAreCertain() {
  const std::vector<SampledStratum> strata = {{2, {0, 1}, 0}, {10, {0.5, 0.5, 0.5}, 0}};
  const ShareEstimate estimate = estimateShare(strata, 0.95);
  QCOMPARE(estimate.variances[0], 0.0);
  QVERIFY(estimate.low >= 2.5 / 12 && estimate.high <= 1 - 2.5 / 12);
}

void TestEstimate::equalDrawsDoNotMakeCertain() {
  const std::vector<SampledStratum> strata = {{50, std::vector<double>(5, 0.0), 0},
                                              {50, std::vector<double>(5, 1.0), 1}};
  const ShareEstimate estimate = estimateShare(strata, 0.95);
  const double half = 0.9 * betaQuantile(0.975, 0.5, 10.5);
  QVERIFY(near(estimate.low, 0.5 - half) && near(estimate.high, 0.5 + half));
  QVERIFY(half > 0.1);
}

void TestEstimate::equalSharesHaveNoVarianceHoweverTheirMeanRounds() {
  const std::vector<double> shares(3, 0.1);
  QVERIFY((shares[0] + shares[1] + shares[2]) / 3 != 0.1);
  const std::vector<SampledStratum> strata = {{50, shares, 0}};
  const ShareEstimate estimate = estimateShare(strata, 0.95);
  QVERIFY(estimate.variances[0] == 0);
  const double half = (1 - 3.0 / 50) * betaQuantile(0.975, 0.5, 3.5);
  QVERIFY(half > 0.1);
  QVERIFY(near(estimate.high, 0.1 + half));
}

void TestEstimate::staysWithinWhatIsCertain() {
  const std::vector<SampledStratum> strata = {{10, {0, 0, 0, 0, 0, 0, 0, 0, 1}, 0}};
  const ShareEstimate estimate = estimateShare(strata, 0.9999999);
  QVERIFY(near(estimate.low, 0.1) && near(estimate.high, 0.2));
}

void TestEstimate::strataWithoutADrawCouldBeAnything() {
  const std::vector<SampledStratum> strata = {{8, std::vector<double>(8, 0.25), 0}, {2, {}, 0}};
  const ShareEstimate estimate = estimateShare(strata, 0.95);
  QVERIFY(near(estimate.value, 0.25));
  QVERIFY(near(estimate.low, 0.2) && near(estimate.high, 0.4));
}

void TestEstimate::nothingDrawnSaysNothing() {
  const std::vector<SampledStratum> strata = {{8, {}, 0}};
  const ShareEstimate estimate = estimateShare(strata, 0.95);
  QVERIFY(estimate.low == 0 && estimate.high == 1);
}

void TestEstimate::widerWithMoreConfidence() {
  const std::vector<SampledStratum> strata = {{200, {0.2, 0.5, 0.1, 0.4}, 0},
                                              {100, {0.9, 0.7, 0.8}, 0}};
  double last = 0;
  for (double confidence : {0.5, 0.8, 0.95, 0.99}) {
    const double half = halfWidth(estimateShare(strata, confidence));
    QVERIFY(half > last);
    last = half;
  }
}

void TestEstimate::errorsAreLeftOutInProportion() {
  const std::vector<KillRecord> records = {killedRecord(0), errorRecord(3), survivedRecord(7),
                                           killedRecord(9), survivedRecord(12)};
  const auto strata =
      sampledStrata(samplePlan(), sampleGroups(), records, KillCriterion::TrueClass);
  QCOMPARE(strata.size(), std::size_t{2});
  QCOMPARE(strata[0].size, int64_t{8});  // 3 of 4 of the tested had a verdict, so of 10
  QVERIFY(strata[0].shares == (std::vector<double>{0.5, 0, 0.5}));
  QCOMPARE(strata[1].size, int64_t{9});
}

void TestEstimate::recordsOfTheOtherCriterionDoNotCount() {
  KillRecord record = killedRecord(0);
  record.killedPredictedClass.clear();
  const std::vector<KillRecord> records = {record};
  const auto estimate = [&](KillCriterion criterion) {
    return estimateScore(samplePlan(), sampleGroups(), records, criterion, 0.95, "sample");
  };
  QVERIFY(estimate(KillCriterion::TrueClass).has_value());
  QVERIFY(!estimate(KillCriterion::PredictedClass).has_value());
}

void TestEstimate::medoidsHaveNoIntervalButWhatIsCertain() {
  MutantSample sample = sampleGroups();
  sample.randomDraw = false;
  const std::vector<KillRecord> records = {killedRecord(7), survivedRecord(18)};
  const auto estimate = estimateScore(samplePlan(), sample, records, KillCriterion::TrueClass, 0.95,
                                      "cluster representatives");
  QVERIFY(near(estimate->value, 10.0 / 19 * 0.5));
  QVERIFY(near(estimate->low, 0.5 / 19) && near(estimate->high, 1 - 1.5 / 19));
  QCOMPARE(estimate->confidence, 1.0);
  QVERIFY(estimate->method == "cluster representatives: 2 of 19 mutants");
}

void TestEstimate::completeSampleIsTheScore() {
  std::vector<KillRecord> records;
  for (int64_t mutant = 0; mutant < 19; ++mutant) {
    records.push_back(mutant % 3 == 0 ? killedRecord(mutant) : survivedRecord(mutant));
  }
  records[4] = errorRecord(4);
  const auto estimate = estimateScore(samplePlan(), sampleGroups(), records,
                                      KillCriterion::PredictedClass, 0.95, "sample");
  QVERIFY(near(estimate->value, 7 * 0.5 / 18));
  QVERIFY(estimate->low == estimate->value && estimate->high == estimate->value);
  QCOMPARE(estimate->confidence, 1.0);
}

QTEST_APPLESS_MAIN(TestEstimate)
#include "test_estimate.moc"
