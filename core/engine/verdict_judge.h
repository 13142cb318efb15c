#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "core/engine/torch_network.h"
#include "core/engine/verdict_band.h"

namespace maacc {

// Turns float32 logits into the predictions that float64 gives. Thread-safe. Keeps a reference to
// the network.
class VerdictJudge {
 public:
  // Canonical float32 values of the input at a position; valid until the same thread asks again.
  using InputReader = std::function<std::span<const float>(int64_t position)>;

  // Measures the original network's rounding on the inputs at `calibration`, on so many threads.
  VerdictJudge(const TorchNetwork& network,
               InputReader readInput,
               const std::vector<int64_t>& calibration,
               int threads);

  // Half-width of the band in which float32 does not decide. For a mutant its own rounding is
  // measured on the inputs at `probe` as well.
  double originalBand() const { return kBandSafety * 2 * originalError_; }
  double band(const MutatedLayers& mutated,
              std::span<const UnitWeightChange> changes,
              const std::vector<int64_t>& probe) const;

  // One decision per row of logits ([batch, classes], float32, on any device). Rows within the
  // band, and rows that are not finite, are decided by referenceLogits. first: position of the
  // first row for the reader.
  std::vector<Decision> judge(const at::Tensor& logits,
                              int64_t first,
                              double band,
                              std::span<const UnitWeightChange> changes) const;

  int64_t recheckedPairs() const { return rechecked_; }

 private:
  double measuredError(const MutatedLayers& mutated,
                       std::span<const UnitWeightChange> changes,
                       std::span<const int64_t> positions) const;
  double measuredOriginalError(std::span<const int64_t> positions, int threads) const;

  const TorchNetwork& network_;
  InputReader readInput_;
  double originalError_ = 0;
  mutable std::atomic<int64_t> rechecked_{0};
};

}  // namespace maacc
