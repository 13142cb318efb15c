#pragma once

#include <optional>
#include <vector>

#include "core/clustering/condensed_distances.h"
#include "core/clustering/linkage.h"
#include "core/clustering/stage_progress.h"

namespace maacc {

// The distances of some items to all, where those of all pairs would not fit into memory. float32.
struct SampledDistances {
  std::vector<int32_t> sampled;                                                  // ascending
  Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> values;  // [sampled, items]

  int32_t count() const { return static_cast<int32_t>(values.cols()); }
};

// As pairwiseDistances with DistanceMode::Fast. Adds sampled * items * features to the progress;
// absent once it says stop. Throws Error{Usage} for a row without direction (cosine, correlation).
std::optional<SampledDistances> sampleDistances(const FeatureMatrix& items,
                                                Metric metric,
                                                std::vector<int32_t> sampled,
                                                int threads,
                                                StageProgress& progress);

}  // namespace maacc
