#include "core/clustering/pair_kernels.h"

#include <cstring>

#include "core/clustering/vector_clones.h"

namespace maacc {
namespace {

// One register of AVX-512, two of AVX2, four of SSE2.
typedef double Lanes __attribute__((vector_size(kTileColumns * sizeof(double)), aligned(8)));

}  // namespace

MAACC_CLUSTERING_CLONES
void sumSquaredDifferences(const double* rows,
                           const double* columns,
                           int64_t features,
                           PairTile& sums) {
  Lanes sum0{};
  Lanes sum1{};
  Lanes sum2{};
  Lanes sum3{};
  for (int64_t feature = 0; feature < features; ++feature) {
    const Lanes column = *reinterpret_cast<const Lanes*>(columns + feature * kTileColumns);
    const double* row = rows + feature * kTileRows;
    const Lanes difference0 = column - row[0];
    const Lanes difference1 = column - row[1];
    const Lanes difference2 = column - row[2];
    const Lanes difference3 = column - row[3];
    sum0 += difference0 * difference0;
    sum1 += difference1 * difference1;
    sum2 += difference2 * difference2;
    sum3 += difference3 * difference3;
  }
  std::memcpy(sums[0].data(), &sum0, sizeof(Lanes));
  std::memcpy(sums[1].data(), &sum1, sizeof(Lanes));
  std::memcpy(sums[2].data(), &sum2, sizeof(Lanes));
  std::memcpy(sums[3].data(), &sum3, sizeof(Lanes));
}

MAACC_CLUSTERING_CLONES
void sumProducts(const double* rows, const double* columns, int64_t features, PairTile& sums) {
  for (std::size_t tileRow = 0; tileRow < kTileRows; ++tileRow) {
    const double* row = rows + tileRow;
    Lanes even{};
    Lanes odd{};
    int64_t feature = 0;
    for (; feature + 1 < features; feature += 2) {
      const double* column = columns + feature * kTileColumns;
      const double* pair = row + feature * kTileRows;
      even += *reinterpret_cast<const Lanes*>(column) * pair[0];
      odd += *reinterpret_cast<const Lanes*>(column + kTileColumns) * pair[kTileRows];
    }
    Lanes sum = even + odd;
    if (feature < features) {
      sum += *reinterpret_cast<const Lanes*>(columns + feature * kTileColumns) *
             row[feature * kTileRows];
    }
    std::memcpy(sums[tileRow].data(), &sum, sizeof(Lanes));
  }
}

double sumSquares(const double* row, int64_t features) {
  double even = 0;
  double odd = 0;
  int64_t feature = 0;
  for (; feature + 1 < features; feature += 2) {
    even += row[feature] * row[feature];
    odd += row[feature + 1] * row[feature + 1];
  }
  const double sum = even + odd;
  return feature < features ? sum + row[feature] * row[feature] : sum;
}

}  // namespace maacc
