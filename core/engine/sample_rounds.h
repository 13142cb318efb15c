#pragma once

#include "core/reduction/reduction_settings.h"
#include "core/store/run_file.h"

namespace maacc {

// Draws the next round of a run whose settings ask for a precision, once everything drawn so far
// has its verdict. Returns whether there is more to test; false too where no precision was asked
// for. Depends on the run file alone.
bool drawNextRound(RunFile& file, const MutationPlan& plan, const ReductionSettings& reduction);

}  // namespace maacc
