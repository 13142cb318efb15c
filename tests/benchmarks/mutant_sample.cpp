#include "tests/benchmarks/mutant_sample.h"

namespace maacc::bench {

std::vector<LayerSample> sampleByLayer(const MutationPlan& plan, int64_t stride, PerUnit perUnit) {
  std::vector<LayerSample> layers;
  int64_t unit = 0;  // number of the unit within its layer
  const auto total = static_cast<int64_t>(plan.mutants.size());
  for (int64_t begin = 0; begin < total;) {
    const Mutant& first = plan.mutants[static_cast<std::size_t>(begin)];
    int64_t end = begin;
    while (end < total && plan.mutants[static_cast<std::size_t>(end)].units == first.units &&
           plan.mutants[static_cast<std::size_t>(end)].weightedLayer == first.weightedLayer) {
      ++end;
    }
    const bool isNewLayer =
        begin == 0 ||
        plan.mutants[static_cast<std::size_t>(begin - 1)].weightedLayer != first.weightedLayer;
    if (isNewLayer) {
      layers.emplace_back();
      unit = 0;
    }
    LayerSample& layer = layers.back();
    layer.layerMutants += end - begin;
    if (unit % stride == 0 && (stride == 1 || perUnit == PerUnit::AllOperators)) {
      for (int64_t index = begin; index < end; ++index) {
        layer.mutants.push_back(index);
      }
    } else if (unit % stride == 0) {
      const auto turn = static_cast<int64_t>(layers.size()) + unit / stride;
      layer.mutants.push_back(begin + turn % (end - begin));
    }
    ++unit;
    begin = end;
  }
  return layers;
}

std::vector<int64_t> allMutants(const std::vector<LayerSample>& layers) {
  std::vector<int64_t> all;
  for (const LayerSample& layer : layers) {
    all.insert(all.end(), layer.mutants.begin(), layer.mutants.end());
  }
  return all;
}

}  // namespace maacc::bench
