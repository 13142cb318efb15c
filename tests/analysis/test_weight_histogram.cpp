#include <QtTest>
#include <cmath>
#include <numeric>

#include "core/analysis/weight_histogram.h"

using namespace maacc;

class TestWeightHistogram : public QObject {
  Q_OBJECT

 private slots:
  void countsEveryWeightOnce() {
    std::vector<float> weights;
    for (int i = 0; i <= 100; ++i) {
      weights.push_back(static_cast<float>(i) / 50 - 1);
    }
    const WeightHistogram histogram = weightHistogram(weights, 4);
    QCOMPARE(histogram.bins, (std::vector<int64_t>{25, 25, 25, 26}));  // the largest in the last
    QCOMPARE(histogram.low, -1.0);
    QCOMPARE(histogram.high, 1.0);
    QCOMPARE(histogram.zeros, 1);
    QVERIFY(std::abs(histogram.mean) < 1e-7);
    QVERIFY(std::abs(histogram.deviation - std::sqrt(0.34)) < 1e-6);
    QCOMPARE(histogram.binStart(2), 0.0);
  }

  void equalWeightsAreOneBin() {
    const std::vector<float> weights(7, 0.25F);
    const WeightHistogram histogram = weightHistogram(weights, 10);
    QCOMPARE(histogram.bins, std::vector<int64_t>{7});
    QCOMPARE(histogram.deviation, 0.0);
  }

  void withoutWeightsThereAreNoBins() { QVERIFY(weightHistogram({}, 10).bins.empty()); }
};

QTEST_GUILESS_MAIN(TestWeightHistogram)
#include "test_weight_histogram.moc"
