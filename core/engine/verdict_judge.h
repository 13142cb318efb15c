#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "core/engine/decision_band.h"
#include "core/engine/evaluator.h"

namespace maacc {

// Turns logits into predictions that float64 would give. Thread-safe. Keeps references to the
// networks.
class VerdictJudge {
 public:
  // Reads input `position` as canonical float32 values.
  using InputReader = std::function<std::span<const float>(int64_t position)>;

  // calibration: [n, ...] float32 inputs on the device, on which the original network's rounding is
  // measured.
  VerdictJudge(const TorchNetwork& single,
               const TorchNetwork& twice,
               const at::Tensor& calibration,
               InputReader readInput);

  // Half-width of the band in which float32 does not decide, for one mutant (no changes: the
  // original network). probe: a few inputs of the mutant's test set, float32.
  double band(const at::Tensor& probe, std::span<const UnitWeightChange> changes) const;

  // One decision per row of logits ([batch, classes], float32, on any device): rows within the
  // band, and rows that are not finite, are decided in float64. inputs: the batch itself; first:
  // position of its first row for the reader.
  std::vector<Decision> judge(const at::Tensor& logits,
                              const at::Tensor& inputs,
                              int64_t first,
                              double band,
                              std::span<const UnitWeightChange> changes) const;

  int64_t recheckedPairs() const { return rechecked_; }
  int64_t referencePairs() const { return byReference_; }

 private:
  void recheck(std::vector<Decision>& decisions,
               const std::vector<int64_t>& rows,
               const at::Tensor& inputs,
               int64_t first,
               std::span<const UnitWeightChange> changes) const;

  const TorchNetwork& single_;
  const TorchNetwork& twice_;
  InputReader readInput_;
  double originalError_ = 0;
  mutable std::atomic<int64_t> rechecked_{0};
  mutable std::atomic<int64_t> byReference_{0};
};

}  // namespace maacc
