#include <QFile>
#include <QtTest>
#include <cmath>

#include "core/analysis/cell_estimate.h"
#include "core/base/random_stream.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

bool near(double a, double b) { return std::abs(a - b) < 1e-12; }

// Cells with a share of killed ones per stratum, of which some are sampled.
struct CellPopulation {
  int64_t known = 0;
  int64_t cells = 0;
  std::vector<std::vector<bool>> strata;
  std::vector<int64_t> sampled;
};

CellPopulation randomCells(uint64_t seed) {
  CellPopulation population;
  RandomStream random(seed, "cells");
  const auto strata = 1 + random.below(8);
  for (uint64_t h = 0; h < strata; ++h) {
    const auto cells = 10 + random.below(400);
    const double share = std::pow(random.uniform(), 3.0);  // few of the undecided are killed
    std::vector<bool> killed;
    for (uint64_t i = 0; i < cells; ++i) {
      killed.push_back(random.uniform() < share);
    }
    population.cells += static_cast<int64_t>(cells);
    population.strata.push_back(killed);
    population.sampled.push_back(
        static_cast<int64_t>(std::min<uint64_t>(cells, 5 + random.below(40))));
  }
  population.known = 3000;
  population.cells += 5000;
  return population;
}

CellCounts drawCells(const CellPopulation& population, RandomStream& random) {
  CellCounts counts{population.cells, population.known, {}};
  for (std::size_t h = 0; h < population.strata.size(); ++h) {
    const std::vector<bool>& killed = population.strata[h];
    const std::vector<int> order = random.permutation(static_cast<int>(killed.size()));
    CellStratum stratum{static_cast<int64_t>(killed.size()), population.sampled[h], 0};
    for (int64_t i = 0; i < stratum.sampled; ++i) {
      const int cell = order[static_cast<std::size_t>(i)];
      stratum.killed += killed[static_cast<std::size_t>(cell)] ? 1 : 0;
    }
    counts.strata.push_back(stratum);
  }
  return counts;
}

}  // namespace

class TestCellEstimate : public QObject {
  Q_OBJECT

 private slots:
  void limitsOfOneStratumAgreeWithSciPy();
  void strataCombineAsIndependentCounts();
  void manyStrataOfManyCellsStayNarrowlyKnown();
  void fewExpectedKillsMayAllBeMissing();
  void everythingDecidedIsCertain();
  void unsampledStrataCouldBeAnything();
  void neverBelowWhatIsKilled();
  void intervalsCoverTheScore();
};

void TestCellEstimate::limitsOfOneStratumAgreeWithSciPy() {
  QFile file(QString::fromStdString(fixture("analysis/fixtures/cell_limits.csv")));
  QVERIFY(file.open(QIODevice::ReadOnly));
  int compared = 0;
  for (const QByteArray& line : file.readAll().split('\n')) {
    const QList<QByteArray> cells = line.split(',');
    if (cells.size() != 6 || cells[0] == "cells") {
      continue;
    }
    const int64_t size = cells[0].toLongLong();
    const CellCounts counts{size, 0, {{size, cells[1].toLongLong(), cells[2].toLongLong()}}};
    const ScoreEstimate found = estimateCells(counts, cells[3].toDouble());
    // A quantile that falls on a step may end on either side of it.
    const double tolerance = size >= 400 ? 1 : 1e-9;
    const auto atTheEdge = [&](double a, double b) {
      return std::abs(a * static_cast<double>(size) - b) <= tolerance;
    };
    QVERIFY2(atTheEdge(found.low, cells[4].toDouble()), line.constData());
    QVERIFY2(atTheEdge(found.high, cells[5].toDouble()), line.constData());
    ++compared;
  }
  QCOMPARE(compared, 172);
}

// The distribution of the killed cells of both strata that were not sampled, from its definition.
void TestCellEstimate::strataCombineAsIndependentCounts() {
  const CellStratum a{400, 40, 5};
  const CellStratum b{150, 30, 12, 20};
  const auto weights = [](const CellStratum& stratum, double first, double second) {
    const auto rest = static_cast<double>(stratum.cells - stratum.sampled);
    std::vector<double> result;
    for (double k = 0; k <= rest; ++k) {
      result.push_back(std::exp(std::lgamma(rest + 1) - std::lgamma(k + 1) -
                                std::lgamma(rest - k + 1) + std::lgamma(k + first) +
                                std::lgamma(rest - k + second) -
                                std::lgamma(rest + first + second) - std::lgamma(first) -
                                std::lgamma(second) + std::lgamma(first + second)));
    }
    return result;
  };
  const std::vector<double> first = weights(a, 5.5, 35.5);
  const std::vector<double> second = weights(b, 12.5, 18 + 0.5 * (150 - 20) / 20.0);
  std::vector<double> sum(first.size() + second.size() - 1, 0);
  for (std::size_t i = 0; i < first.size(); ++i) {
    for (std::size_t j = 0; j < second.size(); ++j) {
      sum[i + j] += first[i] * second[j];
    }
  }
  const auto quantile = [&](double probability) {
    double below = 0;
    double k = 0;
    for (double weight : sum) {
      below += weight;
      if (below >= probability) {
        break;
      }
      ++k;
    }
    return k;
  };
  const ScoreEstimate both = estimateCells({1000, 200, {a, b}}, 0.95);
  const double b0 = 12.5 / (30.5 + 0.5 * (150 - 20) / 20.0);
  QVERIFY(near(both.value, (200 + 400 * 5.0 / 40 + 12 + 120 * b0) / 1000));
  QVERIFY(near(both.low, (217 + quantile(0.025)) / 1000));
  QVERIFY(near(both.high, (217 + quantile(0.975)) / 1000));
}

