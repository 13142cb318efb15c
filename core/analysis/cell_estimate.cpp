#include "core/analysis/cell_estimate.h"

#include <algorithm>
#include <string>

#include "core/analysis/count_distribution.h"
#include "core/base/error.h"

namespace maacc {
namespace {

// The cells of a stratum that were not sampled.
struct UnsampledCells {
  double kills = 0;  // expected
  CountDistribution low;
  CountDistribution high;
};

UnsampledCells unsampledCells(const CellStratum& stratum) {
  constexpr double kPrior = 0.5;
  const auto cells = static_cast<double>(stratum.cells);
  const int64_t rest = stratum.cells - stratum.sampled;
  const auto killed = static_cast<double>(stratum.killed);
  const auto survived = static_cast<double>(stratum.sampled - stratum.killed);
  const bool expected = stratum.expectedKills > 0;
  const double share = expected ? std::min(stratum.expectedKills / cells, 0.5) : 0.5;
  const double a = killed + kPrior;
  const double b = survived + kPrior * (1 - share) / share;
  const CountDistribution kills = CountDistribution::betaBinomial(rest, a, b);
  if (expected) {
    return {static_cast<double>(rest) * a / (a + b), kills, kills};
  }
  // Brown, Cai and DasGupta (2001): a sample without a kill excludes no small number, likewise one
  // of kills alone.
  return {static_cast<double>(rest) * killed / static_cast<double>(stratum.sampled),
          stratum.killed == 0 ? CountDistribution::certain(0) : kills,
          stratum.killed == stratum.sampled ? CountDistribution::certain(rest) : kills};
}

struct CellSums {
  double known = 0;     // kills found
  double expected = 0;  // kills among the others of strata with a sample or an expectation
  double cells = 0;     // of these strata
  double open = 0;      // their cells that were not sampled
  double unknown = 0;   // cells of the other strata
  std::vector<CountDistribution> low;
  std::vector<CountDistribution> high;
};

CellSums sumStrata(const CellCounts& counts) {
  CellSums sums;
  sums.known = static_cast<double>(counts.killed);
  for (const CellStratum& stratum : counts.strata) {
    MAACC_CHECK(stratum.killed >= 0 && stratum.killed <= stratum.sampled);
    MAACC_CHECK(stratum.sampled <= stratum.cells && stratum.expectedKills >= 0);
    sums.known += static_cast<double>(stratum.killed);
    if (stratum.sampled == 0 && stratum.expectedKills <= 0) {
      sums.unknown += static_cast<double>(stratum.cells);
      continue;
    }
    if (stratum.cells == 0) {
      continue;
    }
    UnsampledCells rest = unsampledCells(stratum);
    sums.cells += static_cast<double>(stratum.cells);
    sums.open += static_cast<double>(stratum.cells - stratum.sampled);
    sums.expected += rest.kills;
    sums.low.push_back(std::move(rest.low));
    sums.high.push_back(std::move(rest.high));
  }
  return sums;
}

std::string methodText(const CellCounts& counts) {
  int64_t open = 0;
  int64_t sampled = 0;
  for (const CellStratum& stratum : counts.strata) {
    open += stratum.cells;
    sampled += stratum.sampled;
  }
  return "two phases: " + std::to_string(counts.cells - open) + " of " +
         std::to_string(counts.cells) + " classes decided by probing, " + std::to_string(sampled) +
         " of the other " + std::to_string(open) + " sampled";
}

}  // namespace

ScoreEstimate estimateCells(const CellCounts& counts, double confidence) {
  MAACC_CHECK(confidence > 0 && confidence < 1 && counts.cells > 0);
  const CellSums sums = sumStrata(counts);
  const auto cells = static_cast<double>(counts.cells);
  const double tail = (1 - confidence) / 2;
  const auto fewest = static_cast<double>(CountDistribution::sum(sums.low).quantile(tail));
  const auto most = static_cast<double>(CountDistribution::sum(sums.high).quantile(1 - tail));
  const double sampledKills = sums.known - static_cast<double>(counts.killed);
  const double share = sums.cells > 0 ? (sampledKills + sums.expected) / sums.cells : 0.5;
  const double low = std::min(fewest, sums.expected);
  const double high = std::min(std::max(most, sums.expected), sums.open);
  ScoreEstimate estimate;
  estimate.confidence = confidence;
  estimate.value = (sums.known + sums.expected + share * sums.unknown) / cells;
  estimate.low = (sums.known + low) / cells;
  estimate.high = (sums.known + high + sums.unknown) / cells;
  estimate.method = methodText(counts);
  estimate.formula = "(" + std::to_string(counts.killed) +
                     " killed classes + sum over strata of those killed in the sample and expected "
                     "in the rest) / " +
                     std::to_string(counts.cells) + " classes";
  return estimate;
}

}  // namespace maacc
