#pragma once

#include <vector>

#include "core/model/network.h"
#include "core/report/model_report.h"

namespace maacc {

// What mutants of one unit cost, by weighted layer; nothing is evaluated.
std::vector<PairFlops> pairFlops(const Network& network);

}  // namespace maacc
