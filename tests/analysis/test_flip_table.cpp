#include <QtTest>

#include "core/analysis/flip_table.h"

using namespace maacc;

namespace {

// Five mutants on four inputs of classes 0, 1, 1, 2; mutants 0 and 3 flip nothing.
FlipTable sampleTable() {
  FlipTable table(5, 4);
  table.add(1, std::vector<Flip>{{0, 1}, {2, 0}});
  table.add(2, std::vector<Flip>{{1, 0}, {2, 0}, {3, 1}});
  table.add(4, std::vector<Flip>{{2, 2}});
  return table;
}

const std::vector<int32_t> kLabels = {0, 1, 1, 2};

}  // namespace

class TestFlipTable : public QObject {
  Q_OBJECT

 private slots:
  void keepsFlipsByMutant();
  void invertsToMutantsByInput();
  void countsPairsMutantsAndInputs();
  void holdsNothing();
};

void TestFlipTable::keepsFlipsByMutant() {
  const FlipTable table = sampleTable();
  QCOMPARE(table.size(), 6);
  QCOMPARE(table.mutants(), 5);
  const std::vector<std::size_t> expected = {0, 2, 3, 0, 1};
  for (int64_t mutant = 0; mutant < 5; ++mutant) {
    QCOMPARE(table.of(mutant).size(), expected[static_cast<std::size_t>(mutant)]);
  }
  QCOMPARE(table.of(2)[1], (Flip{2, 0}));
  QVERIFY(table.of(-1).empty() && table.of(5).empty());
}

void TestFlipTable::invertsToMutantsByInput() {
  const FlipTable table = sampleTable();
  const MutantsByInput byInput(table);
  QCOMPARE(byInput.inputs(), 4);
  const std::vector<std::vector<int32_t>> expected = {{1}, {2}, {1, 2, 4}, {2}};
  for (int64_t input = 0; input < 4; ++input) {
    const auto mutants = byInput.of(input);
    QCOMPARE(std::vector<int32_t>(mutants.begin(), mutants.end()),
             expected[static_cast<std::size_t>(input)]);
    QCOMPARE(byInput.count(input), static_cast<int64_t>(mutants.size()));
  }
}

void TestFlipTable::countsPairsMutantsAndInputs() {
  const ClassChanges changes = countClassChanges(sampleTable(), kLabels, 3);
  // Rows are true classes 0, 1, 2.
  QCOMPARE(changes.flips, (std::vector<int64_t>{0, 1, 0, 3, 0, 1, 0, 1, 0}));
  // 1 -> 0: mutants 1 and 2, on inputs 1 and 2.
  QCOMPARE(changes.mutants, (std::vector<int64_t>{0, 1, 0, 2, 0, 1, 0, 1, 0}));
  QCOMPARE(changes.inputs, (std::vector<int64_t>{0, 1, 0, 2, 0, 1, 0, 1, 0}));
}

void TestFlipTable::holdsNothing() {
  const FlipTable none;
  QCOMPARE(none.mutants(), 0);
  QVERIFY(none.of(0).empty());
  QCOMPARE(MutantsByInput(none).inputs(), 0);
  const FlipTable noKills(3, 2);
  QCOMPARE(MutantsByInput(noKills).count(1), 0);
  QVERIFY(noKills.of(2).empty());
}

QTEST_MAIN(TestFlipTable)
#include "test_flip_table.moc"
