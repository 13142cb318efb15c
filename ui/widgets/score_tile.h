#pragma once

#include <optional>

#include "core/analysis/score.h"
#include "core/report/run_scores.h"
#include "ui/widgets/panels.h"

namespace maacc {

// A score with formula and denominator, or with its interval where it is an estimate; a dash where
// the run did not evaluate the criterion. counted: the same criterion over the tested mutants.
void showScore(StatTile& tile,
               const RunScores& scores,
               const std::optional<ScoreEstimate>& score,
               const Score& counted);

// What stands below a score: its formula, or its interval and how it was found.
QString scoreNote(const RunScores& scores,
                  const std::optional<ScoreEstimate>& score,
                  const Score& counted);

// Both criteria.
void showBothScores(StatTile& trueClass,
                    StatTile& predictedClass,
                    const RunScores& scores,
                    const ScoreSummary& counted);

}  // namespace maacc
