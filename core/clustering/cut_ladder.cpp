#include "core/clustering/cut_ladder.h"

#include <algorithm>
#include <numeric>

#include "core/base/error.h"
#include "core/clustering/dendrogram_cuts.h"
#include "core/clustering/dendrogram_nodes.h"

namespace maacc {

CutLadder::CutLadder(const Dendrogram& dendrogram) : leaves_(dendrogram.leafCount) {
  const std::vector<double> highest = highestBelow(dendrogram);
  const auto heightOf = [&](int32_t merge) {
    return highest[static_cast<std::size_t>(leaves_) + static_cast<std::size_t>(merge)];
  };
  order_.resize(dendrogram.merges.size());
  std::iota(order_.begin(), order_.end(), 0);
  std::stable_sort(order_.begin(), order_.end(),
                   [&](int32_t a, int32_t b) { return heightOf(a) < heightOf(b); });
  rungs_.resize(order_.size());
  singletons_.push_back(leaves_);
  largest_.push_back(leaves_ > 0 ? 1 : 0);
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const Merge& merge = dendrogram.merges[static_cast<std::size_t>(order_[i])];
    rungs_[static_cast<std::size_t>(order_[i])] = static_cast<int32_t>(i + 1);
    heights_.push_back(heightOf(order_[i]));
    const int newlyJoined = (merge.left < leaves_ ? 1 : 0) + (merge.right < leaves_ ? 1 : 0);
    singletons_.push_back(singletons_.back() - newlyJoined);
    largest_.push_back(std::max(largest_.back(), merge.size));
  }
}

double CutLadder::height(int32_t rung) const {
  if (rung > 0) {
    return heights_[static_cast<std::size_t>(rung - 1)];
  }
  return heights_.empty() ? 0 : heights_.front() / 2;
}

int32_t CutLadder::rungAt(double height) const {
  return static_cast<int32_t>(std::upper_bound(heights_.begin(), heights_.end(), height) -
                              heights_.begin());
}

int32_t CutLadder::nearestRung(double height) const {
  const int32_t below = rungAt(height);
  if (below == top()) {
    return below;
  }
  const double next = heights_[static_cast<std::size_t>(below)];
  return height - this->height(below) <= next - height ? below : rungAt(next);
}

int32_t CutLadder::rungOfClusters(int64_t clusters) const {
  return static_cast<int32_t>(std::clamp<int64_t>(leaves_ - clusters, 0, top()));
}

bool CutLadder::isReachedByHeight(int32_t rung) const { return rungAt(height(rung)) == rung; }

Partition CutLadder::partition(const Dendrogram& dendrogram, int32_t rung) const {
  MAACC_CHECK(dendrogram.leafCount == leaves_ && rung >= 0 && rung <= top());
  std::vector<int32_t> labels(nodeCount(dendrogram));
  std::iota(labels.begin(), labels.end(), 0);
  for (std::size_t merge = dendrogram.merges.size(); merge-- > 0;) {
    if (rungs_[merge] <= rung) {
      const int32_t label = labels[static_cast<std::size_t>(leaves_) + merge];
      labels[static_cast<std::size_t>(dendrogram.merges[merge].left)] = label;
      labels[static_cast<std::size_t>(dendrogram.merges[merge].right)] = label;
    }
  }
  labels.resize(static_cast<std::size_t>(leaves_));
  return partitionOf(labels);
}

}  // namespace maacc
