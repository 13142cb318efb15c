#include "core/mutation/mutant.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

#include "core/base/error.h"
#include "core/base/hashing.h"
#include "core/base/random_stream.h"

namespace maacc {
namespace {

constexpr std::size_t kUnitsWrittenOut = 8;
constexpr std::size_t kUnitsOfLongList = 3;
constexpr std::size_t kHashDigits = 10;

std::string joinUnits(std::span<const int> units) {
  std::string text;
  for (int unit : units) {
    text += (text.empty() ? "" : "+") + std::to_string(unit);
  }
  return text;
}

// Random operators make weights of a network, so they are float32 values.
double rounded(double weight) { return static_cast<double>(static_cast<float>(weight)); }

UnitWeightChange original(const Layer& layer, int unit) {
  const UnitWeights weights = unitWeights(layer);
  UnitWeightChange change;
  change.unit = {layer.id, unit};
  const auto begin = weights.kernel->values.begin() + unit * weights.weightsPerUnit;
  change.kernel.assign(begin, begin + weights.weightsPerUnit);
  const bool hasBias = weights.bias != nullptr && !weights.bias->empty();
  change.bias = hasBias ? weights.bias->values[static_cast<std::size_t>(unit)] : 0.0;
  return change;
}

void applyAffine(const AffineCoefficients& affine, UnitWeightChange& change) {
  for (double& weight : change.kernel) {
    weight *= affine.alpha;
  }
  change.bias = affine.beta * change.bias + affine.gamma;
}

// Population standard deviation over all weights of the layer, as numpy.std.
double standardDeviation(const Layer& layer) {
  const std::vector<float>& values = unitWeights(layer).kernel->values;
  const auto count = static_cast<double>(values.size());
  double sum = 0;
  for (float value : values) {
    sum += value;
  }
  const double mean = sum / count;
  double squares = 0;
  for (float value : values) {
    squares += (value - mean) * (value - mean);
  }
  return std::sqrt(squares / count);
}

void addNoise(double sigma, RandomStream& stream, std::vector<double>& weights) {
  for (double& weight : weights) {
    weight = rounded(weight + sigma * stream.normal());
  }
}

void scaleByNoise(double sigma, double limit, RandomStream& stream, std::vector<double>& weights) {
  for (double& weight : weights) {
    weight = rounded(weight * (1 + sigma * stream.normal()));
    if (limit > 0) {
      weight = std::clamp(weight, -limit, limit);
    }
  }
}

void shuffle(RandomStream& stream, std::vector<double>& weights) {
  const std::vector<double> before = weights;
  const std::vector<int> order = stream.permutation(static_cast<int>(before.size()));
  for (std::size_t i = 0; i < before.size(); ++i) {
    weights[i] = before[static_cast<std::size_t>(order[i])];
  }
}

void flipBit(double wantedBit, RandomStream& stream, std::vector<double>& weights) {
  double& weight = weights[stream.below(weights.size())];
  const uint64_t bit = wantedBit < 0 ? stream.below(32) : static_cast<uint64_t>(wantedBit);
  const auto pattern = std::bit_cast<uint32_t>(static_cast<float>(weight)) ^ (uint32_t{1} << bit);
  weight = std::bit_cast<float>(pattern);
}

void replaceWeights(const Operator& op,
                    const Layer& layer,
                    RandomStream& stream,
                    UnitWeightChange& change) {
  std::vector<double>& kernel = change.kernel;
  switch (op.kind) {
    case OperatorKind::AddToWeights:
      for (double& weight : kernel) {
        weight += op.parameters[0];
      }
      return;
    case OperatorKind::GaussianFuzzAbsolute:
      addNoise(op.parameters[0], stream, kernel);
      change.bias = rounded(change.bias + op.parameters[0] * stream.normal());
      return;
    case OperatorKind::GaussianFuzzRelative:
      return scaleByNoise(op.parameters[0], op.parameters[1], stream, kernel);
    case OperatorKind::GaussianFuzzLayer:
      return addNoise(op.parameters[0] * standardDeviation(layer), stream, kernel);
    case OperatorKind::ShuffleWeights:
      return shuffle(stream, kernel);
    case OperatorKind::FlipSign: {
      double& weight = kernel[stream.below(kernel.size())];
      weight = -weight;
      return;
    }
    case OperatorKind::FlipBit:
      return flipBit(op.parameters[0], stream, kernel);
    default:
      MAACC_CHECK(!"every replacing operator is handled");
  }
}

// Every unit gets the weights of the next one; a single unit first draws a partner.
std::vector<UnitWeightChange> switchUnits(const Layer& layer,
                                          std::vector<int> units,
                                          RandomStream& stream) {
  const int layerUnits = mutableUnitCount(layer.parameters);
  if (units.size() == 1) {
    MAACC_CHECK(layerUnits > 1);
    const int draw = static_cast<int>(stream.below(static_cast<uint64_t>(layerUnits) - 1));
    units.push_back(draw < units.front() ? draw : draw + 1);
    std::sort(units.begin(), units.end());
  }
  std::vector<UnitWeightChange> changes;
  for (std::size_t i = 0; i < units.size(); ++i) {
    UnitWeightChange change = original(layer, units[(i + 1) % units.size()]);
    change.unit.index = units[i];
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace

MutantId makeMutantId(int weightedLayer, std::span<const int> units, const Operator& op) {
  MAACC_CHECK(!units.empty());
  std::string list = joinUnits(units);
  if (units.size() > kUnitsWrittenOut) {
    const std::string hash = Sha256().text(list).hex().substr(0, kHashDigits);
    list = joinUnits(units.first(kUnitsOfLongList)) + "+...x" + std::to_string(units.size()) + "#" +
           hash;
  }
  return {"w" + std::to_string(weightedLayer) + "-u" + list + "-" + operatorText(op)};
}

std::string_view whyNoMutants(const Layer& layer, OperatorKind op) {
  const UnitWeights weights = unitWeights(layer);
  switch (op) {
    case OperatorKind::SwitchNeurons:
      return mutableUnitCount(layer.parameters) > 1 ? "" : "has one unit";
    case OperatorKind::ShuffleWeights:
      return weights.weightsPerUnit > 1 ? "" : "has one weight per unit";
    case OperatorKind::ScaleBias:
      return weights.bias != nullptr && !weights.bias->empty() ? "" : "has no bias";
    default:
      return "";
  }
}

bool canMutate(const Layer& layer, const Operator& op) {
  return whyNoMutants(layer, op.kind).empty();
}

std::vector<UnitWeightChange> resolveMutant(const Network& network,
                                            const Mutant& mutant,
                                            uint64_t seed) {
  const auto position = static_cast<std::size_t>(mutant.weightedLayer);
  MAACC_CHECK(mutant.weightedLayer >= 0 && position < network.weightedLayers().size());
  const Layer& layer = network.layer(network.weightedLayers()[position]);
  MAACC_CHECK(!mutant.units.empty() && mutant.units.front() >= 0);
  MAACC_CHECK(mutant.units.back() < mutableUnitCount(layer.parameters));
  MAACC_CHECK(std::adjacent_find(mutant.units.begin(), mutant.units.end(),
                                 std::greater_equal<>()) == mutant.units.end());
  RandomStream stream(seed, mutant.id.text);
  if (mutant.op.kind == OperatorKind::SwitchNeurons) {
    return switchUnits(layer, mutant.units, stream);
  }
  const bool affine = operatorSpec(mutant.op.kind).family == OperatorFamily::Affine;
  std::vector<UnitWeightChange> changes;
  for (int unit : mutant.units) {
    UnitWeightChange change = original(layer, unit);
    if (affine) {
      applyAffine(affineCoefficients(mutant.op), change);
    } else {
      replaceWeights(mutant.op, layer, stream, change);
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace maacc