void TestCellEstimate::manyStrataOfManyCellsStayNarrowlyKnown() {
  CellCounts counts{5000000, 0, {}};
  for (int i = 0; i < 50; ++i) {
    counts.strata.push_back({100000, 200, 60});
  }
  const ScoreEstimate estimate = estimateCells(counts, 0.95);
  const double deviation = std::sqrt(0.3 * 0.7 / 200 / 50);
  QVERIFY(estimate.low > 0.3 - 3 * deviation && estimate.high < 0.3 + 3 * deviation);
  QVERIFY(estimate.low < 0.3 - deviation && estimate.high > 0.3 + deviation);
}

void TestCellEstimate::fewExpectedKillsMayAllBeMissing() {
  const ScoreEstimate estimate =
      estimateCells({4800, 2390, {{100, 10, 0, 2}, {1000, 20, 0, 1}}}, 0.95);
  QVERIFY(near(estimate.low, 2390 / 4800.0));
  QVERIFY(estimate.high > 2393 / 4800.0 && estimate.high < 2410 / 4800.0);
}

void TestCellEstimate::everythingDecidedIsCertain() {
  const ScoreEstimate estimate = estimateCells({100, 30, {{20, 20, 7}, {5, 5, 0}}}, 0.95);
  QVERIFY(near(estimate.value, 0.37) && near(estimate.low, 0.37) && near(estimate.high, 0.37));
}

void TestCellEstimate::unsampledStrataCouldBeAnything() {
  const ScoreEstimate estimate = estimateCells({100, 30, {{20, 20, 5}, {10, 0, 0}}}, 0.95);
  QVERIFY(near(estimate.value, (30 + 5 + 2.5) / 100));
  QVERIFY(near(estimate.low, 0.35) && near(estimate.high, 0.45));
  const ScoreEstimate unknown = estimateCells({100, 30, {{10, 0, 0}}}, 0.95);
  QVERIFY(near(unknown.value, 0.35) && near(unknown.low, 0.3) && near(unknown.high, 0.4));
}

void TestCellEstimate::neverBelowWhatIsKilled() {
  const ScoreEstimate estimate = estimateCells({100, 30, {{50, 3, 1}}}, 0.999);
  QVERIFY(estimate.low >= 0.31 && estimate.high <= 1 - 0.22);
}

void TestCellEstimate::intervalsCoverTheScore() {
  double share = 0;
  double width = 0;
  double error = 0;
  constexpr int kPopulations = 60;
  constexpr int kDraws = 200;
  for (int p = 0; p < kPopulations; ++p) {
    const CellPopulation population = randomCells(static_cast<uint64_t>(p));
    double killed = static_cast<double>(population.known);
    for (const std::vector<bool>& stratum : population.strata) {
      killed += static_cast<double>(std::count(stratum.begin(), stratum.end(), true));
    }
    const double score = killed / static_cast<double>(population.cells);
    RandomStream random(static_cast<uint64_t>(p), "draws of cells");
    int covered = 0;
    for (int draw = 0; draw < kDraws; ++draw) {
      const ScoreEstimate estimate = estimateCells(drawCells(population, random), 0.95);
      covered += estimate.low - 1e-12 <= score && score <= estimate.high + 1e-12 ? 1 : 0;
      width += (estimate.high - estimate.low) / 2 / kPopulations / kDraws;
      error += std::abs(estimate.value - score) / kPopulations / kDraws;
    }
    QVERIFY2(covered >= 0.88 * kDraws,
             qPrintable(QString("population %1: %2").arg(p).arg(covered)));
    share += static_cast<double>(covered) / kDraws / kPopulations;
  }
  qInfo("coverage %.4f, half width %.5f, mean error %.5f", share, width, error);
  QVERIFY(share >= 0.94);
  QVERIFY(width < 4 * error);
}

QTEST_APPLESS_MAIN(TestCellEstimate)
#include "test_cell_estimate.moc"
