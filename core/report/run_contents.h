#pragma once

#include "core/analysis/score.h"
#include "core/report/run_scores.h"
#include "core/store/run_file.h"

namespace maacc {

// Everything of a run file that reports need, read once.
struct RunContents {
  RunSettings settings;
  std::vector<LayerSummary> layers;
  std::vector<std::string> weightedLayerNames;  // by weighted layer
  Baseline baseline;
  MutationPlan plan;
  MutantSample sample;
  CellSample cells;
  std::vector<KillRecord> records;  // ascending by mutant index, without flips
};
RunContents readRunContents(const RunFile& run);
ScoreBasis scoreBasis(const RunContents& contents);

// Mutants that are to be tested: all, or those that are drawn.
int64_t mutantsToTest(const RunContents& contents);

// A mutant, with its record where it has one.
struct MutantEntry {
  const Mutant& mutant;
  const KillRecord& record;
};
std::vector<MutantEntry> testedMutants(const RunContents& contents);

std::string unitsText(const Mutant& mutant, const std::string& separator);

}  // namespace maacc
