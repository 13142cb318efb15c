#include "core/analysis/weight_histogram.h"

#include <algorithm>
#include <cmath>

namespace maacc {

WeightHistogram weightHistogram(std::span<const float> weights, int bins) {
  WeightHistogram histogram;
  if (weights.empty()) {
    return histogram;
  }
  const auto [low, high] = std::minmax_element(weights.begin(), weights.end());
  histogram.low = *low;
  histogram.high = *high;
  histogram.count = static_cast<int64_t>(weights.size());
  const double width = histogram.high - histogram.low;
  const std::size_t used = width > 0 ? static_cast<std::size_t>(bins) : 1;
  histogram.bins.assign(used, 0);
  double sum = 0;
  for (const float weight : weights) {
    sum += weight;
    histogram.zeros += weight == 0 ? 1 : 0;
    const double place = width > 0 ? (weight - histogram.low) / width : 0;
    ++histogram
          .bins[std::min(used - 1, static_cast<std::size_t>(place * static_cast<double>(used)))];
  }
  histogram.mean = sum / static_cast<double>(weights.size());
  double squares = 0;
  for (const float weight : weights) {
    squares += (weight - histogram.mean) * (weight - histogram.mean);
  }
  histogram.deviation = std::sqrt(squares / static_cast<double>(weights.size()));
  return histogram;
}

}  // namespace maacc
