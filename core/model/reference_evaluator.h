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

// The prediction: lowest index among the largest logits, and how far the runner-up is. No
// prediction when a logit is not a number or the largest is infinite.
struct Decision {
  int predictedClass = -1;  // -1: not finite
  double margin = 0;        // largest minus second largest logit
};
Decision decide(std::span<const double> logits);

}  // namespace maacc
