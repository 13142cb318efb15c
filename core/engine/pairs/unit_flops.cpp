#include "core/engine/pairs/unit_flops.h"

#include "core/engine/pairs/suffix.h"

namespace maacc {

std::vector<PairFlops> pairFlops(const Network& network) {
  std::vector<PairFlops> flops;
  flops.reserve(network.weightedLayers().size());
  for (const LayerId layer : network.weightedLayers()) {
    flops.push_back({planSuffix(network, layer, 1, false).flops,
                     planSuffix(network, layer, 1, true).flops,
                     planSuffix(network, layer, 2, true).flops});
  }
  return flops;
}

}  // namespace maacc
