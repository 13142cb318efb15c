#pragma once

#include "core/engine/evaluator.h"
#include "core/engine/incremental/lane_session.h"
#include "core/engine/incremental/mutant_ledger.h"

namespace maacc {

// The incremental evaluator on the CPU, with our own kernels.
class LaneEvaluator : public Evaluator {
 public:
  explicit LaneEvaluator(std::shared_ptr<LaneSession> session);

  void evaluate(const MutationPlan& plan,
                std::span<const int64_t> mutantIndices,
                const RunContext& context,
                const ProgressSpan& progress,
                const Sink& sink) override;

  // Goes on with mutants of which something is known: only the asked classes are decided, and the
  // records hold the kills known before as well. Ascending by mutant. Needs evidence Score.
  void decide(const MutationPlan& plan,
              std::span<const PartialVerdict> verdicts,
              const RunContext& context,
              const ProgressSpan& progress,
              const Sink& sink);

  EvaluationCounts counts() const override;
  int64_t batchSize() const override { return blockInputs_; }
  int threads() const override { return session_->team.threads(); }

 private:
  void runPasses(const VerdictRules& rules,
                 std::span<const int64_t> mutantIndices,
                 const RunContext& context);
  void runPass(MutationPass& pass, const VerdictRules& rules, const RunContext& context);

  std::shared_ptr<LaneSession> session_;
  int64_t blockInputs_ = 0;
  MutantLedger ledger_;
};

// Ignores options.device. Keeps references to network and inputs.
std::unique_ptr<Evaluator> makeLaneEvaluator(const Network& network,
                                             const CorrectInputs& inputs,
                                             const EvaluatorOptions& options);

}  // namespace maacc
