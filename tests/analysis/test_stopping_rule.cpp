#include <QtTest>
#include <cmath>
#include <numeric>

#include "core/analysis/stopping_rule.h"

using namespace maacc;

namespace {

int64_t sumOf(const std::vector<int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

// Half of the draws are the mean minus, half the mean plus the deviation.
SampledStratum spread(int64_t size, int draws, double mean, double deviation) {
  SampledStratum stratum{size, {}, 0};
  for (int i = 0; i < draws; ++i) {
    stratum.shares.push_back(i % 2 == 0 ? mean - deviation : mean + deviation);
  }
  return stratum;
}

}  // namespace

class TestStoppingRule : public QObject {
  Q_OBJECT

 private slots:
  void stopsWhereTheIntervalIsNarrowEnough();
  void asksForWhatTheVarianceNeeds();
  void drawsMostWhereMostVaries();
  void doublesAtMost();
  void growsByATenthAtLeast();
  void doublesWhereNothingVaried();
  void endsWithEverything();
};

void TestStoppingRule::stopsWhereTheIntervalIsNarrowEnough() {
  const std::vector<SampledStratum> strata = {spread(1000, 100, 0.5, 0.1)};
  const std::vector<int64_t> now = {100};
  const std::vector<int64_t> most = {1000};
  const ShareEstimate estimate = estimateShare(strata, 0.95);
  const double half = (estimate.high - estimate.low) / 2;
  QVERIFY(isPrecise(estimate, half * 1.001) && !isPrecise(estimate, half * 0.999));
  QVERIFY(nextRound(strata, now, most, {half * 1.001, 0.95}) == now);
  QVERIFY(nextRound(strata, now, most, {half * 0.999, 0.95}) != now);
}

void TestStoppingRule::asksForWhatTheVarianceNeeds() {
  const std::vector<SampledStratum> strata = {spread(10000, 400, 0.5, 0.2)};
  const std::vector<int64_t> now = {400};
  const std::vector<int64_t> most = {10000};
  const auto next = nextRound(strata, now, most, {0.015, 0.95});
  // n = n0 / (1 + n0 / N), n0 = z^2 s^2 / tolerance^2 (Cochran 4.4).
  const double variance = estimateShare(strata, 0.95).variances[0];
  const double n0 = 1.959964 * 1.959964 * variance / (0.015 * 0.015);
  QVERIFY(std::abs(static_cast<double>(next[0]) - n0 / (1 + n0 / 10000)) <= 1);
}

void TestStoppingRule::drawsMostWhereMostVaries() {
  const std::vector<SampledStratum> strata = {spread(5000, 50, 0.5, 0.3),
                                              spread(5000, 50, 0.5, 0.1)};
  const std::vector<int64_t> now = {50, 50};
  const std::vector<int64_t> most = {5000, 5000};
  const auto next = nextRound(strata, now, most, {0.03, 0.95});
  QVERIFY(next[0] > 50 && next[1] > 50);
  QVERIFY(static_cast<double>(next[0]) > 1.3 * static_cast<double>(next[1]));
}

void TestStoppingRule::doublesAtMost() {
  const std::vector<SampledStratum> strata = {spread(10000, 20, 0.5, 0.3),
                                              spread(10000, 20, 0.4, 0.3)};
  const std::vector<int64_t> now = {20, 20};
  const std::vector<int64_t> most = {10000, 10000};
  const int64_t total = sumOf(nextRound(strata, now, most, {0.001, 0.95}));
  QVERIFY(total >= 80 && total <= 81);
}

void TestStoppingRule::growsByATenthAtLeast() {
  const std::vector<SampledStratum> strata = {spread(1000, 100, 0.5, 0.1)};
  const ShareEstimate estimate = estimateShare(strata, 0.95);
  const std::vector<int64_t> now = {100};
  const std::vector<int64_t> most = {1000};
  const auto next =
      nextRound(strata, now, most, {0.9999 * (estimate.high - estimate.low) / 2, 0.95});
  QCOMPARE(next[0], int64_t{110});
}

void TestStoppingRule::doublesWhereNothingVaried() {
  const std::vector<SampledStratum> strata = {spread(100, 10, 0, 0), spread(300, 10, 1, 0)};
  const std::vector<int64_t> now = {10, 10};
  const std::vector<int64_t> most = {100, 300};
  const auto next = nextRound(strata, now, most, {0.01, 0.95});
  QVERIFY(sumOf(next) >= 40 && sumOf(next) <= 41);
  QVERIFY(next[1] > next[0]);
}

void TestStoppingRule::endsWithEverything() {
  std::vector<SampledStratum> strata = {spread(7, 7, 0.5, 0.5), spread(9, 8, 0.5, 0.5)};
  std::vector<int64_t> now = {7, 8};
  const std::vector<int64_t> most = {7, 9};
  const StoppingRule rule{1e-6, 0.95};
  now = nextRound(strata, now, most, rule);
  QVERIFY(now == most);
  strata[1] = spread(9, 9, 0.5, 0.5);
  QVERIFY(nextRound(strata, now, most, rule) == most);
}

QTEST_APPLESS_MAIN(TestStoppingRule)
#include "test_stopping_rule.moc"
