#include "core/engine/incremental/open_mutant.h"

#include <algorithm>

namespace maacc {

OpenMutant VerdictRules::open(int64_t index, bool staysFinite) const {
  OpenMutant result;
  result.mutant = &mutant(index);
  const bool scoreOnly = options_.evidence == Evidence::Score;
  result.mayExitEarly = scoreOnly && staysFinite;
  result.record.mutantIndex = index;
  const ClassSet none(static_cast<std::size_t>(network_.classCount()), 0);
  if (!scoreOnly || options_.criterion == KillCriterion::TrueClass) {
    result.record.killedTrueClass = none;
  }
  if (!scoreOnly || options_.criterion == KillCriterion::PredictedClass) {
    result.record.killedPredictedClass = none;
  }
  result.closed = none;
  result.openClasses = network_.classCount();
  applyKnown(result);
  return result;
}

// A mutant whose outputs might not be finite cannot exit early, so nothing known spares it an
// input.
void VerdictRules::applyKnown(OpenMutant& mutant) const {
  const int64_t index = mutant.record.mutantIndex;
  const auto found = std::lower_bound(verdicts_.begin(), verdicts_.end(), index,
                                      [](const PartialVerdict& verdict, int64_t wanted) {
                                        return verdict.known.mutantIndex < wanted;
                                      });
  if (!mutant.mayExitEarly || found == verdicts_.end() || found->known.mutantIndex != index) {
    return;
  }
  mutant.record.status = found->known.status;
  mutant.record.killedTrueClass = found->known.killedTrueClass;
  mutant.record.killedPredictedClass = found->known.killedPredictedClass;
  mutant.openClasses = 0;
  for (std::size_t c = 0; c < mutant.closed.size(); ++c) {
    mutant.closed[c] = found->asked[c] != 0 ? 0 : 1;
    mutant.openClasses += found->asked[c] != 0 ? 1 : 0;
  }
  mutant.finished = mutant.openClasses == 0;
}

std::vector<UnitWeightChange> VerdictRules::exactChanges(const Mutant& mutant) const {
  return resolveMutant(network_, mutant, plan_.seed);
}

bool VerdictRules::isOpen(const OpenMutant& mutant, int32_t label) const {
  if (mutant.finished || !mutant.mayExitEarly) {
    return !mutant.finished;
  }
  const bool classOpen = mutant.closed[static_cast<std::size_t>(label)] == 0;
  // Under the predicted class every input can flip into any class but its own.
  return options_.criterion == KillCriterion::TrueClass
             ? classOpen
             : mutant.openClasses > 1 || (mutant.openClasses == 1 && !classOpen);
}

void VerdictRules::count(OpenMutant& mutant,
                         int32_t position,
                         int32_t label,
                         int32_t predicted) const {
  if (predicted == label) {
    return;
  }
  const Flip flip{position, predicted};
  countFlip(mutant.record, flip, label);
  if (options_.evidence == Evidence::Inputs) {
    mutant.record.flips.push_back(flip);
  }
  if (!mutant.mayExitEarly) {
    return;
  }
  const int32_t killed = options_.criterion == KillCriterion::TrueClass ? label : predicted;
  uint8_t& closed = mutant.closed[static_cast<std::size_t>(killed)];
  if (closed == 0) {
    closed = 1;
    mutant.finished = --mutant.openClasses == 0;
  }
}

Decision VerdictRules::recheck(const OpenMutant& mutant, int32_t position) const {
  ++rechecked_;
  return decide(traces_.at(position)->logitsAfter(exactChanges(*mutant.mutant)));
}

void VerdictRules::countRechecked(OpenMutant& mutant,
                                  int32_t position,
                                  int32_t label,
                                  const Decision& decision) const {
  if (decision.predictedClass >= 0) {
    count(mutant, position, label, decision.predictedClass);
    return;
  }
  mutant.record = notFiniteRecord(mutant.record.mutantIndex);
  mutant.finished = true;
}

}  // namespace maacc
