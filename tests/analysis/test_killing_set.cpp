#include <QtTest>
#include <cmath>
#include <numeric>
#include <set>

#include "core/analysis/killing_set.h"

using namespace maacc;

namespace {

// By mutant, the inputs that kill it.
FlipTable tableOf(const std::vector<std::vector<int32_t>>& killers, int64_t inputs) {
  FlipTable table(static_cast<int64_t>(killers.size()), inputs);
  for (std::size_t mutant = 0; mutant < killers.size(); ++mutant) {
    std::vector<Flip> flips;
    for (const int32_t input : killers[mutant]) {
      flips.push_back({input, 0});
    }
    table.add(static_cast<int64_t>(mutant), flips);
  }
  return table;
}

KillingSet setOf(const FlipTable& table) { return greedyKillingSet(table, MutantsByInput(table)); }

bool killsAll(const FlipTable& table, const std::vector<int32_t>& inputs) {
  const std::set<int32_t> chosen(inputs.begin(), inputs.end());
  for (int64_t mutant = 0; mutant < table.mutants(); ++mutant) {
    const auto flips = table.of(mutant);
    if (!flips.empty() && std::none_of(flips.begin(), flips.end(), [&](const Flip& flip) {
          return chosen.count(flip.input) > 0;
        })) {
      return false;
    }
  }
  return true;
}

// Of all subsets of up to 12 inputs.
std::size_t smallestSize(const FlipTable& table) {
  std::size_t best = static_cast<std::size_t>(table.inputs());
  for (uint32_t subset = 0; subset < (1U << table.inputs()); ++subset) {
    std::vector<int32_t> inputs;
    for (int32_t input = 0; input < table.inputs(); ++input) {
      if ((subset >> input & 1U) != 0) {
        inputs.push_back(input);
      }
    }
    if (inputs.size() < best && killsAll(table, inputs)) {
      best = inputs.size();
    }
  }
  return best;
}

}  // namespace

class TestKillingSet : public QObject {
  Q_OBJECT

 private slots:
  void takesTheStrongestFirst();
  void dropsWhatLaterOnesMadeNeedless();
  void coversWhatCanBeCovered();
  void isCompleteAndMinimal_data();
  void isCompleteAndMinimal();
};

void TestKillingSet::takesTheStrongestFirst() {
  const FlipTable table = tableOf({{0, 2}, {2}, {2, 3}, {1, 3}, {}}, 4);
  const KillingSet set = setOf(table);
  // Input 2 kills three; 1 and 3 then kill one more each, and the first of them is taken.
  QCOMPARE(set.inputs, (std::vector<int32_t>{2, 1}));
  QCOMPARE(set.adds, (std::vector<int64_t>{3, 1}));
  QCOMPARE(set.killable, 4);
}

void TestKillingSet::dropsWhatLaterOnesMadeNeedless() {
  // Greedy takes 0 (four mutants), then 1 and 2, which kill the four as well.
  const FlipTable table = tableOf({{0, 1}, {0, 1}, {0, 2}, {0, 2}, {1}, {2}}, 3);
  const KillingSet set = setOf(table);
  QCOMPARE(set.inputs, (std::vector<int32_t>{1, 2}));
  QCOMPARE(set.adds, (std::vector<int64_t>{3, 3}));
  QCOMPARE(set.killable, 6);
}

void TestKillingSet::coversWhatCanBeCovered() {
  QVERIFY(setOf(FlipTable(3, 2)).inputs.empty());
  QCOMPARE(setOf(FlipTable(3, 2)).killable, 0);
  QVERIFY(setOf(FlipTable()).inputs.empty());
}

void TestKillingSet::isCompleteAndMinimal_data() {
  QTest::addColumn<quint64>("seed");
  for (quint64 seed = 0; seed < 12; ++seed) {
    QTest::addRow("seed %llu", seed) << seed;
  }
}

void TestKillingSet::isCompleteAndMinimal() {
  QFETCH(quint64, seed);
  constexpr int32_t kInputs = 10;
  quint64 state = seed * 0x9E3779B97F4A7C15U + 1;
  const auto draw = [&state](quint64 below) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33U) % below;
  };
  std::vector<std::vector<int32_t>> killers(40);
  for (auto& inputs : killers) {
    for (int32_t input = 0; input < kInputs; ++input) {
      if (draw(4 + seed) == 0) {
        inputs.push_back(input);
      }
    }
  }
  const FlipTable table = tableOf(killers, kInputs);
  const MutantsByInput byInput(table);
  const KillingSet set = greedyKillingSet(table, byInput);
  QVERIFY(killsAll(table, set.inputs));
  QCOMPARE(std::accumulate(set.adds.begin(), set.adds.end(), int64_t{0}), set.killable);
  for (std::size_t i = 0; i < set.inputs.size(); ++i) {
    std::vector<int32_t> without = set.inputs;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    QVERIFY2(!killsAll(table, without), qPrintable(QString("%1 is needless").arg(set.inputs[i])));
  }
  int64_t strongest = 1;
  for (int32_t input = 0; input < kInputs; ++input) {
    strongest = std::max(strongest, byInput.count(input));
  }
  const double bound =
      (1 + std::log(static_cast<double>(strongest))) * static_cast<double>(smallestSize(table));
  QVERIFY(static_cast<double>(set.inputs.size()) <= bound + 1e-9);
}

QTEST_MAIN(TestKillingSet)
#include "test_killing_set.moc"
