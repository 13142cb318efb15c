#pragma once

#include <optional>

#include "core/analysis/estimate.h"
#include "core/analysis/kill_record.h"

namespace maacc {

// The score of a run, or of a part of it, by both criteria; absent where nothing was evaluated.
struct ScorePair {
  std::optional<ScoreEstimate> trueClass;
  std::optional<ScoreEstimate> predictedClass;
  const std::optional<ScoreEstimate>& of(KillCriterion criterion) const {
    return criterion == KillCriterion::TrueClass ? trueClass : predictedClass;
  }
};

}  // namespace maacc
