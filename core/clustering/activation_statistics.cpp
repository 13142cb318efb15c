#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/clustering/unit_features.h"
#include "core/model/reference_evaluator.h"

namespace maacc {
namespace {

// The one layer that reads this one, if there is exactly one.
const Layer* onlyReader(const Network& network, LayerId id) {
  const Layer* reader = nullptr;
  for (const Layer& layer : network.layers()) {
    if (std::count(layer.inputs.begin(), layer.inputs.end(), id) == 0) {
      continue;
    }
    if (reader != nullptr) {
      return nullptr;
    }
    reader = &layer;
  }
  return reader;
}

// Where the units' activations are: behind an activation layer that only batch normalisation or
// nothing separates from the units.
LayerId activatedLayer(const Network& network, LayerId units) {
  for (const Layer* next = onlyReader(network, units); next != nullptr;
       next = onlyReader(network, next->id)) {
    if (next->id > network.logitsLayer()) {
      break;
    }
    if (std::holds_alternative<ActivationLayer>(next->parameters)) {
      return next->id;
    }
    if (!std::holds_alternative<BatchNormLayer>(next->parameters) &&
        !std::holds_alternative<IdentityLayer>(next->parameters)) {
      break;
    }
  }
  return units;
}

// Welford's running mean and squares, one value after the other.
struct RunningStatistics {
  int64_t count = 0;
  int64_t active = 0;
  double mean = 0;
  double squares = 0;
  double largest = -INFINITY;

  void add(double value) {
    ++count;
    active += value > 0 ? 1 : 0;
    const double before = value - mean;
    mean += before / static_cast<double>(count);
    squares += before * (value - mean);
    largest = std::max(largest, value);
  }

  UnitActivationStatistics result() const {
    const auto values = static_cast<double>(count);
    return {mean, std::sqrt(squares / values), largest, static_cast<double>(active) / values};
  }
};

}  // namespace

std::vector<std::vector<UnitActivationStatistics>> activationStatistics(const Network& network,
                                                                        const ProbeInputs& probes) {
  if (probes.empty()) {
    throw Error(ErrorCode::Usage, "activation statistics need inputs to be taken on; give data");
  }
  std::vector<LayerId> activated;
  std::vector<std::vector<RunningStatistics>> running;
  for (LayerId id : network.weightedLayers()) {
    activated.push_back(activatedLayer(network, id));
    running.emplace_back(static_cast<std::size_t>(mutableUnitCount(network.layer(id).parameters)));
  }
  for (const std::vector<float>& probe : probes) {
    const ReferenceTrace trace(network, probe);
    for (std::size_t i = 0; i < activated.size(); ++i) {
      const std::span<const double> output = trace.output(activated[i]);
      const std::size_t plane = output.size() / running[i].size();
      for (std::size_t at = 0; at < output.size(); ++at) {
        running[i][at / plane].add(output[at]);
      }
    }
  }
  std::vector<std::vector<UnitActivationStatistics>> statistics(running.size());
  for (std::size_t i = 0; i < running.size(); ++i) {
    for (const RunningStatistics& unit : running[i]) {
      statistics[i].push_back(unit.result());
    }
  }
  return statistics;
}

}  // namespace maacc
