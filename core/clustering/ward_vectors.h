#pragma once

#include <optional>

#include "core/clustering/linkage.h"
#include "core/clustering/stage_progress.h"

namespace maacc {

enum class NearTies {
  Refuse,  // ends without a tree where rounding could decide a merge or the order of two
  Accept,  // takes the lower cluster
};

struct WardOutcome {
  std::optional<Dendrogram> dendrogram;
  bool nearTie = false;  // the reason why there is no dendrogram; otherwise it was a stop
};

// Ward linkage from the clusters' centroids, O(rows x columns) memory. Nearest neighbours are
// cached, looked for again in batches (float32 bounds, then float64), and all pairs that are each
// other's nearest merge in one round; Ward linkage is reducible, so the tree is that of the closest
// pair first. Without near-ties it is SciPy's tree, heights to rounding. Adds wardVectorsWork(rows)
// to the progress. The tree does not depend on the number of threads.
WardOutcome wardFromVectors(const FeatureMatrix& items,
                            NearTies nearTies,
                            int threads,
                            StageProgress& progress);

int64_t wardVectorsWork(int64_t rows);

}  // namespace maacc
