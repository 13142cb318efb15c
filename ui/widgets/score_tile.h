#pragma once

#include "core/analysis/score.h"
#include "ui/widgets/panels.h"

namespace maacc {

// A score with formula and denominator; a dash where the run did not evaluate the criterion.
void showScore(StatTile& tile, const Score& score);

}  // namespace maacc
