#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace maacc {

// How likely a number of things is, as far as it is likely at all: exact, or after a sum on a grid
// of whole numbers.
class CountDistribution {
 public:
  static CountDistribution certain(int64_t count);
  // How many of `trials` succeed whose probability is Beta(a, b) distributed; a, b > 0.
  static CountDistribution betaBinomial(int64_t trials, double a, double b);
  // The sum of independent counts that are no sums; 0 where there are none. Where many thousands of
  // values are likely it is rounded to a grid, which keeps its mean and widens it a little.
  static CountDistribution sum(std::span<const CountDistribution> counts);

  // The least k with P(count <= k) >= probability.
  int64_t quantile(double probability) const;

 private:
  CountDistribution onGrid(int64_t width) const;
  void add(const CountDistribution& other);
  void trim();

  int64_t first_ = 0;
  int64_t width_ = 1;
  std::vector<double> weights_;  // of first_, first_ + width_, ...; not normalised
};

}  // namespace maacc
