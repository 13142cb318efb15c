#pragma once

#include <functional>
#include <string>

#include "core/report/run_contents.h"
#include "core/report/run_scores.h"

namespace maacc {

using GroupOfMutant = std::function<std::string(const Mutant&)>;

// The scores of the mutants of one layer or operator. Where the score of the run is an estimate
// from groups of mutants, so is this one, from those groups that lie within the layer or operator
// whole (a stratum or a cluster usually does); of a two-phase run it is what its verdicts make
// certain. Absent where nothing was evaluated, and where a group of mutants reaches beyond.
RunScores groupScores(const RunContents& contents,
                      const GroupSummary& summary,
                      const GroupOfMutant& groupOf);

}  // namespace maacc
