#pragma once

#include <span>
#include <vector>

#include "core/model/network.h"

namespace maacc {

// New weights of one unit in float64: what a mutant does, resolved to numbers.
struct UnitWeightChange {
  UnitId unit;
  std::vector<double>
      kernel;  // [weightsPerUnit], the unit's incoming weights in the order of Tensor kernel
  double bias = 0;
};

// Logits of one input in float64, evaluated by plain loops in a fixed order: the arithmetic that
// decides a verdict when nothing faster can. Independent of batch size, threads, device and BLAS.
// input: canonical, of elementCount(network.inputShape()) values. Returns [classes].
std::vector<double> referenceLogits(const Network& network,
                                    std::span<const float> input,
                                    std::span<const UnitWeightChange> changes = {});

// One input through the original network, every layer kept, so that a mutant costs only the layers
// behind the one it changes. Keeps a reference to the network. Safe to read from several threads.
class ReferenceTrace {
 public:
  // input: as for referenceLogits.
  ReferenceTrace(const Network& network, std::span<const float> input);

  const std::vector<double>& logits() const { return outputs_.back(); }
  // Of a layer that is not behind the logits.
  std::span<const double> output(LayerId layer) const {
    return outputs_.at(static_cast<std::size_t>(layer.value));
  }
  // The same values, to the last bit, as referenceLogits(network, input, changes).
  std::vector<double> logitsAfter(std::span<const UnitWeightChange> changes) const;

  int64_t bytes() const;  // that the kept layers take

 private:
  const Network& network_;
  std::vector<std::vector<double>> outputs_;  // by layer, up to the logits
};

// The prediction: lowest index among the largest logits, and how far the runner-up is. No
// prediction when a logit is not a number or the largest is infinite.
struct Decision {
  int predictedClass = -1;  // -1: not finite
  double margin = 0;        // largest minus second largest logit
};
Decision decide(std::span<const double> logits);

}  // namespace maacc
