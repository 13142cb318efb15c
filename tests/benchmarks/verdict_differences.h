#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/analysis/kill_record.h"

namespace maacc::bench {

struct Comparison {
  int64_t compared = 0;  // mutants that both ran
  int64_t differences = 0;
  std::string firstDifference;  // for people; empty where there is none
};

// Compares what `found` claims with `expected`, which must have everything: the status, the class
// sets and the count of flips where present, and with `withFlips` every flip. Both ascending.
Comparison compareVerdicts(const std::vector<KillRecord>& expected,
                           const std::vector<KillRecord>& found,
                           bool withFlips);

}  // namespace maacc::bench
