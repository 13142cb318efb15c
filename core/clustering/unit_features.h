#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/clustering/feature_matrix.h"
#include "core/model/network.h"

namespace maacc {

// Canonical inputs of a network (as InputPipeline::read gives them) that features are computed on.
using ProbeInputs = std::vector<std::vector<float>>;

enum class UnitFeatureKind { IncomingWeights, OutgoingWeights, ActivationStatistics };
std::string unitFeatureName(UnitFeatureKind kind);  // "incoming", "outgoing", "activations"
UnitFeatureKind parseUnitFeatures(const std::string& name);  // throws Error{Usage}

// One row per unit of a Dense or Conv2D layer, scaled as asked.
//
// Incoming weights as published: the bias is one more input channel at every kernel position, so a
// row has (in + 1) * kernel height * kernel width values. Scaled in float32, as scikit-learn scales
// float32 features, then float64. A layer without bias has bias 0.
FeatureMatrix incomingWeightFeatures(const Layer& layer, FeatureScaling scaling);

// What the next Dense and Conv2D layers read of every unit: their kernels' columns, found through
// layers that keep channels apart (pooling, activation, batch normalisation, padding, flatten,
// reshape, concat, add). Batch normalisation between scales the columns. Throws Error{Unsupported}
// naming the layer where no weighted layer reads it.
FeatureMatrix outgoingWeightFeatures(const Network& network,
                                     int weightedLayer,
                                     FeatureScaling scaling);

// Of one unit's output after the layer's activation, over inputs and, for a channel, positions.
struct UnitActivationStatistics {
  double mean = 0;
  double standardDeviation = 0;  // of the population
  double largest = 0;
  double activeShare = 0;  // of the values that are above 0
  bool operator==(const UnitActivationStatistics&) const = default;
};

// By weighted layer and unit, evaluated in float64 on every probe. An activation that is a layer of
// its own, alone behind the units, counts as theirs.
std::vector<std::vector<UnitActivationStatistics>> activationStatistics(const Network& network,
                                                                        const ProbeInputs& probes);

FeatureMatrix activationFeatures(std::span<const UnitActivationStatistics> statisticsByUnit,
                                 FeatureScaling scaling);

}  // namespace maacc
