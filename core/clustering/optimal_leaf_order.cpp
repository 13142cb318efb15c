#include <algorithm>
#include <limits>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/clustering/dendrogram_nodes.h"
#include "core/clustering/leaf_order.h"
#include "core/clustering/stage_progress.h"

namespace maacc {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

using Leaves = std::span<const int32_t>;

// The best cost of every cluster for every pair of ends, from the leaves up. Two leaves are the
// ends of one cluster alone: the one that joined them. So one square table serves the whole tree.
class LeafOrdering {
 public:
  LeafOrdering(const Dendrogram& dendrogram, const CondensedDistances& distances)
      : dendrogram_(dendrogram),
        distances_(distances),
        count_(static_cast<std::size_t>(dendrogram.leafCount)),
        order_(leafOrder(dendrogram)),
        firstAt_(nodeCount(dendrogram)),
        cost_(count_ * count_, 0.0) {
    for (std::size_t at = 0; at < count_; ++at) {
      firstAt_[static_cast<std::size_t>(order_[at])] = at;
    }
    for (std::size_t merge = 0; merge < dendrogram.merges.size(); ++merge) {
      firstAt_[count_ + merge] = firstAt_[static_cast<std::size_t>(dendrogram.merges[merge].left)];
    }
  }

  // Costs of the cluster of one merge for all its ends. Returns false once the progress says stop.
  bool solve(const Merge& merge, StageProgress& progress) {
    const Leaves left = leavesOf(merge.left);
    const Leaves right = leavesOf(merge.right);
    std::vector<double> toRight(right.size());
    for (const int32_t end : left) {
      // Cheapest way from `end` through the left cluster to every leaf of the right one.
      std::fill(toRight.begin(), toRight.end(), kInfinity);
      for (const int32_t inner : innerEnds(merge.left, end)) {
        const double inside = cost(end, inner);
        for (std::size_t k = 0; k < right.size(); ++k) {
          toRight[k] = std::min(toRight[k], inside + step(inner, right[k]));
        }
      }
      for (const int32_t otherEnd : right) {
        const Leaves entries = innerEnds(merge.right, otherEnd);
        const auto offset = static_cast<std::size_t>(entries.data() - right.data());
        double best = kInfinity;
        for (std::size_t k = 0; k < entries.size(); ++k) {
          best = std::min(best, toRight[offset + k] + cost(entries[k], otherEnd));
        }
        cost(end, otherEnd) = best;
        cost(otherEnd, end) = best;
      }
      if (!progress.add(static_cast<int64_t>(right.size()))) {
        return false;
      }
    }
    return true;
  }

  std::vector<int32_t> bestOrder() const {
    std::vector<int32_t> best;
    for (const int32_t root : rootNodes(dendrogram_)) {
      if (root < dendrogram_.leafCount) {
        best.push_back(root);
        continue;
      }
      const Merge& merge = mergeOf(dendrogram_, root);
      Span ends{root, -1, -1};
      double least = kInfinity;
      for (const int32_t end : leavesOf(merge.left)) {
        for (const int32_t otherEnd : leavesOf(merge.right)) {
          if (cost(end, otherEnd) < least) {
            least = cost(end, otherEnd);
            ends = {root, end, otherEnd};
          }
        }
      }
      MAACC_CHECK(ends.first >= 0);
      unfold(ends, best);
    }
    return best;
  }

 private:
  struct Span {
    int32_t node = -1;
    int32_t first = -1;  // its leftmost leaf
    int32_t last = -1;
  };

  Leaves leavesOf(int32_t node) const {
    const std::size_t size = node < dendrogram_.leafCount
                                 ? 1
                                 : static_cast<std::size_t>(mergeOf(dendrogram_, node).size);
    return Leaves(order_).subspan(firstAt_[static_cast<std::size_t>(node)], size);
  }

  // Leaves that can be at the other end of a cluster with `end` at one: those of the child that
  // does not hold it.
  Leaves innerEnds(int32_t node, int32_t end) const {
    if (node < dendrogram_.leafCount) {
      return leavesOf(node);
    }
    const Merge& merge = mergeOf(dendrogram_, node);
    const bool inRight =
        firstAt_[static_cast<std::size_t>(end)] >= firstAt_[static_cast<std::size_t>(merge.right)];
    return leavesOf(inRight ? merge.left : merge.right);
  }

  bool holds(int32_t node, int32_t leaf) const {
    const std::size_t at = firstAt_[static_cast<std::size_t>(leaf)];
    const std::size_t first = firstAt_[static_cast<std::size_t>(node)];
    return at >= first && at < first + leavesOf(node).size();
  }

  // Finds again, by the same sums, where two children meet.
  void unfold(Span whole, std::vector<int32_t>& order) const {
    std::vector<Span> stack = {whole};
    while (!stack.empty()) {
      const Span span = stack.back();
      stack.pop_back();
      if (span.node < dendrogram_.leafCount) {
        order.push_back(span.node);
        continue;
      }
      const Merge& merge = mergeOf(dendrogram_, span.node);
      const bool swapped = holds(merge.right, span.first);
      Span head{swapped ? merge.right : merge.left, span.first, -1};
      Span tail{swapped ? merge.left : merge.right, -1, span.last};
      double least = kInfinity;
      for (const int32_t exit : innerEnds(head.node, span.first)) {
        for (const int32_t entry : innerEnds(tail.node, span.last)) {
          const double sum = cost(span.first, exit) + step(exit, entry) + cost(entry, span.last);
          if (sum < least) {
            least = sum;
            head.last = exit;
            tail.first = entry;
          }
        }
      }
      stack.push_back(tail);
      stack.push_back(head);
    }
  }

  double step(int32_t a, int32_t b) const { return distances_.at(a, b); }
  double& cost(int32_t a, int32_t b) {
    return cost_[static_cast<std::size_t>(a) * count_ + static_cast<std::size_t>(b)];
  }
  double cost(int32_t a, int32_t b) const {
    return cost_[static_cast<std::size_t>(a) * count_ + static_cast<std::size_t>(b)];
  }

  const Dendrogram& dendrogram_;
  const CondensedDistances& distances_;
  std::size_t count_;
  std::vector<int32_t> order_;        // leaves; those of a cluster stand together
  std::vector<std::size_t> firstAt_;  // by node: where its leaves begin in order_
  std::vector<double> cost_;          // [leaf, leaf]: of the cluster with these ends
};

}  // namespace

std::optional<std::vector<int32_t>> optimalLeafOrder(const Dendrogram& dendrogram,
                                                     const CondensedDistances& distances,
                                                     const RunContext& context) {
  if (dendrogram.leafCount > kLargestOptimalOrder) {
    throw Error(ErrorCode::Usage, "the best order of " + std::to_string(dendrogram.leafCount) +
                                      " leaves takes too long, at most " +
                                      std::to_string(kLargestOptimalOrder) +
                                      " can be ordered; use the plain order");
  }
  if (distances.count() != dendrogram.leafCount) {
    throw Error(ErrorCode::Usage, "distances of " + std::to_string(distances.count()) +
                                      " items do not belong to a dendrogram of " +
                                      std::to_string(dendrogram.leafCount) +
                                      " leaves; give those that it was made from");
  }
  LeafOrdering ordering(dendrogram, distances);
  StageProgress progress(context, CondensedDistances::pairs(dendrogram.leafCount), 0, "leaf order");
  for (const Merge& merge : dendrogram.merges) {
    if (!ordering.solve(merge, progress)) {
      return std::nullopt;
    }
  }
  progress.finish();
  return ordering.bestOrder();
}

}  // namespace maacc
