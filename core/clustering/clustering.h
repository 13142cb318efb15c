#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clustering/dendrogram.h"

namespace maacc {

enum class ClusteredItems { Units, Mutants };

// One clustering and where it was cut: what a run file keeps and a window shows.
struct Clustering {
  ClusteredItems kind = ClusteredItems::Units;
  int weightedLayer = -1;
  std::string operatorText;    // of the mutants in it; empty: several, or units
  std::string method;          // for people: "ward, euclidean, min-max scaled incoming weights"
  std::vector<int64_t> items;  // leaves of the dendrogram: unit indices, or plan positions
  Dendrogram dendrogram;
  Partition partition;  // of the leaves
  bool operator==(const Clustering&) const = default;
};

}  // namespace maacc
