#include "core/clustering/dendrogram_cuts.h"

#include <algorithm>
#include <cmath>
#include <queue>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/clustering/dendrogram_nodes.h"

namespace maacc {
namespace {

// Python's heapq on a list, to the letter: where an element ends up is its label.
class NegatedHeap {
 public:
  explicit NegatedHeap(std::vector<int32_t> sorted) : nodes_(std::move(sorted)) {}

  const std::vector<int32_t>& nodes() const { return nodes_; }

  void push(int32_t node) {
    nodes_.push_back(node);
    siftDown(0, nodes_.size() - 1);
  }

  void pushPop(int32_t node) {
    if (!nodes_.empty() && nodes_.front() < node) {
      nodes_.front() = node;
      siftUp();
    }
  }

 private:
  void siftDown(std::size_t start, std::size_t place) {
    const int32_t node = nodes_[place];
    while (place > start) {
      const std::size_t parent = (place - 1) / 2;
      if (node >= nodes_[parent]) {
        break;
      }
      nodes_[place] = nodes_[parent];
      place = parent;
    }
    nodes_[place] = node;
  }

  void siftUp() {
    const int32_t node = nodes_.front();
    std::size_t place = 0;
    for (std::size_t child = 1; child < nodes_.size(); child = 2 * place + 1) {
      const std::size_t right = child + 1;
      if (right < nodes_.size() && nodes_[child] >= nodes_[right]) {
        child = right;
      }
      nodes_[place] = nodes_[child];
      place = child;
    }
    nodes_[place] = node;
    siftDown(0, place);
  }

