#include "core/clustering/ward_vectors.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/clustering/cluster_centroids.h"
#include "core/clustering/merge_order.h"
#include "core/clustering/parallel_tasks.h"
#include "core/clustering/ward_panels.h"

namespace maacc {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNearTie = 2e-11;   // of squared distances, relative: far above their rounding
constexpr int64_t kLeastBatch = 64;  // clusters looked up in one round
constexpr int64_t kSearchesPerMerge = 3;
constexpr int64_t kParallelFrom = 2'000'000;  // products from which threads are worth starting

struct Neighbour {
  int32_t cluster = -1;      // the nearest; -1: not known
  double square = 0;         // its Ward distance, squared
  double othersAtLeast = 0;  // no other cluster is nearer than this
};

// Work left when this many clusters are.
int64_t mergeWork(int64_t clusters) { return kSearchesPerMerge * clusters * (clusters + 1) / 2; }

class WardRounds {
 public:
  WardRounds(const FeatureMatrix& items, NearTies nearTies, int threads, StageProgress& progress)
      : nearTies_(nearTies),
        threads_(threads),
        progress_(progress),
        centroids_(items),
        count_(static_cast<int32_t>(items.rows())),
        neighbours_(static_cast<std::size_t>(count_)),
        placeOf_(static_cast<std::size_t>(count_)),
        active_(static_cast<std::size_t>(count_)),
        panels_(0, items.cols(), 1) {
    std::iota(active_.begin(), active_.end(), 0);
    const double largest = centroids_.largestNorm();
    scale_ = largest > 0 ? std::exp2(-std::ceil(std::log2(largest)) - 1) : 1.0;
    pack();
  }

  WardOutcome run() {
    while (active_.size() > 1) {
      if (!lookUp(clustersToLookUp())) {
        return {std::nullopt, nearTie_};
      }
      if (!mergeRound()) {
        return {std::nullopt, false};
      }
    }
    Dendrogram dendrogram = orderMerges(count_, std::move(merges_));
    if (nearTies_ == NearTies::Refuse && hasEqualHeights(dendrogram)) {
      return {std::nullopt, true};
    }
    return {std::move(dendrogram), false};
  }

 private:
  static bool hasEqualHeights(const Dendrogram& dendrogram) {
    for (std::size_t merge = 1; merge < dendrogram.merges.size(); ++merge) {
      const double above = dendrogram.merges[merge].height;
      if (dendrogram.merges[merge - 1].height >= above * (1 - kNearTie)) {
        return true;
      }
    }
    return false;
  }

  void pack() {
    panels_ = WardPanels(static_cast<int64_t>(active_.size()), centroids_.features(), scale_);
    clusterAt_.assign(static_cast<std::size_t>(panels_.places()), -1);
    for (std::size_t place = 0; place < active_.size(); ++place) {
      put(active_[place], static_cast<int64_t>(place));
    }
  }

  void put(int32_t cluster, int64_t place) {
    panels_.set(place, centroids_.leading(cluster), centroids_.size(cluster));
    placeOf_[static_cast<std::size_t>(cluster)] = place;
    clusterAt_[static_cast<std::size_t>(place)] = cluster;
  }

  // Of the clusters whose nearest is not known, the half that could merge first. What is left may
  // change its neighbours again before it has to be looked up.
  std::vector<int32_t> clustersToLookUp() const {
    std::vector<int32_t> unknown;
    std::copy_if(active_.begin(), active_.end(), std::back_inserter(unknown),
                 [&](int32_t cluster) { return neighbour(cluster).cluster < 0; });
    const auto size = static_cast<int64_t>(unknown.size());
    const int64_t wanted = merges_.empty() ? size : std::max(kLeastBatch, size / 2);
    if (wanted < size) {
      std::nth_element(unknown.begin(), unknown.begin() + wanted, unknown.end(),
                       [&](int32_t a, int32_t b) {
                         return std::pair(neighbour(a).othersAtLeast, a) <
                                std::pair(neighbour(b).othersAtLeast, b);
                       });
      unknown.resize(static_cast<std::size_t>(wanted));
    }
    return unknown;
  }

