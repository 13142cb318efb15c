#pragma once

#include <span>
#include <vector>

#include "core/model/network.h"
#include "core/model/reference_evaluator.h"

namespace maacc {

// Tells which mutants cannot give anything but finite numbers in float64, whatever finite float32
// input they get: only they may leave inputs out, because one output that is not finite makes a
// mutant an error. Bounds the magnitude of every layer's output by rows of absolute weights.
class FiniteCheck {
 public:
  explicit FiniteCheck(const Network& network);

  bool staysFinite(std::span<const UnitWeightChange> changes) const;

 private:
  const Network& network_;
  std::vector<double> gains_;    // by layer: largest sum of |weights| of a unit, or |factor|
  std::vector<double> offsets_;  // by layer: largest |bias|, or offset
};

}  // namespace maacc
