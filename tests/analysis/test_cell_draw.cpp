#include <QtTest>
#include <algorithm>
#include <map>
#include <set>

#include "core/analysis/cell_draw.h"

using namespace maacc;

namespace {

// 200 mutants of 1 to 4 open classes, the less urgent the higher their index.
std::vector<UndecidedCell> someCells() {
  std::vector<UndecidedCell> cells;
  for (int mutant = 0; mutant < 200; ++mutant) {
    for (int c = 0; c <= mutant % 4; ++c) {
      cells.push_back({mutant, c, static_cast<float>(mutant) + 0.1F * static_cast<float>(c)});
    }
  }
  std::reverse(cells.begin(), cells.end());
  return cells;
}

using CellKey = std::pair<int64_t, int32_t>;

std::vector<CellKey> keys(const CellSample& sample) {
  std::vector<CellKey> result;
  for (const CellSample::Cell& cell : sample.cells) {
    result.emplace_back(cell.mutantIndex, cell.classIndex);
  }
  return result;
}

}  // namespace

class TestCellDraw : public QObject {
  Q_OBJECT

 private slots:
  void drawsEveryCellOnce_data() { units(); }
  void drawsEveryCellOnce();
  void strataAreOrderedByUrgency_data() { units(); }
  void strataAreOrderedByUrgency();
  void strataTakeTurns();
  void cellsOfAMutantFollowEachOther();
  void seedsDrawOtherOrdersOfTheSameStrata();
  void everyCellOfAStratumIsAsLikelyFirst();
  void expectsThatKillsGoOnBecomingRarer();
  void expectsNothingWhereKillsDoNotBecomeRarer();
  void sharesOutWhatIsExpected();
  void nothingUndecidedIsNothingToDraw();

 private:
  void units() {
    QTest::addColumn<CellUnit>("unit");
    QTest::newRow("cells") << CellUnit::Cell;
    QTest::newRow("mutants") << CellUnit::Mutant;
  }
};

Q_DECLARE_METATYPE(maacc::CellUnit)

void TestCellDraw::drawsEveryCellOnce() {
  QFETCH(CellUnit, unit);
  const std::vector<UndecidedCell> cells = someCells();
  const CellSample sample = drawCells(cells, unit, 4, 7);
  const std::vector<CellKey> drawn = keys(sample);
  QCOMPARE(drawn.size(), cells.size());
  QCOMPARE(std::set<CellKey>(drawn.begin(), drawn.end()).size(), cells.size());
  std::map<int32_t, int64_t> byStratum;
  for (const CellSample::Cell& cell : sample.cells) {
    ++byStratum[cell.stratum];
  }
  QCOMPARE(sample.strata.size(), std::size_t{4});
  for (std::size_t h = 0; h < sample.strata.size(); ++h) {
    QCOMPARE(byStratum[static_cast<int32_t>(h)], sample.strata[h].cells);
  }
}

void TestCellDraw::strataAreOrderedByUrgency() {
  QFETCH(CellUnit, unit);
  const CellSample sample = drawCells(someCells(), unit, 4, 7);
  std::map<int32_t, std::pair<int64_t, int64_t>> range;  // of mutants, which are as urgent
  for (const CellSample::Cell& cell : sample.cells) {
    auto [entry, added] = range.try_emplace(cell.stratum, cell.mutantIndex, cell.mutantIndex);
    entry->second.first = std::min(entry->second.first, cell.mutantIndex);
    entry->second.second = std::max(entry->second.second, cell.mutantIndex);
  }
  for (int32_t h = 1; h < 4; ++h) {
    QVERIFY(range[h - 1].second <= range[h].first);
  }
  const int64_t expected = unit == CellUnit::Cell ? 25 : 23;  // 5 % of 500 cells, of 200 mutants
  QCOMPARE(sample.strata[0].cells, expected);
}

void TestCellDraw::strataTakeTurns() {
  const CellSample sample = drawCells(someCells(), CellUnit::Cell, 4, 7);
  for (std::size_t i = 0; i < 100; ++i) {
    QCOMPARE(sample.cells[i].stratum, static_cast<int32_t>(i % 4));
  }
}

