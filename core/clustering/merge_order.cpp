#include "core/clustering/merge_order.h"

#include <algorithm>
#include <numeric>

namespace maacc {
namespace {

class ClusterIds {
 public:
  explicit ClusterIds(std::size_t nodes) : parents_(nodes) {
    std::iota(parents_.begin(), parents_.end(), 0);
  }

  int32_t rootOf(int32_t node) {
    int32_t root = node;
    while (parent(root) != root) {
      root = parent(root);
    }
    while (parent(node) != root) {
      const int32_t next = parent(node);
      parent(node) = root;
      node = next;
    }
    return root;
  }

  int32_t& parent(int32_t node) { return parents_[static_cast<std::size_t>(node)]; }

 private:
  std::vector<int32_t> parents_;
};

}  // namespace

Dendrogram orderMerges(int32_t leafCount, std::vector<SlotMerge> merges) {
  std::stable_sort(merges.begin(), merges.end(),
                   [](const SlotMerge& a, const SlotMerge& b) { return a.height < b.height; });
  Dendrogram dendrogram;
  dendrogram.leafCount = leafCount;
  dendrogram.merges.reserve(merges.size());
  ClusterIds ids(static_cast<std::size_t>(leafCount) + merges.size());
  std::vector<int32_t> sizes(static_cast<std::size_t>(leafCount) + merges.size(), 1);
  int32_t made = leafCount;
  for (const SlotMerge& merge : merges) {
    const auto [left, right] = std::minmax({ids.rootOf(merge.first), ids.rootOf(merge.second)});
    const int32_t size =
        sizes[static_cast<std::size_t>(left)] + sizes[static_cast<std::size_t>(right)];
    dendrogram.merges.push_back({left, right, merge.height, size});
    ids.parent(left) = made;
    ids.parent(right) = made;
    sizes[static_cast<std::size_t>(made)] = size;
    ++made;
  }
  return dendrogram;
}

}  // namespace maacc
