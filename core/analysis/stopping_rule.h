#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/analysis/estimate.h"

namespace maacc {

// A sample that grows in rounds until its score is known to within +- tolerance.
struct StoppingRule {
  double tolerance = 0.01;  // half width of the interval, in points of the score
  double confidence = 0.95;
};

// Whether the half width of the interval is at most the tolerance.
bool isPrecise(const ShareEstimate& estimate, double tolerance);

// How many mutants of each stratum are to be tested after a round of which all are tested: the
// least sample that would meet the tolerance if the variances were those seen, by Neyman's
// allocation (Cochran 5.5), but at least a tenth more than now and at most about twice as many;
// twice as many where nothing varied. The same as now where the rule is met or everything is
// tested. Depends on the strata alone, so that a resumed run goes on as if it had never stopped.
std::vector<int64_t> nextRound(std::span<const SampledStratum> strata,
                               std::span<const int64_t> toTest,
                               std::span<const int64_t> atMost,
                               const StoppingRule& rule);

}  // namespace maacc