  // Returns false for a stop, or a near-tie that is refused.
  bool lookUp(const std::vector<int32_t>& clusters) {
    constexpr int64_t kTile = WardPanels::kQueries;
    const auto size = static_cast<int64_t>(clusters.size());
    const int64_t products = size * panels_.places() * centroids_.features();
    return runTasks(products < kParallelFrom ? 1 : threads_, (size + kTile - 1) / kTile,
                    [&](int64_t tile) {
                      const int64_t first = tile * kTile;
                      const auto length = static_cast<std::size_t>(std::min(kTile, size - first));
                      return lookUpTile({clusters.data() + first, length});
                    });
  }

  bool lookUpTile(std::span<const int32_t> clusters) {
    std::array<int64_t, WardPanels::kQueries> places{};
    for (std::size_t q = 0; q < clusters.size(); ++q) {
      places[q] = placeOf_[static_cast<std::size_t>(clusters[q])];
    }
    thread_local std::vector<float> lower;
    lower.resize(static_cast<std::size_t>(WardPanels::kQueries * panels_.places()));
    std::array<float, WardPanels::kQueries> leastUpper{};
    panels_.bound({places.data(), clusters.size()}, lower, leastUpper);
    const auto stride = static_cast<std::size_t>(panels_.places());
    for (std::size_t q = 0; q < clusters.size(); ++q) {
      const std::span<const float> row(lower.data() + q * stride, stride);
      if (!decide(clusters[q], row, leastUpper[q])) {
        nearTie_ = true;
        return false;
      }
    }
    const int64_t work =
        merges_.empty() ? static_cast<int64_t>(clusters.size() * active_.size()) : 0;
    return progress_.add(work);
  }

  // float64 decides between those that float32 cannot tell apart. Returns false for a near-tie.
  bool decide(int32_t cluster, std::span<const float> lower, float leastUpper) {
    thread_local std::vector<int64_t> candidates;
    candidates.clear();
    const float rest = placesWithin(lower, leastUpper, candidates);
    Neighbour nearest{-1, kInfinity, static_cast<double>(rest) / (scale_ * scale_)};
    for (const int64_t place : candidates) {
      const int32_t other = clusterAt_[static_cast<std::size_t>(place)];
      const double square = centroids_.wardSquare(cluster, other);
      const bool nearer =
          square < nearest.square || (square == nearest.square && other < nearest.cluster);
      if (nearer) {
        nearest.othersAtLeast = std::min(nearest.othersAtLeast, nearest.square);
        nearest.cluster = other;
        nearest.square = square;
      } else {
        nearest.othersAtLeast = std::min(nearest.othersAtLeast, square);
      }
    }
    neighbours_[static_cast<std::size_t>(cluster)] = nearest;
    return nearTies_ == NearTies::Accept || nearest.othersAtLeast > nearest.square * (1 + kNearTie);
  }

  // Merges every pair that is each other's nearest. Returns false for a stop.
  bool mergeRound() {
    std::vector<SlotMerge> pairs;
    for (const int32_t cluster : active_) {
      const int32_t other = neighbour(cluster).cluster;
      if (other > cluster && neighbour(other).cluster == cluster) {
        pairs.push_back({cluster, other, std::sqrt(neighbour(cluster).square)});
      }
    }
    if (pairs.empty()) {
      addClosestPair(pairs);
    }
    mergedInto_.clear();
    for (const SlotMerge& pair : pairs) {
      merge(pair);
    }
    const auto before = static_cast<int64_t>(active_.size());
    std::erase_if(active_,
                  [&](int32_t cluster) { return placeOf_[static_cast<std::size_t>(cluster)] < 0; });
    followNeighbours();
    const auto after = static_cast<int64_t>(active_.size());
    if (WardPanels::placesFor(after) < panels_.places() * 3 / 4) {
      pack();
    }
    return progress_.add(mergeWork(before) - mergeWork(after));
  }

