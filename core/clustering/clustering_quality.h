#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/run_context.h"
#include "core/clustering/condensed_distances.h"
#include "core/clustering/dendrogram.h"
#include "core/clustering/linkage.h"
#include "core/clustering/sampled_distances.h"

// How well a dendrogram or a partition fits the distances. Throws Error{Usage} where the number of
// items differs.
namespace maacc {

// The height at which two leaves first share a cluster. Throws Error{Usage} for a forest, in which
// some never do.
CondensedDistances copheneticDistances(const Dendrogram& dendrogram);

// Pearson correlation of cophenetic and true distances (Sokal and Rohlf 1962). Absent where either
// does not vary.
std::optional<double> copheneticCorrelation(const Dendrogram& dendrogram,
                                            const CondensedDistances& distances);

struct Silhouette {
  double mean = 0;             // over items
  std::vector<double> byItem;  // (b - a) / max(a, b); 0 for an item alone in its cluster
};

// Rousseeuw 1987. Throws Error{Usage} unless there are 2 to items - 1 clusters.
Silhouette silhouette(const Partition& partition, const CondensedDistances& distances);

// Of the sampled items alone: byItem and the mean are theirs, in the order of the sample. Every one
// has the value that all distances would give it.
Silhouette silhouette(const Partition& partition, const SampledDistances& distances);

// Of all items, with the exact distances of the rows: 4 n (n - 1) bytes while it runs. Absent once
// the context wants a stop. Reports stage "silhouette".
std::optional<Silhouette> silhouette(const Partition& partition,
                                     const FeatureMatrix& items,
                                     Metric metric,
                                     const RunContext& context);

}  // namespace maacc
