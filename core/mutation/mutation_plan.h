#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/mutation/mutant.h"

namespace maacc {

struct PlanSettings {
  std::vector<Operator> operators;  // no duplicates; empty: CW, NAI, NEB
  std::vector<std::string> layers;  // names or weighted-layer numbers; empty: all
  uint64_t seed = 0;
};

// The full ordered list of mutants: by layer, unit, operator. Written before anything runs;
// sharding and resume are defined on it.
struct MutationPlan {
  std::vector<Mutant> mutants;
  uint64_t seed = 0;
  std::string hash;  // SHA-256 over the network's content hash, the ids in order and the seed
};

// Deterministic. Throws Error{Usage} for a layer that is not there or has no mutable units (listing
// those that have), and for an empty plan. Mutants that an operator cannot make (SWITCH in a layer
// of one unit) are left out.
MutationPlan enumerateMutants(const Network& network, const PlanSettings& settings);

// What MutationPlan::hash is for these mutants and this seed.
std::string planHash(const Network& network, const MutationPlan& plan);

std::vector<Operator> paperOperators();  // CW:0.1, NAI, NEB

}  // namespace maacc
