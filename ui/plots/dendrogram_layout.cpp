#include "ui/plots/dendrogram_layout.h"

#include "core/clustering/dendrogram_nodes.h"

namespace maacc {

DendrogramLayout::DendrogramLayout(const Dendrogram& dendrogram,
                                   const std::vector<int32_t>& leafOrder,
                                   const std::set<int32_t>& collapsed) {
  const std::size_t nodes = nodeCount(dendrogram);
  const auto leaves = static_cast<std::size_t>(dendrogram.leafCount);
  parents_.assign(nodes, -1);
  hidden_.assign(nodes, 0);
  places_.assign(nodes, 0);
  rowOfLeaf_.assign(leaves, 0);
  for (std::size_t merge = 0; merge < dendrogram.merges.size(); ++merge) {
    const auto node = static_cast<int32_t>(leaves + merge);
    parents_[static_cast<std::size_t>(dendrogram.merges[merge].left)] = node;
    parents_[static_cast<std::size_t>(dendrogram.merges[merge].right)] = node;
  }
  std::vector<int32_t> collapsedAbove(nodes, -1);  // the outermost collapsed branch around a node
  for (std::size_t node = nodes; node-- > 0;) {
    const int32_t parent = parents_[node];
    if (parent >= 0 && collapsedAbove[static_cast<std::size_t>(parent)] >= 0) {
      collapsedAbove[node] = collapsedAbove[static_cast<std::size_t>(parent)];
      hidden_[node] = 1;
    } else if (node >= leaves && collapsed.count(static_cast<int32_t>(node)) > 0) {
      collapsedAbove[node] = static_cast<int32_t>(node);
    }
  }
  for (std::size_t position = 0; position < leafOrder.size(); ++position) {
    const auto leaf = static_cast<std::size_t>(leafOrder[position]);
    const int32_t branch = collapsedAbove[leaf];
    if (branch >= 0 && !rows_.empty() && rows_.back().node == branch) {
      ++rows_.back().count;
    } else {
      rows_.push_back(
          {branch >= 0 ? branch : leafOrder[position], static_cast<int32_t>(position), 1});
    }
    rowOfLeaf_[leaf] = static_cast<int32_t>(rows_.size() - 1);
    places_[leaf] = rowOfLeaf_[leaf];
  }
  for (std::size_t merge = 0; merge < dendrogram.merges.size(); ++merge) {
    places_[leaves + merge] = (places_[static_cast<std::size_t>(dendrogram.merges[merge].left)] +
                               places_[static_cast<std::size_t>(dendrogram.merges[merge].right)]) /
                              2;
  }
}

int32_t DendrogramLayout::nodeAt(const Dendrogram& dendrogram, int32_t row, double height) const {
  int32_t node = rows_[static_cast<std::size_t>(row)].node;
  for (int32_t parent = this->parent(node); parent >= 0; parent = this->parent(node)) {
    if (mergeOf(dendrogram, parent).height > height) {
      break;
    }
    node = parent;
  }
  return node;
}

}  // namespace maacc
