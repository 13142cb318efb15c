#pragma once

#include <mutex>

#include "core/engine/incremental/open_mutant.h"

namespace maacc {

// Progress, records and counts of an incremental evaluator's mutants. Thread-safe.
class MutantLedger {
 public:
  explicit MutantLedger(int64_t inputs) : inputs_(inputs) {}

  // A call to evaluate begins; the references must stay until its last record.
  void begin(const RunContext& context, const ProgressSpan& progress, const Evaluator::Sink& sink);

  // The mutant is through so many inputs: progress counts in mutants, of which every pair is an
  // equal part.
  void advance(OpenMutant& mutant, int64_t inputsDone);

  // Gives the record away. Inputs that were not settled were left out.
  void finish(OpenMutant& mutant, double flopsPerInput);

  // Without pairsRecheckedFloat64.
  EvaluationCounts counts() const { return counts_; }

 private:
  const int64_t inputs_;
  const RunContext* context_ = nullptr;
  const Evaluator::Sink* sink_ = nullptr;
  std::mutex mutex_;
  ProgressSpan progress_;
  int64_t pairsHandled_ = 0;
  EvaluationCounts counts_;
};

}  // namespace maacc
