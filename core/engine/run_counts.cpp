#include "core/engine/run_counts.h"

#include <cmath>
#include <limits>

namespace maacc {
namespace {

int64_t roundedCount(double value) {
  constexpr auto kMost = std::numeric_limits<int64_t>::max();
  return value < static_cast<double>(kMost) ? std::llround(value) : kMost;
}

}  // namespace

EvaluationCounts countsSince(const EvaluationCounts& before, const EvaluationCounts& now) {
  return {now.pairsEvaluated - before.pairsEvaluated,
          now.pairsSettledByBound - before.pairsSettledByBound,
          now.pairsUnchanged - before.pairsUnchanged,
          now.pairsLeftByEarlyExit - before.pairsLeftByEarlyExit,
          now.pairsRecheckedFloat64 - before.pairsRecheckedFloat64,
          now.flops - before.flops};
}

void addCounts(RunFile& file, const EvaluationCounts& counts) {
  file.addCount("pairs_evaluated", counts.pairsEvaluated);
  file.addCount("pairs_settled_by_bound", counts.pairsSettledByBound);
  file.addCount("pairs_unchanged", counts.pairsUnchanged);
  file.addCount("pairs_left_by_early_exit", counts.pairsLeftByEarlyExit);
  file.addCount("pairs_rechecked_float64", counts.pairsRecheckedFloat64);
  file.addCount("flops", roundedCount(counts.flops));
}

}  // namespace maacc