  // Among equal distances nobody may be each other's nearest.
  void addClosestPair(std::vector<SlotMerge>& pairs) const {
    SlotMerge closest{-1, -1, kInfinity};
    for (const int32_t cluster : active_) {
      const Neighbour& near = neighbour(cluster);
      if (near.cluster >= 0 && near.square < closest.height) {
        closest = {std::min(cluster, near.cluster), std::max(cluster, near.cluster), near.square};
      }
    }
    bool smallest = closest.first >= 0;
    for (const int32_t cluster : active_) {
      const Neighbour& near = neighbour(cluster);
      smallest = smallest && (near.cluster >= 0 || near.othersAtLeast >= closest.height);
    }
    if (smallest) {
      closest.height = std::sqrt(closest.height);
      pairs.push_back(closest);
    }
  }

  // How near a cluster other than `partner` can be to `cluster`.
  double othersThan(int32_t cluster, int32_t partner) const {
    const Neighbour& near = neighbour(cluster);
    return near.cluster == partner ? near.othersAtLeast : std::min(near.square, near.othersAtLeast);
  }

  void merge(const SlotMerge& pair) {
    const auto from = static_cast<std::size_t>(pair.first);
    const auto into = static_cast<std::size_t>(pair.second);
    centroids_.merge(pair.first, pair.second);
    panels_.clear(placeOf_[from]);
    placeOf_[from] = -1;
    mergedInto_.emplace_back(pair.first, pair.second);
    put(pair.second, placeOf_[into]);
    // Merging never brings a cluster nearer to a third than its halves were.
    neighbours_[into] = {
        -1, 0, std::min(othersThan(pair.first, pair.second), othersThan(pair.second, pair.first))};
    merges_.push_back(pair);
  }

  // A cluster whose nearest merged: the merged one is still its nearest where nothing else can be
  // nearer; otherwise it has to be looked up.
  void followNeighbours() {
    std::vector<int32_t> now(static_cast<std::size_t>(count_), -1);
    for (const auto& [from, into] : mergedInto_) {
      now[static_cast<std::size_t>(from)] = into;
      now[static_cast<std::size_t>(into)] = into;
    }
    for (const int32_t cluster : active_) {
      Neighbour& near = neighbours_[static_cast<std::size_t>(cluster)];
      if (near.cluster < 0 || now[static_cast<std::size_t>(near.cluster)] < 0) {
        continue;
      }
      const int32_t merged = now[static_cast<std::size_t>(near.cluster)];
      const double square = centroids_.wardSquare(cluster, merged);
      const bool nearest = square * (1 + 2 * kNearTie) < near.othersAtLeast;
      near.cluster = nearest ? merged : -1;
      near.square = nearest ? square : 0;
    }
  }

  const Neighbour& neighbour(int32_t cluster) const {
    return neighbours_[static_cast<std::size_t>(cluster)];
  }

  NearTies nearTies_;
  int threads_;
  StageProgress& progress_;
  ClusterCentroids centroids_;
  int32_t count_;
  double scale_ = 1;
  std::vector<Neighbour> neighbours_;
  std::vector<int64_t> placeOf_;    // by cluster; -1: it merged into another
  std::vector<int32_t> clusterAt_;  // by place
  std::vector<int32_t> active_;     // ascending
  WardPanels panels_;
  std::vector<SlotMerge> merges_;
  std::vector<std::pair<int32_t, int32_t>> mergedInto_;  // in this round
  std::atomic<bool> nearTie_{false};
};

}  // namespace

int64_t wardVectorsWork(int64_t rows) { return rows * rows + mergeWork(rows); }

WardOutcome wardFromVectors(const FeatureMatrix& items,
                            NearTies nearTies,
                            int threads,
                            StageProgress& progress) {
  return WardRounds(items, nearTies, threads, progress).run();
}

}  // namespace maacc
