#pragma once

#include <cstdint>
#include <memory>

#include "core/clustering/feature_matrix.h"

namespace maacc {

// The distances of all pairs of `count` items, each pair once: row after row of the upper triangle,
// as SciPy's pdist orders them. float64.
class CondensedDistances {
 public:
  // The values are not set. Throws Error{System} where memory is short.
  explicit CondensedDistances(int32_t count);
  // Copies count (count - 1) / 2 values.
  CondensedDistances(int32_t count, const double* values);

  static int64_t pairs(int64_t count) { return count * (count - 1) / 2; }
  static int64_t bytes(int64_t count) { return pairs(count) * int64_t{sizeof(double)}; }

  int32_t count() const { return count_; }
  int64_t pairs() const { return pairs(count_); }
  double* data() { return values_.get(); }
  const double* data() const { return values_.get(); }

  // The value of (row, column), row < column, is at rowBase(row) + column.
  int64_t rowBase(int64_t row) const { return row * (2 * count_ - row - 1) / 2 - row - 1; }
  double at(int32_t first, int32_t second) const {
    return first < second ? values_[rowBase(first) + second] : values_[rowBase(second) + first];
  }

 private:
  int32_t count_;
  std::unique_ptr<double[]> values_;
};

// The upper triangle of a square matrix of distances. Throws Error{Usage} where it is not square,
// not symmetric or its diagonal is not 0.
CondensedDistances condenseSquare(const FeatureMatrix& square);

}  // namespace maacc
