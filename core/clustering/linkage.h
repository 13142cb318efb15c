#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/run_context.h"
#include "core/clustering/condensed_distances.h"
#include "core/clustering/dendrogram.h"
#include "core/clustering/feature_matrix.h"

namespace maacc {

enum class LinkageMethod { Ward, Average, Complete, Single, Weighted };
std::string linkageName(LinkageMethod method);        // "ward", "average", ...
LinkageMethod parseLinkage(const std::string& text);  // throws Error{Usage}, lists the names

enum class Metric { Euclidean, Cosine, Correlation };
std::string metricName(Metric metric);
Metric parseMetric(const std::string& text);

// How distances are rounded. Exact: as SciPy's pdist, differences in float64 in feature order, so
// that near-ties merge as they do there. Fast: from matrix products in float64; many Ward items go
// without a matrix, where near-ties merge the lower cluster first.
enum class DistanceMode { Exact, Fast };

struct LinkageOptions {
  LinkageMethod method = LinkageMethod::Ward;
  Metric metric = Metric::Euclidean;  // Ward needs Euclidean
  DistanceMode distances = DistanceMode::Exact;
  int threads = 0;          // 0: all cores
  int64_t memoryBytes = 0;  // for distances; 0: half of what is free. Ward keeps vectors alone
                            // where the distances do not fit.
};

// Hierarchical agglomerative clustering of the rows: merges, ids and ties as SciPy's linkage,
// except near-ties of Ward where its distances do not fit. Absent once the context wants a stop.
// Reports stage "clustering". Throws Error{Usage} for Ward with another metric than Euclidean, for
// no row, for a feature that is not finite, for a row that has no direction (cosine, correlation)
// and for distances that do not fit into the memory.
std::optional<Dendrogram> buildDendrogram(const FeatureMatrix& items,
                                          const LinkageOptions& options,
                                          const RunContext& context);

// The same from distances, which are used up. Throws Error{Usage} for a distance that is negative,
// not finite or beyond 1e150, whose square no method could add up.
std::optional<Dendrogram> buildDendrogramFromDistances(CondensedDistances distances,
                                                       LinkageMethod method,
                                                       const RunContext& context);

}  // namespace maacc
