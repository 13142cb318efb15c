#include "core/clustering/leaf_order.h"

#include "core/clustering/dendrogram_nodes.h"

namespace maacc {

std::vector<int32_t> leafOrder(const Dendrogram& dendrogram) {
  std::vector<int32_t> order;
  order.reserve(static_cast<std::size_t>(dendrogram.leafCount));
  std::vector<int32_t> waiting = rootNodes(dendrogram);
  std::vector<int32_t> stack(waiting.rbegin(), waiting.rend());
  while (!stack.empty()) {
    const int32_t node = stack.back();
    stack.pop_back();
    if (node < dendrogram.leafCount) {
      order.push_back(node);
    } else {
      stack.push_back(mergeOf(dendrogram, node).right);
      stack.push_back(mergeOf(dendrogram, node).left);
    }
  }
  return order;
}

bool isMonotone(const Dendrogram& dendrogram) {
  const std::vector<double> highest = highestBelow(dendrogram);
  for (std::size_t merge = 0; merge < dendrogram.merges.size(); ++merge) {
    if (highest[static_cast<std::size_t>(dendrogram.leafCount) + merge] >
        dendrogram.merges[merge].height) {
      return false;
    }
  }
  return true;
}

}  // namespace maacc
