#pragma once

#include <span>
#include <vector>

#include "core/engine/torch_network.h"
#include "core/mutation/mutant.h"

namespace maacc {

// What a list of mutants does to a layer, as tensors: all change as many units of it in the same
// way.
struct UnitChanges {
  LayerId layer;
  int units = 1;  // per mutant
  bool replacing = false;
  at::Tensor places;   // [mutants, units] the units, long
  at::Tensor alpha;    // [mutants, units] affine: z' = alpha z + term
  at::Tensor term;     // [mutants, units]
  at::Tensor kernels;  // [mutants * units, ...] replacing: new incoming weights, of all channels
  at::Tensor bias;     // [mutants * units]
};

// A mutant with its float64 changes.
struct ResolvedMutant {
  const Mutant* mutant = nullptr;
  std::vector<UnitWeightChange> changes;
};

// Puts the changes of one layer on the network's device.
UnitChanges stackChanges(const TorchNetwork& network, std::span<const ResolvedMutant> mutants);

}  // namespace maacc
