#pragma once

#include <map>
#include <vector>

#include "core/engine/pairs/kept_block.h"
#include "core/engine/pairs/suffix.h"
#include "core/engine/pairs/unit_changes.h"

namespace maacc {

// The original network on a device, with weights by input channel. For one thread at a time.
class PairNetwork {
 public:
  PairNetwork(const Network& network, const Device& device) : torch_(network, device) {}

  const TorchNetwork& torch() const { return torch_; }

  // Dense: [features, units]. Conv2D: [channels, units, kernel height * width].
  const at::Tensor& weightsByInput(LayerId layer);

 private:
  const TorchNetwork torch_;
  std::map<LayerId, at::Tensor> byInput_;
};

// Which mutant and which input a row belongs to: [pairs], long, on the device.
struct PairRows {
  at::Tensor mutants;  // rows of the UnitChanges
  at::Tensor inputs;   // rows of the kept block
};

// (mutant, input) pairs on their way from the mutated units to the logits. Row i of every tensor
// belongs to pair i. Only what a mutant changes is computed; behind that, pairs of different
// mutants share the original weights. Keeps references.
class PairWalk {
 public:
  PairWalk(PairNetwork& network,
           const Suffix& suffix,
           const KeptBlock& kept,
           const UnitChanges& changes,
           PairRows rows);

  // Evaluates the mutated units and what only looks at them. Returns for which pairs anything
  // differs from the original network: bool [pairs].
  at::Tensor changedPairs();

  // Goes on with these pairs only: long [n], after changedPairs().
  void keepPairs(const at::Tensor& pairs);

  at::Tensor logits();  // [pairs, classes]; after changedPairs()

 private:
  // What is known of a layer's output: all of it, or the values that have changed and where.
  struct State {
    at::Tensor whole;   // [pairs, ...]
    at::Tensor values;  // image: [pairs, n, height, width]; flat: [pairs, n]
    at::Tensor places;  // [pairs, n] channels or features, long
  };

  State& state(LayerId layer) { return states_[static_cast<std::size_t>(layer.value)]; }
  const Layer& layer(LayerId id) const { return network_.torch().network().layer(id); }
  const State* changedInput(const Layer& layer);

  at::Tensor affineUnits();
  at::Tensor replacedUnits();
  void run(std::size_t step);
  State local(const Layer& layer);
  State update(const Layer& layer);
  State whole(const Layer& layer);
  at::Tensor widened(LayerId layer);
  at::Tensor keptAt(const at::Tensor& kept, const at::Tensor& places) const;

  PairNetwork& network_;
  const Suffix& suffix_;
  const KeptBlock& kept_;
  const UnitChanges& changes_;
  PairRows rows_;
  std::vector<State> states_;  // by layer
};

}  // namespace maacc
