#pragma once

#include <QString>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/analysis/kill_record.h"
#include "core/reduction/reduction_settings.h"
#include "ui/jobs/cluster_plan.h"

namespace maacc {

// Every verdict of a run that tested all mutants.
struct ReplayRecords {
  QString path;
  MutationPlan plan;
  KillCriterion criterion = KillCriterion::TrueClass;
  std::vector<KillRecord> byMutant;
  double score = 0;  // of all
};

// Throws what RunFile throws. For a pool thread.
std::shared_ptr<const ReplayRecords> readReplayRecords(const QString& path);

// How far the estimate of a run with these cuts would have been from the score of all.
struct CutReplay {
  double meanError = 0;     // mean of |estimate - score| over the draws
  double largestError = 0;  // of the draws
  int draws = 0;
};

// Draws a representative of every cluster with seeds 0, 1, ... and estimates the score from their
// records as such a run would. Absent where whole clusters are mutated, since nobody has tested
// those mutants. For a pool thread.
std::optional<CutReplay> replayCuts(const ReplayRecords& run, const ClusterPlan& plan, int draws);

}  // namespace maacc
