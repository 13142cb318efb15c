#include "core/clustering/ward_panels.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "core/clustering/vector_clones.h"

namespace maacc {
namespace {

constexpr int64_t kLanes = 16;
constexpr int64_t kChunk = 64;           // bounds looked at together
constexpr int64_t kTile = 4;             // queries of one pass
constexpr int64_t kBlockFloats = 65536;  // of panels, which stay in the second-level cache
constexpr float kEmptyNorm = 1e30F;      // of an empty place: farther than any cluster
constexpr float kUnitRoundoff = 0x1p-24F;

using Lanes [[gnu::vector_size(kLanes * sizeof(float)), gnu::aligned(4)]] = float;
using LaneMask [[gnu::vector_size(kLanes * sizeof(int32_t))]] = int32_t;

struct Query {
  const float* vector = nullptr;  // [features]
  float norm = 0;
  float size = 0;
  int64_t place = 0;
  float* lower = nullptr;  // [places]
};

struct PanelView {
  const float* vectors = nullptr;  // of the first place
  const float* norms = nullptr;    // of place 0
  const float* sizes = nullptr;
  int64_t first = 0;  // places [first, end)
  int64_t end = 0;
  int64_t features = 0;
};

// |a|^2 + |b|^2 - 2ab of rounded vectors is within (features + 16) roundoffs of (|a|^2 + |b|^2)
// from that of the exact ones: features for the dot product (Higham 2002, 3.1), the rest for
// rounding the vectors, the norms, the sums here and the size factor.
float relativeBound(int64_t features) {
  return static_cast<float>(features + 24) * kUnitRoundoff * 1.05F;
}

inline __attribute__((always_inline)) void storeBounds(const Query& query,
                                                       const PanelView& panels,
                                                       int64_t place,
                                                       float error,
                                                       const Lanes& products,
                                                       Lanes& leastUpper) {
  const Lanes zero{};
  const Lanes farAway = zero + 1e25F;
  const LaneMask lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const Lanes norms = *reinterpret_cast<const Lanes*>(panels.norms + place) + query.norm;
  const Lanes sizes = *reinterpret_cast<const Lanes*>(panels.sizes + place);
  const Lanes factor = sizes * (2.0F * query.size) / (sizes + query.size);
  const Lanes square = norms - products * 2.0F;
  const Lanes slack = norms * error;
  const LaneMask self = lane == static_cast<int32_t>(query.place - place);
  Lanes lower = factor * (square - slack);
  lower = lower > zero ? lower : zero;
  lower = self ? farAway : lower;
  Lanes upper = factor * (square + slack);
  upper = self ? farAway : upper;
  leastUpper = upper < leastUpper ? upper : leastUpper;
  std::memcpy(query.lower + place, &lower, sizeof(lower));
}

MAACC_CLUSTERING_CLONES
void boundAll(const Query* queries, const PanelView& panels, float error, float* leastUpper) {
  const Lanes zero{};
  Lanes upper0 = zero + 1e25F;
  Lanes upper1 = upper0;
  Lanes upper2 = upper0;
  Lanes upper3 = upper0;
  const float* panel = panels.vectors;
  for (int64_t place = panels.first; place < panels.end; place += kLanes) {
    Lanes product0{};
    Lanes product1{};
    Lanes product2{};
    Lanes product3{};
    for (int64_t feature = 0; feature < panels.features; ++feature, panel += kLanes) {
      const Lanes column = *reinterpret_cast<const Lanes*>(panel);
      product0 += column * queries[0].vector[feature];
      product1 += column * queries[1].vector[feature];
      product2 += column * queries[2].vector[feature];
      product3 += column * queries[3].vector[feature];
    }
    storeBounds(queries[0], panels, place, error, product0, upper0);
    storeBounds(queries[1], panels, place, error, product1, upper1);
    storeBounds(queries[2], panels, place, error, product2, upper2);
    storeBounds(queries[3], panels, place, error, product3, upper3);
  }
  for (int64_t lane = 0; lane < kLanes; ++lane) {
    leastUpper[0] = std::min(leastUpper[0], upper0[lane]);
    leastUpper[1] = std::min(leastUpper[1], upper1[lane]);
    leastUpper[2] = std::min(leastUpper[2], upper2[lane]);
    leastUpper[3] = std::min(leastUpper[3], upper3[lane]);
  }
}

// Floats that are not negative order as their bits do, and a minimum of integers vectorises.
MAACC_CLUSTERING_CLONES
int32_t leastBits(const int32_t* bits) {
  int32_t least = std::numeric_limits<int32_t>::max();
  for (int64_t at = 0; at < kChunk; ++at) {
    least = bits[at] < least ? bits[at] : least;
  }
  return least;
}

}  // namespace

int64_t WardPanels::placesFor(int64_t clusters) {
  return (clusters + kChunk - 1) / kChunk * kChunk;
}

WardPanels::WardPanels(int64_t places, int64_t features, double scale)
    : places_(placesFor(places)),
      features_(features),
      scale_(scale),
      vectors_(static_cast<std::size_t>(places_ * features), 0.0F),
      norms_(static_cast<std::size_t>(places_), kEmptyNorm),
      sizes_(static_cast<std::size_t>(places_), 1.0F) {}

void WardPanels::set(int64_t place, std::span<const double> vector, int32_t size) {
  float* lane = vectors_.data() + place / kLanes * kLanes * features_ + place % kLanes;
  double norm = 0;
  for (int64_t feature = 0; feature < features_; ++feature) {
    const auto value = static_cast<float>(vector[static_cast<std::size_t>(feature)] * scale_);
    lane[feature * kLanes] = value;
    norm += static_cast<double>(value) * static_cast<double>(value);
  }
  norms_[static_cast<std::size_t>(place)] = static_cast<float>(norm);
  sizes_[static_cast<std::size_t>(place)] = static_cast<float>(size);
}

void WardPanels::clear(int64_t place) {
  norms_[static_cast<std::size_t>(place)] = kEmptyNorm;
  sizes_[static_cast<std::size_t>(place)] = 1.0F;
}

void WardPanels::bound(std::span<const int64_t> queryPlaces,
                       std::span<float> lower,
                       std::array<float, kQueries>& leastUpper) const {
  std::vector<float> vectors(static_cast<std::size_t>(kQueries * features_));
  std::array<Query, kQueries> queries;
  for (std::size_t q = 0; q < queries.size(); ++q) {
    // A pass that is not full asks for its last cluster again.
    const int64_t place = queryPlaces[std::min(q, queryPlaces.size() - 1)];
    const float* lane = vectors_.data() + place / kLanes * kLanes * features_ + place % kLanes;
    float* vector = vectors.data() + static_cast<int64_t>(q) * features_;
    for (int64_t feature = 0; feature < features_; ++feature) {
      vector[feature] = lane[feature * kLanes];
    }
    queries[q] = {vector, norms_[static_cast<std::size_t>(place)],
                  sizes_[static_cast<std::size_t>(place)], place,
                  lower.data() + static_cast<int64_t>(q) * places_};
  }
  leastUpper.fill(std::numeric_limits<float>::max());
  const int64_t placesInCache = kBlockFloats / std::max<int64_t>(1, features_);
  const int64_t block = std::max(kLanes, placesInCache / kLanes * kLanes);
  const auto asked = static_cast<int64_t>(queryPlaces.size());
  for (int64_t first = 0; first < places_; first += block) {
    const PanelView view{vectors_.data() + first * features_, norms_.data(), sizes_.data(), first,
                         std::min(first + block, places_),    features_};
    for (int64_t tile = 0; tile < asked; tile += kTile) {
      boundAll(queries.data() + tile, view, relativeBound(features_), leastUpper.data() + tile);
    }
  }
}

float placesWithin(std::span<const float> lower, float limit, std::vector<int64_t>& found) {
  float rest = std::numeric_limits<float>::max();
  for (std::size_t chunk = 0; chunk < lower.size(); chunk += kChunk) {
    const auto least =
        std::bit_cast<float>(leastBits(reinterpret_cast<const int32_t*>(lower.data() + chunk)));
    if (least > limit) {
      rest = std::min(rest, least);
      continue;
    }
    for (std::size_t place = chunk; place < chunk + kChunk; ++place) {
      if (lower[place] <= limit) {
        found.push_back(static_cast<int64_t>(place));
      } else {
        rest = std::min(rest, lower[place]);
      }
    }
  }
  return rest;
}

}  // namespace maacc
