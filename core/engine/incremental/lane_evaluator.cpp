#include "core/engine/incremental/lane_evaluator.h"

#include <algorithm>

#include "core/base/error.h"

namespace maacc {

LaneEvaluator::LaneEvaluator(std::shared_ptr<LaneSession> session)
    : session_(std::move(session)), ledger_(session_->inputs.count()) {}

EvaluationCounts LaneEvaluator::counts() const {
  EvaluationCounts counts = ledger_.counts();
  counts.pairsRecheckedFloat64 = session_->rechecked;
  return counts;
}

void LaneEvaluator::evaluate(const MutationPlan& plan,
                             std::span<const int64_t> mutantIndices,
                             const RunContext& context,
                             const ProgressSpan& progress,
                             const Sink& sink) {
  ledger_.begin(context, progress, sink);
  const VerdictRules rules(session_->network(), plan, session_->options, session_->traces,
                           session_->rechecked);
  runPasses(rules, mutantIndices, context);
}

void LaneEvaluator::decide(const MutationPlan& plan,
                           std::span<const PartialVerdict> verdicts,
                           const RunContext& context,
                           const ProgressSpan& progress,
                           const Sink& sink) {
  MAACC_CHECK(session_->options.evidence == Evidence::Score);
  ledger_.begin(context, progress, sink);
  const VerdictRules rules(session_->network(), plan, session_->options, session_->traces,
                           session_->rechecked, verdicts);
  std::vector<int64_t> indices;
  indices.reserve(verdicts.size());
  for (const PartialVerdict& verdict : verdicts) {
    indices.push_back(verdict.known.mutantIndex);
  }
  runPasses(rules, indices, context);
}

void LaneEvaluator::runPasses(const VerdictRules& rules,
                              std::span<const int64_t> mutantIndices,
                              const RunContext& context) {
  PassBuilder builder(session_->lanes, session_->sensitivity, rules, session_->inputs.count());
  while (!mutantIndices.empty() && context.proceed()) {
    MutationPass pass = builder.next(mutantIndices);
    try {
      runPass(pass, rules, context);
    } catch (const std::bad_alloc&) {
      throw Error(ErrorCode::Device, "the memory for one block of inputs of " +
                                         session_->network().source() +
                                         " is not there; free some, or use fewer --threads");
    }
  }
}

void LaneEvaluator::runPass(MutationPass& pass,
                            const VerdictRules& rules,
                            const RunContext& context) {
  LaneSession& session = *session_;
  const int64_t inputs = session.inputs.count();
  const std::span<const int32_t> order = session.order;
  const ForwardPlan forward(session.lanes, pass.layout);
  const std::unique_ptr<InputBlock> block =
      session.allocateBlock(pass, session.tilesPerBlock(pass, forward, 0));
  blockInputs_ = block->maxTiles() * kLanes;
  const PassContext shared = session.passContext(pass, rules);
  const auto workers = session.makeWorkers(shared, pass, forward);
  session.bands.measure(pass, forward, shared, workers, context);
  const auto step = static_cast<std::size_t>(blockInputs_);
  for (std::size_t first = 0; first < order.size() && context.proceed(); first += step) {
    block->take(order.subspan(first, std::min(step, order.size() - first)));
    session.team.run(static_cast<int64_t>(block->tiles().size()), [&](int worker, int64_t tile) {
      block->fill(forward, tile, workers[static_cast<std::size_t>(worker)]->buffers());
    });
    const bool last = first + step >= order.size();
    session.team.run(static_cast<int64_t>(pass.tasks.size()), [&](int worker, int64_t index) {
      MutantTask& task = pass.tasks[static_cast<std::size_t>(index)];
      if (task.done || !context.proceed()) {
        return;
      }
      workers[static_cast<std::size_t>(worker)]->run(task, *block, context);
      if (!context.stopRequested()) {
        const bool finished = task.finished || last;
        ledger_.advance(task,
                        finished ? inputs : static_cast<int64_t>(first) + block->inputCount());
        if (finished) {
          ledger_.finish(task, task.walk->plan.flops);
        }
      }
    });
  }
}

std::unique_ptr<Evaluator> makeLaneEvaluator(const Network& network,
                                             const CorrectInputs& inputs,
                                             const EvaluatorOptions& options) {
  MAACC_CHECK(inputs.count() > 0);
  return std::make_unique<LaneEvaluator>(std::make_shared<LaneSession>(network, inputs, options));
}

}  // namespace maacc
