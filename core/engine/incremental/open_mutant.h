#pragma once

#include <atomic>

#include "core/analysis/kill_record.h"
#include "core/engine/evaluator.h"
#include "core/engine/incremental/reference_traces.h"

namespace maacc {

// One mutant on its way through the inputs. Only one thread works on it at a time.
struct OpenMutant {
  const Mutant* mutant = nullptr;
  bool mayExitEarly = false;
  double band = 0;        // float32 decides margins above it
  bool finished = false;  // needs no further input
  bool done = false;      // its record was given away
  KillRecord record;
  ClassSet closed;  // classes that need no further input; with early exit
  int openClasses = 0;
  int64_t unchanged = 0;  // inputs, by how they were settled
  int64_t bounded = 0;
  int64_t evaluated = 0;
  int64_t inputsDone = 0;  // for the progress
};

// What is known of a mutant before it is evaluated, and which classes are asked for.
struct PartialVerdict {
  KillRecord known;  // mutant and kills so far
  ClassSet asked;    // none of those killed
};

// By which rules inputs count for a mutant. Thread-safe for different mutants. Keeps references.
class VerdictRules {
 public:
  // verdicts: what is known and asked, ascending by mutant; of other mutants nothing and all.
  VerdictRules(const Network& network,
               const MutationPlan& plan,
               const EvaluatorOptions& options,
               ReferenceTraces& traces,
               std::atomic<int64_t>& rechecked,
               std::span<const PartialVerdict> verdicts = {})
      : network_(network),
        plan_(plan),
        options_(options),
        traces_(traces),
        rechecked_(rechecked),
        verdicts_(verdicts) {}

  const Network& network() const { return network_; }
  const EvaluatorOptions& options() const { return options_; }

  // The mutant at a plan position before its first input. staysFinite: as FiniteCheck says.
  OpenMutant open(int64_t index, bool staysFinite) const;

  const Mutant& mutant(int64_t index) const {
    return plan_.mutants[static_cast<std::size_t>(index)];
  }
  // float64 changes of its weights.
  std::vector<UnitWeightChange> exactChanges(const Mutant& mutant) const;

  // Whether an input of this class could still add to the verdict.
  bool isOpen(const OpenMutant& mutant, int32_t label) const;

  // An input's prediction that float32 decides.
  void count(OpenMutant& mutant, int32_t position, int32_t label, int32_t predicted) const;

  // What float64 says, and what follows: a prediction that is not finite ends the mutant.
  Decision recheck(const OpenMutant& mutant, int32_t position) const;
  void countRechecked(OpenMutant& mutant,
                      int32_t position,
                      int32_t label,
                      const Decision& decision) const;

 private:
  void applyKnown(OpenMutant& mutant) const;

  const Network& network_;
  const MutationPlan& plan_;
  const EvaluatorOptions& options_;
  ReferenceTraces& traces_;
  std::atomic<int64_t>& rechecked_;
  std::span<const PartialVerdict> verdicts_;
};

}  // namespace maacc
