#include "core/mutation/mutated_network.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace maacc {
namespace {

float asFloat(double value, const Mutant& mutant) {
  const auto rounded = static_cast<float>(value);
  if (!std::isfinite(rounded)) {
    throw Error(ErrorCode::Unsupported,
                "mutant '" + mutant.id.text +
                    "' has weights that are not finite numbers, which model files do not hold; "
                    "choose another mutant");
  }
  return rounded;
}

template <class WeightedLayer>
void change(WeightedLayer& layer, const UnitWeightChange& change, const Mutant& mutant) {
  const auto unit = static_cast<std::ptrdiff_t>(change.unit.index);
  const auto width = static_cast<std::ptrdiff_t>(change.kernel.size());
  std::transform(change.kernel.begin(), change.kernel.end(),
                 layer.kernel.values.begin() + unit * width,
                 [&](double value) { return asFloat(value, mutant); });
  if (layer.bias.empty() && change.bias != 0) {
    const int64_t units = layer.kernel.shape.front();
    layer.bias = {{units}, std::vector<float>(static_cast<size_t>(units))};
  }
  if (!layer.bias.empty()) {
    layer.bias.values[static_cast<size_t>(unit)] = asFloat(change.bias, mutant);
  }
}

}  // namespace

Network mutatedNetwork(const Network& network, const Mutant& mutant, uint64_t seed) {
  const std::vector<UnitWeightChange> changes = resolveMutant(network, mutant, seed);
  Network mutated(network.source());
  for (const Layer& layer : network.layers()) {
    LayerParameters parameters = layer.parameters;
    for (const UnitWeightChange& unitChange : changes) {
      if (unitChange.unit.layer != layer.id) {
        continue;
      }
      if (auto* dense = std::get_if<DenseLayer>(&parameters)) {
        change(*dense, unitChange, mutant);
      } else {
        change(std::get<Conv2DLayer>(parameters), unitChange, mutant);
      }
    }
    mutated.add(layer.name, std::move(parameters), layer.inputs);
  }
  mutated.finish(network.layers().back().id);
  return mutated;
}

}  // namespace maacc
