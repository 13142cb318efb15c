#include "core/clustering/condensed_distances.h"

#include <algorithm>
#include <new>
#include <string>

#include "core/base/error.h"

namespace maacc {

CondensedDistances::CondensedDistances(int32_t count) : count_(count) {
  MAACC_CHECK(count >= 1);
  values_.reset(new (std::nothrow) double[static_cast<std::size_t>(pairs())]);
  if (!values_) {
    throw Error(ErrorCode::System,
                "there is no memory for the distances of " + std::to_string(count) + " items (" +
                    std::to_string(bytes(count)) + " bytes); cluster fewer items");
  }
}

CondensedDistances::CondensedDistances(int32_t count, const double* values)
    : CondensedDistances(count) {
  std::copy_n(values, pairs(), values_.get());
}

CondensedDistances condenseSquare(const FeatureMatrix& square) {
  if (square.rows() != square.cols() || square.rows() < 1) {
    throw Error(ErrorCode::Usage,
                "a matrix of distances has as many columns as rows, this one has " +
                    std::to_string(square.rows()) + " rows and " + std::to_string(square.cols()) +
                    " columns; give one row and one column per item");
  }
  CondensedDistances distances(static_cast<int32_t>(square.rows()));
  double* next = distances.data();
  for (Eigen::Index row = 0; row < square.rows(); ++row) {
    for (Eigen::Index column = row; column < square.cols(); ++column) {
      const double value = square(row, column);
      const bool fits = column == row ? value == 0 : value == square(column, row);
      if (!fits) {
        throw Error(ErrorCode::Usage,
                    "the distances of items " + std::to_string(row) + " and " +
                        std::to_string(column) +
                        " are not symmetric with a zero diagonal; give symmetric distances");
      }
      if (column > row) {
        *next++ = value;
      }
    }
  }
  return distances;
}

}  // namespace maacc