  std::vector<int32_t> nodes_;
};

void checkClusterCount(const Dendrogram& dendrogram, int64_t clusters) {
  const int32_t fewest = treeCount(dendrogram);
  if (clusters < fewest || clusters > dendrogram.leafCount) {
    throw Error(ErrorCode::Usage, "a dendrogram of " + std::to_string(dendrogram.leafCount) +
                                      " items and " + std::to_string(fewest) +
                                      " trees cannot be cut into " + std::to_string(clusters) +
                                      " clusters; choose from " + std::to_string(fewest) + " to " +
                                      std::to_string(dendrogram.leafCount));
  }
}

Partition cutIntoAtLeast(const Dendrogram& dendrogram, double clusters) {
  const auto wanted = static_cast<int32_t>(
      std::clamp<double>(clusters, treeCount(dendrogram), dendrogram.leafCount));
  return cutByCount(dendrogram, wanted);
}

}  // namespace

Partition partitionOf(std::span<const int32_t> labels) {
  Partition partition;
  partition.clusterOf.reserve(labels.size());
  std::unordered_map<int32_t, int32_t> numbers;
  for (const int32_t label : labels) {
    const auto number = static_cast<int32_t>(numbers.size());
    partition.clusterOf.push_back(numbers.try_emplace(label, number).first->second);
  }
  partition.clusters = static_cast<int32_t>(numbers.size());
  return partition;
}

int32_t treeCount(const Dendrogram& dendrogram) {
  return dendrogram.leafCount - static_cast<int32_t>(dendrogram.merges.size());
}

std::vector<int32_t> scikitLearnLabels(const Dendrogram& dendrogram, int32_t clusters) {
  checkClusterCount(dendrogram, clusters);
  std::vector<int32_t> negated = rootNodes(dendrogram);
  for (int32_t& root : negated) {
    root = -root;
  }
  std::reverse(negated.begin(), negated.end());
  NegatedHeap heap(std::move(negated));
  while (heap.nodes().size() < static_cast<std::size_t>(clusters)) {
    const Merge& newest = mergeOf(dendrogram, -heap.nodes().front());
    heap.push(-newest.left);
    heap.pushPop(-newest.right);
  }
  std::vector<int32_t> labels(nodeCount(dendrogram), -1);
  for (std::size_t label = 0; label < heap.nodes().size(); ++label) {
    labels[static_cast<std::size_t>(-heap.nodes()[label])] = static_cast<int32_t>(label);
  }
  passToLeaves(dendrogram, labels);
  return labels;
}

Partition cutByCount(const Dendrogram& dendrogram, int32_t clusters) {
  checkClusterCount(dendrogram, clusters);
  std::vector<int32_t> labels(nodeCount(dendrogram));
  const auto kept = static_cast<std::size_t>(dendrogram.leafCount - clusters);
  for (std::size_t node = 0; node < labels.size(); ++node) {
    labels[node] = static_cast<int32_t>(node);
  }
  // Merges are undone newest first, so a merge that is kept keeps all below it.
  for (std::size_t merge = kept; merge-- > 0;) {
    const auto node = static_cast<std::size_t>(dendrogram.leafCount) + merge;
    labels[static_cast<std::size_t>(dendrogram.merges[merge].left)] = labels[node];
    labels[static_cast<std::size_t>(dendrogram.merges[merge].right)] = labels[node];
  }
  labels.resize(static_cast<std::size_t>(dendrogram.leafCount));
  return partitionOf(labels);
}

Partition cutByHeight(const Dendrogram& dendrogram, double height) {
  const std::vector<double> highest = highestBelow(dendrogram);
  std::vector<int32_t> labels(nodeCount(dendrogram), -1);
  for (std::size_t node = labels.size(); node-- > 0;) {
    const auto leaves = static_cast<std::size_t>(dendrogram.leafCount);
    if (labels[node] < 0) {
      labels[node] = static_cast<int32_t>(node);
    }
    if (node >= leaves && highest[node] <= height) {
      const Merge& merge = dendrogram.merges[node - leaves];
      labels[static_cast<std::size_t>(merge.left)] = labels[node];
      labels[static_cast<std::size_t>(merge.right)] = labels[node];
    }
  }
  labels.resize(static_cast<std::size_t>(dendrogram.leafCount));
  return partitionOf(labels);
}

Partition cutByUnitsPerCluster(const Dendrogram& dendrogram, int32_t unitsPerCluster) {
  if (unitsPerCluster < 1) {
    throw Error(ErrorCode::Usage, "a cluster cannot hold " + std::to_string(unitsPerCluster) +
                                      " units; choose at least 1 unit per cluster");
  }
  const int64_t clusters = (int64_t{dendrogram.leafCount} + unitsPerCluster - 1) / unitsPerCluster;
  return cutIntoAtLeast(dendrogram, static_cast<double>(clusters));
}

Partition cutByFraction(const Dendrogram& dendrogram, double fraction) {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw Error(ErrorCode::Usage, "a fraction of clusters is from 0 to 1, not " +
                                      std::to_string(fraction) + "; choose one of these");
  }
  // 0.07 * 100 is a rounding error above 7.
  const double wanted = std::ceil(fraction * dendrogram.leafCount - 1e-9);
  return cutIntoAtLeast(dendrogram, std::max(1.0, wanted));
}

std::vector<int32_t> clustersWithinBudget(std::span<const Dendrogram> dendrograms, int64_t budget) {
  std::vector<int32_t> clusters;
  int64_t used = 0;
  int64_t most = 0;
  using Next = std::pair<double, int64_t>;  // height, and the later dendrogram below the earlier
  std::priority_queue<Next> next;
  const auto offerNext = [&](std::size_t which) {
    const Dendrogram& dendrogram = dendrograms[which];
    const auto kept = static_cast<std::size_t>(dendrogram.leafCount - clusters[which]);
    if (kept > 0) {
      next.emplace(dendrogram.merges[kept - 1].height, -static_cast<int64_t>(which));
    }
  };
  for (std::size_t which = 0; which < dendrograms.size(); ++which) {
    clusters.push_back(treeCount(dendrograms[which]));
    used += clusters.back();
    most += dendrograms[which].leafCount;
    offerNext(which);
  }
  if (budget < used || budget > most) {
    throw Error(ErrorCode::Usage, "a budget of " + std::to_string(budget) +
                                      " clusters does not fit these dendrograms; choose from " +
                                      std::to_string(used) + " to " + std::to_string(most));
  }
  for (; used < budget; ++used) {
    const auto which = static_cast<std::size_t>(-next.top().second);
    next.pop();
    ++clusters[which];
    offerNext(which);
  }
  return clusters;
}

}  // namespace maacc
