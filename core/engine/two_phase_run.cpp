#include "core/engine/two_phase_run.h"

#include "core/base/error.h"

namespace maacc {

void requireTwoPhases() {
  throw Error(ErrorCode::Unsupported,
              "the strategy two-phase is not there yet; choose sample or mutant-clusters");
}

bool runTwoPhases(const TwoPhaseRun&) {
  requireTwoPhases();
  return false;
}

}  // namespace maacc
