#pragma once

#include <QStringList>
#include <optional>
#include <vector>

#include "core/reduction/plan_counts.h"
#include "ui/jobs/model_info.h"
#include "ui/jobs/run_request.h"

namespace maacc {

// Runs of one kind cost alike for every pair of a mutant and an input.
enum class WorkKind {
  SingleUnits,    // mutants of one unit each
  WholeClusters,  // units that are mutated together
  TwoPhase,       // a budget of pairs, chosen by probing
};
WorkKind workKindOf(const ReductionSettings& settings);

// What a run will do, before anything runs.
struct RunWork {
  PlanCounts counts;
  QString modelHash;
  WorkKind kind = WorkKind::SingleUnits;
  Evidence evidence = Evidence::Score;
  QStringList operators;
  qint64 inputs = 0;                // classified correctly
  bool inputsAreEstimated = false;  // where not all of them were checked
  // Pairs of a mutant and an input at most, and what they cost incrementally and where the whole
  // network is run on each. Absent where only clustering tells.
  std::optional<double> pairs;
  std::optional<double> flops;
  std::optional<double> wholeFlops;
};

// layers: those chosen, of info.
RunWork planWork(const ModelInfo& info,
                 const std::vector<const LayerInfo*>& layers,
                 const std::vector<Operator>& operators,
                 const RunRequest& request);

// What a mutant of one unit costs on one input; absent where the engine did not say.
std::optional<double> mutantFlops(const LayerInfo& layer, OperatorKind op);

}  // namespace maacc
