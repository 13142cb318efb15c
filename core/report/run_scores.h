#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/analysis/cell_sample.h"
#include "core/analysis/score.h"
#include "core/analysis/score_pair.h"
#include "core/reduction/reduction_settings.h"
#include "core/store/run_values.h"

namespace maacc {

// The scores of a run by both criteria: estimates where not everything is tested by design, counted
// where it is. Absent where nothing was evaluated under the criterion.
struct RunScores : ScorePair {
  bool estimated = false;  // otherwise low, value and high are equal
};

// Everything of a run that its scores depend on, beside the records.
struct ScoreBasis {
  const RunSettings& settings;
  const MutationPlan& plan;
  const MutantSample& sample;
  const CellSample& cells;
  int classes = 0;
};

// Files of older formats have no settings of a reduction, and nothing that needs them.
ReductionSettings reductionOf(const RunSettings& settings);

// Whether the scores of such a run are estimates.
bool estimatesScores(const ScoreBasis& basis);

// records: one per mutant. While drawn mutants have no verdict yet, estimates speak of those that
// have one.
RunScores runScores(const ScoreBasis& basis, std::span<const KillRecord> records);

// The scores of a run that tests everything.
RunScores countedScores(const ScoreSummary& summary);

// What the groups of a run are, for people: "stratified sample", "representatives of mutant
// clusters".
std::string designText(const RunSettings& settings);

// "0.4990, 95 % interval 0.4931 to 0.5052 (stratified sample: 48 of 480 mutants)"
std::string estimateText(const ScoreEstimate& estimate);

}  // namespace maacc
