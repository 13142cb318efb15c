#include "core/analysis/cell_estimate.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>
#include <utility>

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

Limits stratumLimits(const CellStratum& stratum, double confidence) {
  const auto killed = static_cast<double>(stratum.killed);
  const auto survived = static_cast<double>(stratum.sampled - stratum.killed);
  const int64_t rest = stratum.cells - stratum.sampled;
  const BetaBinomial unknown(rest, killed + 0.5, survived + 0.5);
  const double tail = (1 - confidence) / 2;
  Limits limits;
  limits.value = static_cast<double>(stratum.cells) * killed / static_cast<double>(stratum.sampled);
  // Brown, Cai and DasGupta (2001): a sample without a kill excludes no small number, likewise one
  // of kills alone.
  limits.low = stratum.killed == 0 ? 0 : killed + static_cast<double>(unknown.quantile(tail));
  limits.high = stratum.killed == stratum.sampled
                    ? static_cast<double>(stratum.cells)
                    : killed + static_cast<double>(unknown.quantile(1 - tail));
  limits.low = std::min(limits.low, limits.value);
  limits.high = std::max(limits.high, limits.value);
  return limits;
}

void checkStratum(const CellStratum& stratum) {
  MAACC_CHECK(stratum.killed >= 0 && stratum.killed <= stratum.sampled);
  MAACC_CHECK(stratum.sampled <= stratum.cells);
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

}  // namespace

ScoreEstimate estimateCells(const CellCounts& counts, double confidence) {
  MAACC_CHECK(confidence > 0 && confidence < 1 && counts.cells > 0);
  const auto cells = static_cast<double>(counts.cells);
  double known = static_cast<double>(counts.killed);
  double sampledCells = 0;
  double sampledKills = 0;
  double unsampled = 0;
  double surviving = 0;  // known to
  double found = known;  // known kills, with those of the sample
  double below = 0;
  double above = 0;
  double value = known;
  for (const CellStratum& stratum : counts.strata) {
    checkStratum(stratum);
    found += static_cast<double>(stratum.killed);
    surviving += static_cast<double>(stratum.sampled - stratum.killed);
    if (stratum.sampled == 0) {
      unsampled += static_cast<double>(stratum.cells);
      continue;
    }
    const Limits limits = stratumLimits(stratum, confidence);
    value += limits.value;
    sampledCells += static_cast<double>(stratum.cells);
    sampledKills += limits.value;
    below += (limits.value - limits.low) * (limits.value - limits.low);
    above += (limits.high - limits.value) * (limits.high - limits.value);
  }
  const double share = sampledCells > 0 ? sampledKills / sampledCells : 0.5;
  value += share * unsampled;
  const double open = sampledCells + unsampled;
  surviving += cells - open - known;
  ScoreEstimate estimate;
  estimate.confidence = confidence;
  estimate.value = value / cells;
  estimate.low = std::max(value - std::sqrt(below) - share * unsampled, found) / cells;
  estimate.high =
      std::min(value + std::sqrt(above) + (1 - share) * unsampled, cells - surviving) / cells;
  estimate.method = methodText(counts);
  estimate.formula =
      "(" + std::to_string(counts.killed) +
      " killed classes + sum over strata of classes x share killed in the sample) / " +
      std::to_string(counts.cells) + " classes";
  return estimate;
}

CellCounts countCells(std::span<const KillRecord> records,
                      const CellSample& sample,
                      KillCriterion criterion,
                      int classes) {
  CellCounts counts;
  std::vector<std::pair<int64_t, std::size_t>> order;  // mutant, position among the sampled cells
  for (std::size_t i = 0; i < sample.cells.size(); ++i) {
    order.emplace_back(sample.cells[i].mutantIndex, i);
  }
  std::sort(order.begin(), order.end());
  for (const CellSample::Stratum& stratum : sample.strata) {
    counts.strata.push_back({stratum.cells, 0, 0});
  }
  int64_t open = 0;
  for (const KillRecord& record : records) {
    const ClassSet& killed = killedClasses(record, criterion);
    if (record.status == MutantStatus::Error || killed.empty()) {
      continue;
    }
    counts.cells += classes;
    counts.killed += countMembers(killed);
    open += countMembers(record.undecided);
    auto cell = std::lower_bound(order.begin(), order.end(),
                                 std::pair<int64_t, std::size_t>(record.mutantIndex, 0));
    for (; cell != order.end() && cell->first == record.mutantIndex; ++cell) {
      const CellSample::Cell& chosen = sample.cells[cell->second];
      const auto index = static_cast<std::size_t>(chosen.classIndex);
      if (contains(record.undecided, index)) {
        continue;
      }
      CellStratum& stratum = counts.strata[static_cast<std::size_t>(chosen.stratum)];
      ++stratum.sampled;
      ++open;  // it was
      if (contains(killed, index)) {
        ++stratum.killed;
        --counts.killed;
      }
    }
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
