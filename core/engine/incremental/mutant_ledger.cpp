#include "core/engine/incremental/mutant_ledger.h"

#include <algorithm>

namespace maacc {

void MutantLedger::begin(const RunContext& context,
                         const ProgressSpan& progress,
                         const Evaluator::Sink& sink) {
  context_ = &context;
  progress_ = progress;
  sink_ = &sink;
  pairsHandled_ = 0;
  context.report("mutants", progress.doneBefore, progress.total);
}

void MutantLedger::advance(OpenMutant& mutant, int64_t inputsDone) {
  const std::scoped_lock lock(mutex_);
  pairsHandled_ += inputsDone - mutant.inputsDone;
  mutant.inputsDone = inputsDone;
  context_->report("mutants", progress_.doneBefore + pairsHandled_ / inputs_, progress_.total);
}

void MutantLedger::finish(OpenMutant& mutant, double flopsPerInput) {
  mutant.done = true;
  KillRecord& record = mutant.record;
  if (record.status == MutantStatus::Killed && mutant.mayExitEarly) {
    record.flippedInputs.reset();
  }
  if (record.status == MutantStatus::Survived && mutant.evaluated == 0) {
    record.proof = mutant.bounded > 0 ? Proof::Bound : Proof::Unchanged;
  }
  std::sort(record.flips.begin(), record.flips.end(),
            [](const Flip& a, const Flip& b) { return a.input < b.input; });
  const std::scoped_lock lock(mutex_);
  counts_.pairsEvaluated += mutant.evaluated;
  counts_.pairsSettledByBound += mutant.bounded;
  counts_.pairsUnchanged += mutant.unchanged;
  counts_.pairsLeftByEarlyExit += inputs_ - mutant.unchanged - mutant.bounded - mutant.evaluated;
  counts_.flops += static_cast<double>(mutant.evaluated) * flopsPerInput;
  (*sink_)(std::move(record));
}

}  // namespace maacc