void TestCellDraw::cellsOfAMutantFollowEachOther() {
  const std::vector<CellKey> drawn = keys(drawCells(someCells(), CellUnit::Mutant, 4, 7));
  std::set<int64_t> seen;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const bool first = i == 0 || drawn[i].first != drawn[i - 1].first;
    QCOMPARE(seen.insert(drawn[i].first).second, first);
  }
}

void TestCellDraw::seedsDrawOtherOrdersOfTheSameStrata() {
  const CellSample a = drawCells(someCells(), CellUnit::Cell, 4, 7);
  const CellSample again = drawCells(someCells(), CellUnit::Cell, 4, 7);
  const CellSample b = drawCells(someCells(), CellUnit::Cell, 4, 8);
  QVERIFY(a == again);
  QVERIFY(a.strata == b.strata && keys(a) != keys(b));
}

void TestCellDraw::everyCellOfAStratumIsAsLikelyFirst() {
  std::map<CellKey, int> first;
  constexpr int kDraws = 5000;
  for (int seed = 0; seed < kDraws; ++seed) {
    const CellSample sample =
        drawCells(someCells(), CellUnit::Cell, 4, static_cast<uint64_t>(seed));
    ++first[keys(sample)[0]];
  }
  QCOMPARE(first.size(), std::size_t{25});
  for (const auto& [cell, count] : first) {
    QVERIFY(std::abs(count - kDraws / 25) < 70);  // 5 deviations
  }
}

void TestCellDraw::expectsThatKillsGoOnBecomingRarer() {
  // 64 kills, then 8 and 2 with every doubling; counts of few are moderated.
  const std::vector<int64_t> evaluated = {100, 200, 400};
  const std::vector<int64_t> kills = {64, 72, 74};
  const double ratio = 2.5 / 9;
  QCOMPARE(expectedKills(evaluated, kills).value(), 2 * ratio / (1 - ratio));
  // Between rounds kills are found evenly: 32 until 100, 64 until 200, 74 until 400 pairs.
  const double even = 10.5 / 33;
  QCOMPARE(expectedKills(std::vector<int64_t>{200, 400}, std::vector<int64_t>{64, 74}).value(),
           10 * even / (1 - even));
}

void TestCellDraw::expectsNothingWhereKillsDoNotBecomeRarer() {
  QVERIFY(!expectedKills({}, {}).has_value());
  QVERIFY(!expectedKills(std::vector<int64_t>{400}, std::vector<int64_t>{90}).has_value());
  const CellSample sample = drawCells(someCells(), CellUnit::Cell, std::nullopt, 7);
  for (const CellSample::Stratum& stratum : sample.strata) {
    QCOMPARE(stratum.expectedKills, 0.0);
  }
}

void TestCellDraw::sharesOutWhatIsExpected() {
  const auto sum = [](const CellSample& sample) {
    double kills = 0;
    for (const CellSample::Stratum& stratum : sample.strata) {
      kills += stratum.expectedKills;
    }
    return kills;
  };
  const CellSample some = drawCells(someCells(), CellUnit::Cell, 4, 7);
  QVERIFY(std::abs(sum(some) - 5) < 1e-9);  // and an unforeseen one
  QVERIFY(some.strata[0].expectedKills > some.strata[1].expectedKills);
  const CellSample none = drawCells(someCells(), CellUnit::Cell, 0, 7);
  QVERIFY(std::abs(sum(none) - 1) < 1e-9);
  QVERIFY(none.strata[0].expectedKills < none.strata[3].expectedKills);
  const CellSample many = drawCells(someCells(), CellUnit::Cell, 1e6, 7);
  for (const CellSample::Stratum& stratum : many.strata) {
    QVERIFY(stratum.expectedKills <= 0.5 * static_cast<double>(stratum.cells));
  }
}

void TestCellDraw::nothingUndecidedIsNothingToDraw() {
  const CellSample sample = drawCells({}, CellUnit::Cell, 3, 7);
  QVERIFY(sample.cells.empty() && sample.strata.empty());
}

QTEST_APPLESS_MAIN(TestCellDraw)
#include "test_cell_draw.moc"
