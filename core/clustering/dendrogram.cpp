#include "core/clustering/dendrogram.h"

#include <cstddef>

namespace maacc {

std::vector<std::vector<int32_t>> Partition::members() const {
  std::vector<std::vector<int32_t>> byCluster(static_cast<std::size_t>(clusters));
  for (std::size_t item = 0; item < clusterOf.size(); ++item) {
    byCluster[static_cast<std::size_t>(clusterOf[item])].push_back(static_cast<int32_t>(item));
  }
  return byCluster;
}

}  // namespace maacc
