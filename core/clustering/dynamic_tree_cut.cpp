#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/clustering/dendrogram_cuts.h"
#include "core/clustering/dendrogram_nodes.h"
#include "core/clustering/leaf_order.h"
#include "core/clustering/suggested_cuts.h"

namespace maacc {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Leaves [first, end) in drawn order.
struct Stretch {
  std::size_t first = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - first; }
};

// By place in the drawn order: the height at which the leaf joins the one after it.
std::vector<double> joiningHeights(const Dendrogram& dendrogram) {
  const std::vector<int32_t> order = leafOrder(dendrogram);
  const std::vector<double> highest = highestBelow(dendrogram);
  std::vector<std::size_t> firstAt(nodeCount(dendrogram));
  std::vector<std::size_t> endAt(nodeCount(dendrogram));
  for (std::size_t at = 0; at < order.size(); ++at) {
    firstAt[static_cast<std::size_t>(order[at])] = at;
    endAt[static_cast<std::size_t>(order[at])] = at + 1;
  }
  std::vector<double> heights(order.size(), kInfinity);  // trees of a forest never join
  for (std::size_t merge = 0; merge < dendrogram.merges.size(); ++merge) {
    const auto left = static_cast<std::size_t>(dendrogram.merges[merge].left);
    const auto right = static_cast<std::size_t>(dendrogram.merges[merge].right);
    const std::size_t node = order.size() + merge;
    heights[endAt[left] - 1] = highest[node];
    firstAt[node] = firstAt[left];
    endAt[node] = endAt[right];
  }
  return heights;
}

class TreeCut {
 public:
  TreeCut(std::vector<double> heights, std::size_t smallest)
      : heights_(std::move(heights)), smallest_(smallest) {}

  std::vector<Stretch> cut() const {
    std::vector<Stretch> waiting = partsBelow({0, heights_.size()}, maxFinite());
    std::vector<Stretch> clusters;
    while (!waiting.empty()) {
      const Stretch stretch = waiting.back();
      waiting.pop_back();
      const std::vector<Stretch> parts = split(stretch);
      if (parts.size() < 2) {
        clusters.push_back(stretch);
      } else {
        waiting.insert(waiting.end(), parts.begin(), parts.end());
      }
    }
    return clusters;
  }

 private:
  double maxFinite() const {
    double highest = 0;
    for (const double height : heights_) {
      highest = height < kInfinity ? std::max(highest, height) : highest;
    }
    return highest;
  }

  // Empty or one part where it is not worth splitting.
  std::vector<Stretch> split(Stretch stretch) const {
    if (stretch.size() < 2 * smallest_ || stretch.size() < 2) {
      return {};
    }
    const std::span<const double> inner(heights_.data() + stretch.first, stretch.size() - 1);
    const auto [lowest, highest] = std::minmax_element(inner.begin(), inner.end());
    const double mean =
        std::accumulate(inner.begin(), inner.end(), 0.0) / static_cast<double>(inner.size());
    for (const double level : {mean, (mean + *highest) / 2, (mean + *lowest) / 2}) {
      std::vector<Stretch> parts = withoutSmallParts(partsBelow(stretch, level));
      if (parts.size() > 1) {
        return parts;
      }
    }
    return {};
  }

  std::vector<Stretch> partsBelow(Stretch stretch, double level) const {
    std::vector<Stretch> parts;
    std::size_t first = stretch.first;
    for (std::size_t at = stretch.first; at < stretch.end; ++at) {
      if (at + 1 == stretch.end || heights_[at] > level) {
        parts.push_back({first, at + 1});
        first = at + 1;
      }
    }
    return parts;
  }

  // Parts that are large enough; what lies between two of them is shared out at the highest joining
  // height there.
  std::vector<Stretch> withoutSmallParts(const std::vector<Stretch>& parts) const {
    std::vector<Stretch> kept;
    for (const Stretch& part : parts) {
      if (part.size() >= smallest_) {
        kept.push_back(part);
      }
    }
    if (kept.empty()) {
      return kept;
    }
    kept.front().first = parts.front().first;
    kept.back().end = parts.back().end;
    for (std::size_t next = 1; next < kept.size(); ++next) {
      const auto from = heights_.begin() + static_cast<std::ptrdiff_t>(kept[next - 1].end) - 1;
      const auto to = heights_.begin() + static_cast<std::ptrdiff_t>(kept[next].first);
      const auto border = static_cast<std::size_t>(std::max_element(from, to) - heights_.begin());
      kept[next - 1].end = border + 1;
      kept[next].first = border + 1;
    }
    return kept;
  }

  std::vector<double> heights_;
  std::size_t smallest_;
};

}  // namespace

Partition dynamicTreeCut(const Dendrogram& dendrogram, int32_t smallestCluster) {
  if (smallestCluster < 1) {
    throw Error(ErrorCode::Usage, "the smallest cluster cannot have " +
                                      std::to_string(smallestCluster) +
                                      " leaves; choose at least 1");
  }
  const std::vector<int32_t> order = leafOrder(dendrogram);
  const TreeCut treeCut(joiningHeights(dendrogram), static_cast<std::size_t>(smallestCluster));
  std::vector<int32_t> labels(order.size());
  int32_t label = 0;
  for (const Stretch& cluster : treeCut.cut()) {
    for (std::size_t at = cluster.first; at < cluster.end; ++at) {
      labels[static_cast<std::size_t>(order[at])] = label;
    }
    ++label;
  }
  return partitionOf(labels);
}

}  // namespace maacc
