#include "core/clustering/row_sums.h"

#include <array>
#include <cstddef>

namespace maacc {
namespace {

constexpr int64_t kLanes = 8;
constexpr int64_t kBlock = 128;

double blockSum(const double* values, int64_t count) {
  std::array<double, kLanes> sums{};
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    sums[lane] = values[lane];
  }
  int64_t next = kLanes;
  for (; next + kLanes <= count; next += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      sums[lane] += values[next + static_cast<int64_t>(lane)];
    }
  }
  double sum =
      ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
  for (; next < count; ++next) {
    sum += values[next];
  }
  return sum;
}

}  // namespace

double pairwiseSum(const double* values, int64_t count) {
  if (count < kLanes) {
    double sum = 0;
    for (int64_t next = 0; next < count; ++next) {
      sum += values[next];
    }
    return sum;
  }
  if (count <= kBlock) {
    return blockSum(values, count);
  }
  int64_t half = count / 2;
  half -= half % kLanes;
  return pairwiseSum(values, half) + pairwiseSum(values + half, count - half);
}

}  // namespace maacc
