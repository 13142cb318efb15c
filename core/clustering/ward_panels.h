#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace maacc {

// Vectors of clusters in float32, side by side in panels, so that one pass bounds a cluster's Ward
// distance to all others. The bounds hold for the exact vectors that `set` got.
class WardPanels {
 public:
  static constexpr int kQueries = 16;

  // scale: a power of two that brings every vector's length below 1.
  WardPanels(int64_t places, int64_t features, double scale);

  static int64_t placesFor(int64_t clusters);
  int64_t places() const { return places_; }  // a multiple of the panel width
  void set(int64_t place, std::span<const double> vector, int32_t size);
  void clear(int64_t place);

  // Bounds of query q to the cluster at every place: lower[q * places() + place], and the least of
  // the upper bounds; empty places and the query's own are very far. Both in squared units of the
  // scaled vectors: 2 nm / (n + m) |a - b|^2.
  void bound(std::span<const int64_t> queryPlaces,
             std::span<float> lower,
             std::array<float, kQueries>& leastUpper) const;

 private:
  int64_t places_;
  int64_t features_;
  double scale_;
  std::vector<float> vectors_;  // [panel, feature, lane]
  std::vector<float> norms_;    // squared
  std::vector<float> sizes_;
};

// Places whose bound is at most `limit`, ascending, are added to `found`. Returns the least of the
// other bounds. Bounds must not be negative.
float placesWithin(std::span<const float> lower, float limit, std::vector<int64_t>& found);

}  // namespace maacc
