#include "core/analysis/cell_estimate.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

#include "core/base/error.h"

namespace maacc {
namespace {

// A number of killed cells.
struct Limits {
  double low = 0;
  double value = 0;
  double high = 0;
};

// The beta-binomial distribution of `trials`, as far as its weights count.
class BetaBinomial {
 public:
  BetaBinomial(int64_t trials, double a, double b) : trials_(trials), a_(a), b_(b) {
    const double share = a + b > 2 ? std::clamp((a - 1) / (a + b - 2), 0.0, 1.0) : 0.5;
    first_ = std::llround(share * static_cast<double>(trials));
    weights_ = {1};
    for (int64_t k = first_; k < trials_ && weights_.back() > kNegligible; ++k) {
      weights_.push_back(weights_.back() * ratio(k));
    }
    while (first_ > 0 && weights_.front() > kNegligible) {
      weights_.push_front(weights_.front() / ratio(--first_));
    }
  }

  // The least k with P(K <= k) >= probability.
  int64_t quantile(double probability) const {
    const double enough = probability * std::accumulate(weights_.begin(), weights_.end(), 0.0);
    double sum = 0;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      sum += weights_[i];
      if (sum >= enough) {
        return first_ + static_cast<int64_t>(i);
      }
    }
    return first_ + static_cast<int64_t>(weights_.size()) - 1;
  }

 private:
  static constexpr double kNegligible = 1e-18;

  // Weight of k + 1 by that of k.
  double ratio(int64_t k) const {
    const auto successes = static_cast<double>(k);
    const auto failures = static_cast<double>(trials_ - k);
    return failures * (a_ + successes) / ((successes + 1) * (b_ + failures - 1));
  }

