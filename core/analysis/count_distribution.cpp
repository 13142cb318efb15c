#include "core/analysis/count_distribution.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr double kNegligible = 1e-18;      // of the weight at the mode
constexpr double kNegligibleTail = 1e-15;  // of a sum
constexpr std::size_t kMostParts = 4096;   // of a sum

}  // namespace

CountDistribution CountDistribution::certain(int64_t count) {
  CountDistribution distribution;
  distribution.first_ = count;
  distribution.weights_ = {1};
  return distribution;
}

CountDistribution CountDistribution::betaBinomial(int64_t trials, double a, double b) {
  MAACC_CHECK(trials >= 0 && a > 0 && b > 0);
  const double share = a + b > 2 ? std::clamp((a - 1) / (a + b - 2), 0.0, 1.0) : 0.5;
  const int64_t mode = std::llround(share * static_cast<double>(trials));
  const auto growth = [&](int64_t k) {  // weight of k + 1 by that of k
    const auto successes = static_cast<double>(k);
    const auto failures = static_cast<double>(trials - k);
    return failures * (a + successes) / ((successes + 1) * (b + failures - 1));
  };
  CountDistribution distribution;
  std::vector<double>& weights = distribution.weights_;
  weights = {1};
  distribution.first_ = mode;
  while (distribution.first_ > 0 && weights.back() > kNegligible) {
    weights.push_back(weights.back() / growth(--distribution.first_));
  }
  std::reverse(weights.begin(), weights.end());
  for (int64_t k = mode; k < trials && weights.back() > kNegligible; ++k) {
    weights.push_back(weights.back() * growth(k));
  }
  return distribution;
}

CountDistribution CountDistribution::sum(std::span<const CountDistribution> counts) {
  CountDistribution sum = counts.empty() ? certain(0) : counts.front();
  for (std::size_t i = 1; i < counts.size(); ++i) {
    sum.add(counts[i]);
  }
  return sum;
}

CountDistribution CountDistribution::onGrid(int64_t width) const {
  if (width == width_) {
    return *this;
  }
  MAACC_CHECK(width % width_ == 0);
  CountDistribution coarse;
  coarse.first_ = first_;
  coarse.width_ = width;
  const auto step = static_cast<std::size_t>(width / width_);
  coarse.weights_.assign((weights_.size() + step - 1) / step + 1, 0);
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    // Shared by both neighbours on the grid, so that the mean stays.
    const double after = static_cast<double>(i % step) / static_cast<double>(step);
    coarse.weights_[i / step] += weights_[i] * (1 - after);
    coarse.weights_[i / step + 1] += weights_[i] * after;
  }
  return coarse;
}

void CountDistribution::trim() {
  const double total = std::accumulate(weights_.begin(), weights_.end(), 0.0);
  const auto negligible = [&](double weight) { return weight <= kNegligibleTail * total; };
  while (negligible(weights_.back())) {
    weights_.pop_back();
  }
  const auto begin = std::find_if_not(weights_.begin(), weights_.end(), negligible);
  first_ += width_ * (begin - weights_.begin());
  weights_.erase(weights_.begin(), begin);
}

void CountDistribution::add(const CountDistribution& other) {
  trim();
  while (weights_.size() > kMostParts) {
    *this = onGrid(2 * width_);
  }
  CountDistribution addend = other.onGrid(width_);
  addend.trim();
  while (addend.weights_.size() > kMostParts) {
    addend = addend.onGrid(2 * addend.width_);
    *this = onGrid(addend.width_);
  }
  const double total = std::accumulate(addend.weights_.begin(), addend.weights_.end(), 0.0);
  std::vector<double> weights(weights_.size() + addend.weights_.size() - 1, 0);
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    for (std::size_t j = 0; j < addend.weights_.size(); ++j) {
      weights[i + j] += weights_[i] * (addend.weights_[j] / total);
    }
  }
  weights_ = std::move(weights);
  first_ += addend.first_;
}

int64_t CountDistribution::quantile(double probability) const {
  const double enough = probability * std::accumulate(weights_.begin(), weights_.end(), 0.0);
  double sum = 0;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    sum += weights_[i];
    if (sum >= enough) {
      return first_ + width_ * static_cast<int64_t>(i);
    }
  }
  return first_ + width_ * static_cast<int64_t>(weights_.size() - 1);
}

}  // namespace maacc
