#include "core/clustering/dendrogram_nodes.h"

#include <algorithm>

#include "core/base/error.h"

namespace maacc {

std::size_t nodeCount(const Dendrogram& dendrogram) {
  return static_cast<std::size_t>(dendrogram.leafCount) + dendrogram.merges.size();
}

const Merge& mergeOf(const Dendrogram& dendrogram, int32_t node) {
  MAACC_CHECK(node >= dendrogram.leafCount);
  return dendrogram.merges[static_cast<std::size_t>(node - dendrogram.leafCount)];
}

std::vector<int32_t> rootNodes(const Dendrogram& dendrogram) {
  std::vector<char> joined(nodeCount(dendrogram), 0);
  for (const Merge& merge : dendrogram.merges) {
    joined[static_cast<std::size_t>(merge.left)] = 1;
    joined[static_cast<std::size_t>(merge.right)] = 1;
  }
  std::vector<int32_t> roots;
  for (std::size_t node = 0; node < joined.size(); ++node) {
    if (joined[node] == 0) {
      roots.push_back(static_cast<int32_t>(node));
    }
  }
  return roots;
}

void passToLeaves(const Dendrogram& dendrogram, std::vector<int32_t>& valueByNode) {
  for (std::size_t merge = dendrogram.merges.size(); merge-- > 0;) {
    const auto node = static_cast<std::size_t>(dendrogram.leafCount) + merge;
    if (valueByNode[node] >= 0) {
      valueByNode[static_cast<std::size_t>(dendrogram.merges[merge].left)] = valueByNode[node];
      valueByNode[static_cast<std::size_t>(dendrogram.merges[merge].right)] = valueByNode[node];
    }
  }
  valueByNode.resize(static_cast<std::size_t>(dendrogram.leafCount));
}

std::vector<double> highestBelow(const Dendrogram& dendrogram) {
  std::vector<double> highest(nodeCount(dendrogram), 0.0);
  for (std::size_t merge = 0; merge < dendrogram.merges.size(); ++merge) {
    const Merge& made = dendrogram.merges[merge];
    highest[static_cast<std::size_t>(dendrogram.leafCount) + merge] =
        std::max({made.height, highest[static_cast<std::size_t>(made.left)],
                  highest[static_cast<std::size_t>(made.right)]});
  }
  return highest;
}

}  // namespace maacc
