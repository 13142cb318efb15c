#include "core/clustering/suggested_cuts.h"

#include <algorithm>
#include <string>

#include "core/base/error.h"
#include "core/clustering/clustering_quality.h"
#include "core/clustering/dendrogram_cuts.h"

namespace maacc {

SuggestedCut largestGapCut(const Dendrogram& dendrogram) {
  if (dendrogram.leafCount < 3 || dendrogram.merges.empty()) {
    throw Error(ErrorCode::Usage,
                "a gap between merges needs at least three leaves in a tree, this "
                "dendrogram has " +
                    std::to_string(dendrogram.leafCount) +
                    " leaves; choose the number of clusters yourself");
  }
  SuggestedCut best{treeCount(dendrogram), 0};
  bool found = false;
  for (std::size_t merge = dendrogram.merges.size() - 1; merge > 0; --merge) {
    const double gap = dendrogram.merges[merge].height - dendrogram.merges[merge - 1].height;
    const auto clusters = static_cast<int32_t>(dendrogram.leafCount - merge);
    if (!found || gap > best.score) {
      best = {clusters, gap};
      found = true;
    }
  }
  return best;
}

std::optional<SuggestedCut> bestSilhouetteCut(const Dendrogram& dendrogram,
                                              const CondensedDistances& distances,
                                              int32_t fewest,
                                              int32_t most,
                                              const RunContext& context) {
  const int32_t lowest = std::max(2, treeCount(dendrogram));
  if (fewest < lowest || most < fewest || most >= dendrogram.leafCount) {
    throw Error(ErrorCode::Usage,
                "silhouettes of " + std::to_string(fewest) + " to " + std::to_string(most) +
                    " clusters cannot be compared; choose "
                    "a range within " +
                    std::to_string(lowest) + " to " + std::to_string(dendrogram.leafCount - 1));
  }
  std::optional<SuggestedCut> best;
  for (int32_t clusters = fewest; clusters <= most; ++clusters) {
    context.report("silhouette", clusters - fewest, most - fewest + 1);
    if (!context.proceed()) {
      return std::nullopt;
    }
    const double mean = silhouette(cutByCount(dendrogram, clusters), distances).mean;
    if (!best || mean > best->score) {
      best = {clusters, mean};
    }
  }
  context.report("silhouette", most - fewest + 1, most - fewest + 1);
  return best;
}

}  // namespace maacc
