#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/run_context.h"
#include "core/clustering/dendrogram.h"

namespace maacc {

// Symmetric, not negative; the diagonal is not read. 0 is the same as no edge.
using SimilarityMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct ParHacOptions {
  double threshold = 0;  // clusters are at least that similar
  double epsilon = 0.1;  // every merge is within (1 + epsilon)^2 of the best one
  uint64_t seed = 0;     // of the colours
};

// merges in the order in which they were made, heights 1 - similarity (not monotone). A star of
// several clusters that join one is written as merges of one height, the most similar pair's.
struct ParHacClusters {
  Dendrogram dendrogram;
  Partition partition;
};

// Approximate average linkage as Google's graph-mining library does it: ParHAC (Dhulipala,
// Eisenstat, Lacki, Mirrokni, Shi: Hierarchical Agglomerative Graph Clustering in Poly-Logarithmic
// Depth, NeurIPS 2022). Rounds take the pairs whose similarity is within 1 + epsilon of the
// largest. In a round clusters are red or blue at random, and a blue one joins the first red one
// that is similar enough and has not yet grown by 1 + epsilon. It ends below the threshold; a
// cluster is the last subtree above a leaf that was made at the threshold or above.
//
// graphs: parts without edges between them, which share the rounds. One result per graph. The
// library's colours differ with every run and number of threads; ours depend on the seed alone.
// Absent once the context wants a stop. Reports stage "clustering" in merges. Throws Error{Usage}
// for a threshold or epsilon that is not positive or zero.
std::optional<std::vector<ParHacClusters>> clusterByParHac(std::vector<SimilarityMatrix> graphs,
                                                           const ParHacOptions& options,
                                                           const RunContext& context);

}  // namespace maacc
