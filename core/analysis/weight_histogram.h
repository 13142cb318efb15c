#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace maacc {

// How the weights of a layer are spread.
struct WeightHistogram {
  double low = 0;  // of all weights; bins are of equal width from here to high
  double high = 0;
  double mean = 0;
  double deviation = 0;  // standard deviation, divided by the count
  int64_t count = 0;
  int64_t zeros = 0;
  std::vector<int64_t> bins;

  double binStart(std::size_t bin) const {
    return low + (high - low) * static_cast<double>(bin) / static_cast<double>(bins.size());
  }
};

// Finite weights. Equal ones are all in one bin; without weights there are no bins.
WeightHistogram weightHistogram(std::span<const float> weights, int bins);

}  // namespace maacc
