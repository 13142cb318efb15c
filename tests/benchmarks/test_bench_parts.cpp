#include <QtTest>
#include <algorithm>

#include "tests/benchmarks/mutant_sample.h"
#include "tests/benchmarks/verdict_differences.h"
#include "tests/support/deep_networks.h"

using namespace maacc;
using namespace maacc::bench;
using namespace maacc::test;

namespace {

KillRecord killedRecord(int64_t index) {
  KillRecord record;
  record.mutantIndex = index;
  record.killedTrueClass = {0, 0, 0};
  record.killedPredictedClass = {0, 0, 0};
  const Flip flip{4, 2};
  countFlip(record, flip, 1);
  record.flips.push_back(flip);
  return record;
}

bool contains(const std::vector<int64_t>& large, const std::vector<int64_t>& small) {
  return std::includes(large.begin(), large.end(), small.begin(), small.end());
}

}  // namespace

class TestBenchParts : public QObject {
  Q_OBJECT

 private slots:
  void samplesCoverEveryLayerAndNest() {
    const Network network = vggLikeNetwork(1, kSmallVgg);
    const MutationPlan plan = enumerateMutants(network, {});
    const auto all = allMutants(sampleByLayer(plan, 1, PerUnit::OneOperatorInTurn));
    QCOMPARE(all.size(), plan.mutants.size());
    for (const int64_t stride : {2, 4, 8, 1024}) {
      const auto units = sampleByLayer(plan, stride, PerUnit::AllOperators);
      const auto single = sampleByLayer(plan, stride, PerUnit::OneOperatorInTurn);
      QCOMPARE(units.size(), network.weightedLayers().size());
      int64_t total = 0;
      for (const LayerSample& layer : units) {
        QVERIFY(!layer.mutants.empty());
        total += layer.layerMutants;
      }
      QCOMPARE(total, static_cast<int64_t>(plan.mutants.size()));
      QCOMPARE(allMutants(single).size() * 3, allMutants(units).size());
      QVERIFY(contains(allMutants(units), allMutants(single)));
      QVERIFY(contains(allMutants(sampleByLayer(plan, stride / 2, PerUnit::AllOperators)),
                       allMutants(single)));
    }
  }

  void differences_data() {
    QTest::addColumn<int>("change");
    QTest::addColumn<bool>("withFlips");
    QTest::addColumn<int>("differences");
    QTest::newRow("equal") << 0 << true << 0;
    QTest::newRow("status") << 1 << false << 1;
    QTest::newRow("true class") << 2 << false << 1;
    QTest::newRow("predicted class") << 3 << false << 1;
    QTest::newRow("count") << 4 << false << 1;
    QTest::newRow("flips") << 5 << true << 1;
    QTest::newRow("flips not kept") << 5 << false << 0;
    QTest::newRow("early exit") << 6 << false << 0;
    QTest::newRow("another mutant") << 7 << false << 0;
  }

  void differences() {
    QFETCH(int, change);
    KillRecord found = killedRecord(3);
    switch (change) {
      case 1:
        found.status = MutantStatus::Survived;
        break;
      case 2:
        found.killedTrueClass = {1, 1, 0};
        break;
      case 3:
        found.killedPredictedClass = {0, 0, 0};
        break;
      case 4:
        found.flippedInputs = 2;
        break;
      case 5:
        found.flips.front().input = 5;
        break;
      case 6:
        found.flippedInputs = std::nullopt;
        found.killedPredictedClass.clear();
        break;
      case 7:
        found.mutantIndex = 2;
        break;
      default:
        break;
    }
    QFETCH(bool, withFlips);
    const Comparison comparison = compareVerdicts({killedRecord(3)}, {found}, withFlips);
    QTEST(static_cast<int>(comparison.differences), "differences");
    QCOMPARE(comparison.compared, change == 7 ? 0 : 1);
    QCOMPARE(comparison.firstDifference.empty(), comparison.differences == 0);
  }
};

QTEST_GUILESS_MAIN(TestBenchParts)
#include "test_bench_parts.moc"
