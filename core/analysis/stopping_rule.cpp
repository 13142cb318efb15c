#include "core/analysis/stopping_rule.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/analysis/quantiles.h"
#include "core/base/error.h"

namespace maacc {
namespace {

using Counts = std::vector<int64_t>;

int64_t sumOf(std::span<const int64_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

// Neyman's: in proportion to size times standard deviation, but never below the share that the
// average deviation gives. A stratum that seemed to vary little by chance would otherwise stay so.
class Allocation {
 public:
  Allocation(std::span<const SampledStratum> strata,
             const std::vector<double>& variances,
             std::span<const int64_t> toTest,
             std::span<const int64_t> atMost)
      : strata_(strata), variances_(variances), toTest_(toTest), atMost_(atMost) {
    // Where nothing varies, all strata count alike.
    const bool flat =
        std::all_of(variances.begin(), variances.end(), [](double v) { return v == 0; });
    for (std::size_t h = 0; h < strata.size(); ++h) {
      const auto size = static_cast<double>(strata[h].size);
      size_ += size;
      needs_.push_back(size * (flat ? 1 : std::sqrt(variances[h])));
    }
    const double mean = std::accumulate(needs_.begin(), needs_.end(), 0.0) / size_;
    for (std::size_t h = 0; h < strata.size(); ++h) {
      needs_[h] = std::max(needs_[h], mean * static_cast<double>(strata[h].size));
    }
  }

  Counts counts(double scale) const {
    Counts counts;
    for (std::size_t h = 0; h < needs_.size(); ++h) {
      const double wanted = std::ceil(scale * needs_[h]);
      const auto most = static_cast<double>(atMost_[h]);
      counts.push_back(std::max(toTest_[h], static_cast<int64_t>(std::min(wanted, most))));
    }
    return counts;
  }

  double variance(const Counts& counts) const {
    double variance = 0;
    for (std::size_t h = 0; h < strata_.size(); ++h) {
      const auto size = static_cast<double>(strata_[h].size);
      const auto n = std::min(static_cast<double>(counts[h]), size);
      variance += n > 0 ? size * (size - n) / n * variances_[h] : 0;
    }
    return variance / (size_ * size_);
  }

  // Every stratum is at its limit from here on.
  double largestScale() const {
    double scale = 1;
    for (std::size_t h = 0; h < needs_.size(); ++h) {
      scale = needs_[h] > 0 ? std::max(scale, static_cast<double>(atMost_[h]) / needs_[h]) : scale;
    }
    return scale;
  }

 private:
  std::span<const SampledStratum> strata_;
  const std::vector<double>& variances_;
  std::span<const int64_t> toTest_;
  std::span<const int64_t> atMost_;
  double size_ = 0;
  std::vector<double> needs_;
};

// The least scale whose counts fit; counts grow with it.
template <class Fits>
Counts leastCounts(const Allocation& allocation, Fits fits) {
  double low = 0;
  double high = allocation.largestScale();
  for (int step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    (fits(allocation.counts(middle)) ? high : low) = middle;
  }
  return allocation.counts(high);
}

}  // namespace

bool isPrecise(const ShareEstimate& estimate, double tolerance) {
  return (estimate.high - estimate.low) / 2 <= tolerance;
}

std::vector<int64_t> nextRound(std::span<const SampledStratum> strata,
                               std::span<const int64_t> toTest,
                               std::span<const int64_t> atMost,
                               const StoppingRule& rule) {
  MAACC_CHECK(strata.size() == toTest.size() && strata.size() == atMost.size());
  const ShareEstimate estimate = estimateShare(strata, rule.confidence);
  const Counts now(toTest.begin(), toTest.end());
  if (isPrecise(estimate, rule.tolerance) || std::equal(now.begin(), now.end(), atMost.begin())) {
    return now;
  }
  const Allocation allocation(strata, estimate.variances, toTest, atMost);
  const double normal = studentQuantile(1 - (1 - rule.confidence) / 2, 1e7);
  const Counts enough = leastCounts(allocation, [&](const Counts& counts) {
    return normal * std::sqrt(allocation.variance(counts)) <= rule.tolerance;
  });
  // Where nothing varied, variances say nothing about how many are enough.
  const int64_t twice = 2 * std::max<int64_t>(sumOf(now), 1);
  const int64_t tenth = sumOf(now) + std::max<int64_t>(1, sumOf(now) / 10);
  const bool flat = std::all_of(estimate.variances.begin(), estimate.variances.end(),
                                [](double variance) { return variance == 0; });
  const int64_t total = flat ? twice : std::clamp(sumOf(enough), tenth, twice);
  return total == sumOf(enough) ? enough : leastCounts(allocation, [&](const Counts& counts) {
    return sumOf(counts) >= total;
  });
}

}  // namespace maacc