  int64_t trials_;
  double a_;
  double b_;
  int64_t first_ = 0;
  std::deque<double> weights_;  // of first_, first_ + 1, ...
};

// Nothing was sampled and nothing expected.
bool isUnknown(const CellStratum& stratum) {
  return stratum.sampled == 0 && stratum.expectedKills <= 0;
}

Limits limitsOfUnexpected(const CellStratum& stratum, const BetaBinomial& unknown, double tail) {
  const auto killed = static_cast<double>(stratum.killed);
  Limits limits;
  limits.value = static_cast<double>(stratum.cells) * killed / static_cast<double>(stratum.sampled);
  // Brown, Cai and DasGupta (2001): a sample without a kill excludes no small number, likewise one
  // of kills alone.
  limits.low = stratum.killed == 0 ? 0 : killed + static_cast<double>(unknown.quantile(tail));
  limits.high = stratum.killed == stratum.sampled
                    ? static_cast<double>(stratum.cells)
                    : killed + static_cast<double>(unknown.quantile(1 - tail));
  return limits;
}

Limits stratumLimits(const CellStratum& stratum, double confidence) {
  constexpr double kPrior = 0.5;
  const auto killed = static_cast<double>(stratum.killed);
  const auto survived = static_cast<double>(stratum.sampled - stratum.killed);
  const auto cells = static_cast<double>(stratum.cells);
  const int64_t rest = stratum.cells - stratum.sampled;
  const bool expected = stratum.expectedKills > 0;
  const double share = expected ? std::min(stratum.expectedKills / cells, 0.5) : 0.5;
  const double a = killed + kPrior;
  const double b = survived + kPrior * (1 - share) / share;
  const BetaBinomial unknown(rest, a, b);
  const double tail = (1 - confidence) / 2;
  Limits limits;
  if (expected) {
    limits.value = killed + static_cast<double>(rest) * a / (a + b);
    limits.low = killed + static_cast<double>(unknown.quantile(tail));
    limits.high = killed + static_cast<double>(unknown.quantile(1 - tail));
  } else {
    limits = limitsOfUnexpected(stratum, unknown, tail);
  }
  limits.low = std::min(limits.low, limits.value);
  limits.high = std::max(limits.high, limits.value);
  return limits;
}

// low and high are sums of the squared distances from the value.
struct CellSums {
  Limits sampled;
  double sampledCells = 0;  // of strata with a sample
  double unsampledCells = 0;
  double foundKilled = 0;
  double foundSurviving = 0;
};

void checkStratum(const CellStratum& stratum) {
  MAACC_CHECK(stratum.killed >= 0 && stratum.killed <= stratum.sampled);
  MAACC_CHECK(stratum.sampled <= stratum.cells && stratum.expectedKills >= 0);
}

CellSums sumStrata(const CellCounts& counts, double confidence) {
  CellSums sums;
  for (const CellStratum& stratum : counts.strata) {
    checkStratum(stratum);
    if (isUnknown(stratum)) {
      sums.unsampledCells += static_cast<double>(stratum.cells);
      continue;
    }
    const Limits limits = stratumLimits(stratum, confidence);
    sums.sampledCells += static_cast<double>(stratum.cells);
    sums.foundKilled += static_cast<double>(stratum.killed);
    sums.foundSurviving += static_cast<double>(stratum.sampled - stratum.killed);
    sums.sampled.value += limits.value;
    sums.sampled.low += (limits.value - limits.low) * (limits.value - limits.low);
    sums.sampled.high += (limits.high - limits.value) * (limits.high - limits.value);
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

bool contains(const ClassSet& set, std::size_t index) {
  return index < set.size() && set[index] != 0;
}

int64_t countMembers(const ClassSet& set) {
  return std::count_if(set.begin(), set.end(), [](uint8_t member) { return member != 0; });
}

const ClassSet& killedClasses(const KillRecord& record, KillCriterion criterion) {
  return criterion == KillCriterion::TrueClass ? record.killedTrueClass
                                               : record.killedPredictedClass;
}

std::vector<CellSample::Cell> sortedByMutant(std::vector<CellSample::Cell> cells) {
  std::sort(cells.begin(), cells.end(),
            [](const auto& a, const auto& b) { return a.mutantIndex < b.mutantIndex; });
  return cells;
}

// Moves the mutant's sampled classes that are decided into their strata; returns how many.
int64_t countSampled(const std::vector<CellSample::Cell>& chosen,
                     const KillRecord& record,
                     const ClassSet& killed,
                     CellCounts& counts) {
  int64_t decided = 0;
  auto cell = std::lower_bound(
      chosen.begin(), chosen.end(), record.mutantIndex,
      [](const CellSample::Cell& a, int64_t mutant) { return a.mutantIndex < mutant; });
  for (; cell != chosen.end() && cell->mutantIndex == record.mutantIndex; ++cell) {
    const auto index = static_cast<std::size_t>(cell->classIndex);
    if (contains(record.undecided, index)) {
      continue;
    }
    CellStratum& stratum = counts.strata.at(static_cast<std::size_t>(cell->stratum));
    ++decided;
    ++stratum.sampled;
    if (contains(killed, index)) {
      ++stratum.killed;
      --counts.killed;
    }
  }
  return decided;
}

}  // namespace

ScoreEstimate estimateCells(const CellCounts& counts, double confidence) {
  MAACC_CHECK(confidence > 0 && confidence < 1 && counts.cells > 0);
  const CellSums sums = sumStrata(counts, confidence);
  const auto cells = static_cast<double>(counts.cells);
  const auto known = static_cast<double>(counts.killed);
  const double share = sums.sampledCells > 0 ? sums.sampled.value / sums.sampledCells : 0.5;
  const double value = known + sums.sampled.value + share * sums.unsampledCells;
  const double least = known + sums.foundKilled;
  const double most = known + sums.sampledCells + sums.unsampledCells - sums.foundSurviving;
  ScoreEstimate estimate;
  estimate.confidence = confidence;
  estimate.value = value / cells;
  estimate.low =
      std::max(value - std::sqrt(sums.sampled.low) - share * sums.unsampledCells, least) / cells;
  estimate.high =
      std::min(value + std::sqrt(sums.sampled.high) + (1 - share) * sums.unsampledCells, most) /
      cells;
  estimate.method = methodText(counts);
  estimate.formula = "(" + std::to_string(counts.killed) +
                     " killed classes + sum over strata of those killed in the sample and expected "
                     "in the rest) / " +
                     std::to_string(counts.cells) + " classes";
  return estimate;
}

CellCounts countCells(std::span<const KillRecord> records,
                      const CellSample& sample,
                      KillCriterion criterion,
                      int classes) {
  CellCounts counts;
  for (const CellSample::Stratum& stratum : sample.strata) {
    counts.strata.push_back({stratum.cells, 0, 0, stratum.expectedKills});
  }
  const std::vector<CellSample::Cell> chosen = sortedByMutant(sample.cells);
  int64_t open = 0;  // or were, before the sample was decided
  for (const KillRecord& record : records) {
    const ClassSet& killed = killedClasses(record, criterion);
    if (record.status == MutantStatus::Error || killed.empty()) {
      continue;
    }
    counts.cells += classes;
    counts.killed += countMembers(killed);
    open += countMembers(record.undecided) + countSampled(chosen, record, killed, counts);
  }
  for (const CellStratum& stratum : counts.strata) {
    open -= stratum.cells;
  }
  if (open > 0) {
    counts.strata.push_back({open, 0, 0});
  }
  return counts;
}

}  // namespace maacc
