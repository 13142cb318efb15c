#pragma once

#include <cstdint>
#include <vector>

#include "core/clustering/dendrogram.h"

namespace maacc {

// Every cut of one dendrogram, prepared so that moving from one to another costs nothing. Rung j is
// the cut with the j lowest merges made: rung 0 has every leaf alone, the last one a cluster per
// tree. A merge counts as high as the highest one in it, so that each rung is a set of whole
// subtrees where heights are not monotone too; where they are, rung j is cutByCount(leaves - j).
class CutLadder {
 public:
  CutLadder() = default;
  explicit CutLadder(const Dendrogram& dendrogram);

  int32_t leaves() const { return leaves_; }
  int32_t top() const { return static_cast<int32_t>(heights_.size()); }  // the last rung
  int32_t clusters(int32_t rung) const { return leaves_ - rung; }
  int32_t singletons(int32_t rung) const { return singletons_[static_cast<std::size_t>(rung)]; }
  int32_t largest(int32_t rung) const { return largest_[static_cast<std::size_t>(rung)]; }

  // Where the rung is drawn: at its last merge; rung 0 half way to the first merge.
  double height(int32_t rung) const;
  double highest() const { return heights_.empty() ? 0 : heights_.back(); }
  // The rung of a cut by height, as cutByHeight has it.
  int32_t rungAt(double height) const;
  // The rung whose merge is nearest, and the last one of several equally high.
  int32_t nearestRung(double height) const;
  // With so many clusters, or as near as the trees allow.
  int32_t rungOfClusters(int64_t clusters) const;

  // Whether a cut by the height of this rung gives this rung: not within merges of one height.
  bool isReachedByHeight(int32_t rung) const;

  // The merge (position in the dendrogram) that leads from rung - 1 to rung.
  int32_t mergeOf(int32_t rung) const { return order_[static_cast<std::size_t>(rung - 1)]; }
  // The rung that the merge belongs to first.
  int32_t rungOfMerge(int32_t merge) const { return rungs_[static_cast<std::size_t>(merge)]; }

  Partition partition(const Dendrogram& dendrogram, int32_t rung) const;

 private:
  int32_t leaves_ = 0;
  std::vector<double> heights_;      // by merge made, ascending
  std::vector<int32_t> order_;       // merges as they are made
  std::vector<int32_t> rungs_;       // by merge
  std::vector<int32_t> singletons_;  // by rung
  std::vector<int32_t> largest_;     // by rung
};

}  // namespace maacc
