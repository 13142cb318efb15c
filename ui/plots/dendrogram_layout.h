#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "core/clustering/dendrogram.h"

namespace maacc {

// One line of the drawn tree: a leaf, or a collapsed branch.
struct DendrogramRow {
  int32_t node = -1;
  int32_t first = 0;  // position in the leaf order
  int32_t count = 1;  // leaves
};

// Where the nodes of a dendrogram are along the leaf axis. Rows count from 0; a cluster lies half
// way between its two children. Collapsed branches take one row.
class DendrogramLayout {
 public:
  DendrogramLayout() = default;
  DendrogramLayout(const Dendrogram& dendrogram,
                   const std::vector<int32_t>& leafOrder,
                   const std::set<int32_t>& collapsed);

  const std::vector<DendrogramRow>& rows() const { return rows_; }
  double place(int32_t node) const { return places_[static_cast<std::size_t>(node)]; }
  // Below a collapsed branch.
  bool isHidden(int32_t node) const { return hidden_[static_cast<std::size_t>(node)] != 0; }
  int32_t parent(int32_t node) const { return parents_[static_cast<std::size_t>(node)]; }
  int32_t rowOfLeaf(int32_t leaf) const { return rowOfLeaf_[static_cast<std::size_t>(leaf)]; }

  // The branch that a person sees in this row at this height: the largest subtree around the row
  // that is joined to others above the height.
  int32_t nodeAt(const Dendrogram& dendrogram, int32_t row, double height) const;

 private:
  std::vector<DendrogramRow> rows_;
  std::vector<double> places_;      // by node
  std::vector<char> hidden_;        // by node
  std::vector<int32_t> parents_;    // by node; -1: a root
  std::vector<int32_t> rowOfLeaf_;  // by leaf
};

}  // namespace maacc
