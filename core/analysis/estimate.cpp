#include "core/analysis/estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "core/analysis/quantiles.h"
#include "core/base/error.h"

namespace maacc {
namespace {

// Degrees of freedom that the variance of all strata counts for in each.
constexpr double kPriorDegrees = 1;

// One estimate of a variance: from one stratum, or from neighbours with a single draw each.
struct VarianceUnit {
  std::vector<std::size_t> strata;
  double variance = 0;  // of one mutant
  double degrees = 0;   // 0: nothing is known
  double scale = 0;     // what `variance` is multiplied by in the variance of the estimate
};

double drawn(const SampledStratum& stratum) { return static_cast<double>(stratum.shares.size()); }

bool complete(const SampledStratum& stratum) {
  return static_cast<int64_t>(stratum.shares.size()) >= stratum.size;
}

double meanShare(const SampledStratum& stratum) {
  return std::accumulate(stratum.shares.begin(), stratum.shares.end(), 0.0) / drawn(stratum);
}

// Taken from the first share, so that equal shares have none, whatever the rounding of their mean.
double sumOfSquares(const SampledStratum& stratum) {
  const double origin = stratum.shares.front();
  const double mean =
      std::accumulate(stratum.shares.begin(), stratum.shares.end(), 0.0,
                      [origin](double sum, double share) { return sum + (share - origin); }) /
      static_cast<double>(stratum.shares.size());
  return std::accumulate(stratum.shares.begin(), stratum.shares.end(), 0.0,
                         [=](double sum, double share) {
                           return sum + (share - origin - mean) * (share - origin - mean);
                         });
}

class Estimator {
 public:
  explicit Estimator(std::span<const SampledStratum> strata) : strata_(strata) {
    for (const SampledStratum& stratum : strata) {
      MAACC_CHECK(stratum.shares.size() <= static_cast<std::size_t>(stratum.size));
      size_ += static_cast<double>(stratum.size);
      tested_ += drawn(stratum);
    }
  }

  ShareEstimate estimate(double confidence);

 private:
  double weight(std::size_t h) const { return static_cast<double>(strata_[h].size) / size_; }
  void findValue();
  void findUnits();
  VarianceUnit ofStratum(std::size_t h) const;
  VarianceUnit ofNeighbours(std::span<const std::size_t> strata) const;
  void moderate();
  double halfWidth(double confidence) const;

