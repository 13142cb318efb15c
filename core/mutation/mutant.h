#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/network.h"
#include "core/model/reference_evaluator.h"
#include "core/mutation/operator.h"

namespace maacc {

// Says what the mutant is, so it is the same in every plan of the same network: weighted layer,
// units, operator, e.g. "w0-u17-CW" or, for a cluster mutated together, "w0-u3+8+20-NAI". More than
// eight units are written as the first three, their number and a hash of all:
// "w0-u3+8+20+...x25#0123456789-NAI".
struct MutantId {
  std::string text;
  auto operator<=>(const MutantId&) const = default;
};

struct Mutant {
  MutantId id;
  int weightedLayer = -1;  // position in Network::weightedLayers()
  std::vector<int> units;  // ascending; several are mutated together
  Operator op;
};

MutantId makeMutantId(int weightedLayer, std::span<const int> units, const Operator& op);

// Why an operator makes no mutants of this layer, in a few words, empty where it does: SWITCH needs
// a second unit, SHUFFLE a second weight, BS a bias.
std::string_view whyNoMutants(const Layer& layer, OperatorKind op);
bool canMutate(const Layer& layer, const Operator& op);

// New weights of every unit the mutant touches (SwitchNeurons touches a partner as well), ascending
// by unit, in float64 from the float32 originals. Random operators give weights that are float32
// values again; FlipBit may give an infinity or a NaN. A layer without bias counts as one with bias
// 0. Depends on (network, mutant, seed) alone.
std::vector<UnitWeightChange> resolveMutant(const Network& network,
                                            const Mutant& mutant,
                                            uint64_t seed);

}  // namespace maacc
