#pragma once

#include <cstdint>
#include <vector>

#include "core/clustering/dendrogram.h"

namespace maacc {

// A merge while clusters live in the slots of their items: the clusters that hold these two items
// become one.
struct SlotMerge {
  int32_t first = -1;
  int32_t second = -1;
  double height = 0;
};

// Orders merges by height, stable, and names the clusters by id, as SciPy's linkage does.
Dendrogram orderMerges(int32_t leafCount, std::vector<SlotMerge> merges);

}  // namespace maacc