  std::span<const SampledStratum> strata_;
  double size_ = 0;
  double tested_ = 0;
  double value_ = 0;
  double unknownWeight_ = 0;  // of strata without a draw
  double knownMean_ = 0;      // of the others
  std::vector<VarianceUnit> units_;
};

void Estimator::findValue() {
  double knownSum = 0;
  for (std::size_t h = 0; h < strata_.size(); ++h) {
    if (strata_[h].shares.empty()) {
      unknownWeight_ += weight(h);
    } else {
      knownSum += weight(h) * meanShare(strata_[h]);
    }
  }
  knownMean_ = knownSum / (1 - unknownWeight_);
  value_ = knownSum + unknownWeight_ * knownMean_;
}

VarianceUnit Estimator::ofStratum(std::size_t h) const {
  const SampledStratum& stratum = strata_[h];
  const double n = drawn(stratum);
  VarianceUnit unit;
  unit.strata = {h};
  unit.degrees = n - 1;
  unit.variance = n > 1 ? sumOfSquares(stratum) / (n - 1) : 0;
  unit.scale = weight(h) * weight(h) * (1 - n / static_cast<double>(stratum.size)) / n;
  return unit;
}

// The variance of the draws themselves, so that no correction for the finite population follows.
VarianceUnit Estimator::ofNeighbours(std::span<const std::size_t> strata) const {
  SampledStratum together;
  VarianceUnit unit;
  for (std::size_t h : strata) {
    together.shares.push_back(strata_[h].shares.front());
    unit.scale += weight(h) * weight(h);
  }
  unit.degrees = drawn(together) - 1;
  unit.variance = sumOfSquares(together) / unit.degrees;
  unit.strata.assign(strata.begin(), strata.end());
  return unit;
}

void Estimator::findUnits() {
  std::map<int, std::vector<std::size_t>> singles;  // by pool
  for (std::size_t h = 0; h < strata_.size(); ++h) {
    if (strata_[h].shares.empty() || complete(strata_[h])) {
      continue;
    }
    if (strata_[h].shares.size() == 1) {
      singles[strata_[h].pool].push_back(h);
    } else {
      units_.push_back(ofStratum(h));
    }
  }
  for (auto& [pool, strata] : singles) {
    if (strata.size() == 1) {
      units_.push_back(ofStratum(strata.front()));
      continue;
    }
    // Large clusters vary more than small ones: only their like may stand in for them.
    std::stable_sort(strata.begin(), strata.end(), [this](std::size_t a, std::size_t b) {
      return strata_[a].size < strata_[b].size;
    });
    for (std::size_t i = 0; i + 1 < strata.size(); i += 2) {
      const std::size_t count = i + 3 == strata.size() ? 3 : 2;
      units_.push_back(ofNeighbours(std::span(strata).subspan(i, count)));
    }
  }
}

void Estimator::moderate() {
  // By what each adds to the variance of the estimate, so that the sum changes little.
  double squares = 0;
  double degrees = 0;
  for (const VarianceUnit& unit : units_) {
    squares += unit.scale * unit.degrees * unit.variance;
    degrees += unit.scale * unit.degrees;
  }
  // Nothing varies more than a share that is 0 or 1.
  const double ofAll = degrees > 0 ? squares / degrees : knownMean_ * (1 - knownMean_);
  for (VarianceUnit& unit : units_) {
    unit.variance =
        (unit.degrees * unit.variance + kPriorDegrees * ofAll) / (unit.degrees + kPriorDegrees);
    unit.degrees = std::max(unit.degrees, kPriorDegrees);
  }
}

double Estimator::halfWidth(double confidence) const {
  double variance = 0;
  double satterthwaite = 0;
  for (const VarianceUnit& unit : units_) {
    const double part = unit.scale * unit.variance;
    variance += part;
    satterthwaite += part * part / unit.degrees;
  }
  const double upper = 1 - (1 - confidence) / 2;
  if (variance > 0) {
    return studentQuantile(upper, variance * variance / satterthwaite) * std::sqrt(variance);
  }
  return units_.empty() ? 0 : (1 - tested_ / size_) * betaQuantile(upper, 0.5, tested_ + 0.5);
}

ShareEstimate Estimator::estimate(double confidence) {
  if (tested_ == 0) {
    return {0.5, 0, 1, std::vector<double>(strata_.size(), 0.25)};
  }
  findValue();
  findUnits();
  moderate();
  double killed = 0;
  for (const SampledStratum& stratum : strata_) {
    killed += std::accumulate(stratum.shares.begin(), stratum.shares.end(), 0.0);
  }
  const double least = killed / size_;
  const double most = 1 - (tested_ - killed) / size_;
  ShareEstimate result;
  result.value = std::clamp(value_, least, most);
  const double half = halfWidth(confidence);
  const double unknownKilled = unknownWeight_ * knownMean_;
  result.low = std::clamp(value_ - half - unknownKilled, least, result.value);
  result.high = std::clamp(value_ + half + unknownWeight_ - unknownKilled, result.value, most);
  result.variances.assign(strata_.size(), 0);
  for (const VarianceUnit& unit : units_) {
    for (std::size_t h : unit.strata) {
      result.variances[h] = unit.variance;
    }
  }
  return result;
}

}  // namespace

ShareEstimate estimateShare(std::span<const SampledStratum> strata, double confidence) {
  MAACC_CHECK(confidence > 0 && confidence < 1);
  return Estimator(strata).estimate(confidence);
}

}  // namespace maacc
