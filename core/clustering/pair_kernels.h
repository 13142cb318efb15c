#pragma once

#include <array>
#include <cstdint>

namespace maacc {

// Several rows against several others at once. The sum of a pair rounds as SciPy's does.
constexpr int kTileRows = 4;
constexpr int kTileColumns = 8;
using PairTile = std::array<std::array<double, kTileColumns>, kTileRows>;
using TileRows = std::array<const double*, kTileRows>;  // each [features]

// columns: [features, kTileColumns], row-major. Squared differences are added one feature after the
// other. Products are added in two partial sums, of even and of odd features, with an odd last one
// added to their sum: so does the SSE2 code that SciPy's builds for x86-64 have.
void addSquaredDifferences(const TileRows& rows,
                           const double* columns,
                           int64_t features,
                           PairTile& sums);
void sumProducts(const TileRows& rows, const double* columns, int64_t features, PairTile& sums);

// Of one row with itself, as sumProducts.
double sumSquares(const double* row, int64_t features);

}  // namespace maacc
