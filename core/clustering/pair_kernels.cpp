#include "core/clustering/pair_kernels.h"

#include <cstring>

#include "core/clustering/vector_clones.h"

namespace maacc {
namespace {

// One register of AVX-512, two of AVX2, four of SSE2.
using Lanes [[gnu::vector_size(kTileColumns * sizeof(double)), gnu::aligned(8)]] = double;

}  // namespace

MAACC_CLUSTERING_CLONES
void addSquaredDifferences(const TileRows& rows,
                           const double* columns,
                           int64_t features,
                           PairTile& sums) {
  Lanes sum0;
  std::memcpy(&sum0, sums[0].data(), sizeof(Lanes));
  Lanes sum1;
  std::memcpy(&sum1, sums[1].data(), sizeof(Lanes));
  Lanes sum2;
  std::memcpy(&sum2, sums[2].data(), sizeof(Lanes));
  Lanes sum3;
  std::memcpy(&sum3, sums[3].data(), sizeof(Lanes));
  for (int64_t feature = 0; feature < features; ++feature) {
    const Lanes column = *reinterpret_cast<const Lanes*>(columns + feature * kTileColumns);
    const Lanes difference0 = column - rows[0][feature];
    const Lanes difference1 = column - rows[1][feature];
    const Lanes difference2 = column - rows[2][feature];
    const Lanes difference3 = column - rows[3][feature];
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
void sumProducts(const TileRows& rows, const double* columns, int64_t features, PairTile& sums) {
  for (std::size_t tileRow = 0; tileRow < kTileRows; ++tileRow) {
    const double* row = rows[tileRow];
    Lanes even{};
    Lanes odd{};
    int64_t feature = 0;
    for (; feature + 1 < features; feature += 2) {
      const double* column = columns + feature * kTileColumns;
      even += *reinterpret_cast<const Lanes*>(column) * row[feature];
      odd += *reinterpret_cast<const Lanes*>(column + kTileColumns) * row[feature + 1];
    }
    Lanes sum = even + odd;
    if (feature < features) {
      sum += *reinterpret_cast<const Lanes*>(columns + feature * kTileColumns) * row[feature];
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
