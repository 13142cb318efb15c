#include "core/clustering/nearest_neighbour_chain.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/base/error.h"
#include "core/clustering/merge_order.h"

namespace maacc {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int64_t kWorkPerPair = 24;  // about this many features' worth of a pair's distance

// What Lance and Williams' formulas read: distances of cluster i to x and y, which merge.
struct Update {
  double toX = 0;
  double toY = 0;
  double between = 0;  // of x and y
  double sizeX = 0;
  double sizeY = 0;
  double sizeI = 0;
};

// The order of operations is SciPy's: it decides near-ties.
struct WardUpdate {
  static double distance(const Update& u) {
    const double t = 1.0 / (u.sizeX + u.sizeY + u.sizeI);
    const double square = (u.sizeI + u.sizeX) * t * u.toX * u.toX +
                          (u.sizeI + u.sizeY) * t * u.toY * u.toY -
                          u.sizeI * t * u.between * u.between;
    return std::sqrt(square);
  }
};

struct AverageUpdate {
  static double distance(const Update& u) {
    return (u.sizeX * u.toX + u.sizeY * u.toY) / (u.sizeX + u.sizeY);
  }
};

struct WeightedUpdate {
  static double distance(const Update& u) { return 0.5 * (u.toX + u.toY); }
};

struct CompleteUpdate {
  static double distance(const Update& u) { return std::max(u.toX, u.toY); }
};

class Chain {
 public:
  explicit Chain(CondensedDistances& distances)
      : distances_(distances),
        values_(distances.data()),
        sizes_(static_cast<std::size_t>(distances.count()), 1),
        active_(static_cast<std::size_t>(distances.count())) {
    std::iota(active_.begin(), active_.end(), 0);
  }

  // Follows nearest neighbours until two are each other's.
  SlotMerge nextPair() {
    if (chain_.empty()) {
      chain_.push_back(active_.front());
    }
    for (;;) {
      const int32_t tip = chain_.back();
      const int32_t previous = chain_.size() > 1 ? chain_[chain_.size() - 2] : -1;
      const Nearest nearest = nearestTo(tip, previous);
      MAACC_CHECK(nearest.slot >= 0);
      if (nearest.slot == previous) {
        chain_.resize(chain_.size() - 2);
        return {std::min(tip, previous), std::max(tip, previous), nearest.distance};
      }
      chain_.push_back(nearest.slot);
    }
  }

  // The cluster stays in the higher slot.
  template <class Rule>
  void merge(const SlotMerge& pair) {
    const int32_t x = pair.first;
    const int32_t y = pair.second;
    active_.erase(std::lower_bound(active_.begin(), active_.end(), x));
    Update update;
    update.between = pair.height;
    update.sizeX = size(x);
    update.sizeY = size(y);
    for (const int32_t i : active_) {
      if (i != y) {
        double& toY = values_[index(i, y)];
        update.toX = values_[index(i, x)];
        update.toY = toY;
        update.sizeI = size(i);
        toY = Rule::distance(update);
      }
    }
    sizes_[static_cast<std::size_t>(y)] = update.sizeX + update.sizeY;
  }

 private:
  struct Nearest {
    int32_t slot = -1;
    double distance = kInfinity;
  };

  // Of equally near clusters the previous link of the chain wins, or no chain would end; then the
  // lowest slot.
  Nearest nearestTo(int32_t tip, int32_t previous) const {
    Nearest nearest;
    if (previous >= 0) {
      nearest = {previous, values_[index(tip, previous)]};
    }
    const auto tipPlace = std::lower_bound(active_.begin(), active_.end(), tip);
    for (auto place = active_.begin(); place != tipPlace; ++place) {
      const double distance = values_[distances_.rowBase(*place) + tip];
      if (distance < nearest.distance) {
        nearest = {*place, distance};
      }
    }
    const int64_t base = distances_.rowBase(tip);
    for (auto place = tipPlace + 1; place < active_.end(); ++place) {
      const double distance = values_[base + *place];
      if (distance < nearest.distance) {
        nearest = {*place, distance};
      }
    }
    return nearest;
  }

  int64_t index(int32_t a, int32_t b) const {
    return distances_.rowBase(std::min(a, b)) + std::max(a, b);
  }
  double size(int32_t slot) const { return sizes_[static_cast<std::size_t>(slot)]; }

  const CondensedDistances& distances_;
  double* values_;
  std::vector<double> sizes_;    // of the cluster in a slot
  std::vector<int32_t> active_;  // slots in use, ascending
  std::vector<int32_t> chain_;
};

template <class Rule>
std::optional<Dendrogram> followChain(CondensedDistances& distances, StageProgress& progress) {
  const int32_t count = distances.count();
  Chain chain(distances);
  std::vector<SlotMerge> merges;
  merges.reserve(static_cast<std::size_t>(count));
  for (int32_t left = count; left > 1; --left) {
    merges.push_back(chain.nextPair());
    chain.merge<Rule>(merges.back());
    if (!progress.add((left - 1) * kWorkPerPair)) {
      return std::nullopt;
    }
  }
  return orderMerges(count, std::move(merges));
}

// Prim's order of the minimum spanning tree. A merge joins the last item taken with the next: after
// sorting by height that names the same clusters as the edge itself.
std::optional<Dendrogram> growTree(const CondensedDistances& distances, StageProgress& progress) {
  const int32_t count = distances.count();
  std::vector<double> nearest(static_cast<std::size_t>(count), kInfinity);
  std::vector<int32_t> outside(static_cast<std::size_t>(count) - 1);
  std::iota(outside.begin(), outside.end(), 1);
  std::vector<SlotMerge> merges;
  merges.reserve(static_cast<std::size_t>(count));
  int32_t last = 0;
  while (!outside.empty()) {
    SlotMerge merge{last, -1, kInfinity};
    for (const int32_t item : outside) {
      double& distance = nearest[static_cast<std::size_t>(item)];
      distance = std::min(distance, distances.at(last, item));
      if (distance < merge.height) {
        merge.second = item;
        merge.height = distance;
      }
    }
    last = merge.second;
    merges.push_back(merge);
    if (!progress.add(static_cast<int64_t>(outside.size()) * kWorkPerPair)) {
      return std::nullopt;
    }
    outside.erase(std::lower_bound(outside.begin(), outside.end(), last));
  }
  return orderMerges(count, std::move(merges));
}

}  // namespace

int64_t chainWork(int64_t count) { return CondensedDistances::pairs(count) * kWorkPerPair; }

std::optional<Dendrogram> chainDendrogram(CondensedDistances& distances,
                                          LinkageMethod method,
                                          StageProgress& progress) {
  switch (method) {
    case LinkageMethod::Single:
      return growTree(distances, progress);
    case LinkageMethod::Complete:
      return followChain<CompleteUpdate>(distances, progress);
    case LinkageMethod::Average:
      return followChain<AverageUpdate>(distances, progress);
    case LinkageMethod::Weighted:
      return followChain<WeightedUpdate>(distances, progress);
    case LinkageMethod::Ward:
      break;
  }
  return followChain<WardUpdate>(distances, progress);
}

}  // namespace maacc
