#include <algorithm>
#include <atomic>

#include "core/base/error.h"
#include "core/base/host_resources.h"
#include "core/engine/incremental/input_order.h"
#include "core/engine/incremental/lane_evaluator.h"
#include "core/engine/incremental/mutant_ledger.h"
#include "core/engine/incremental/rounding_band.h"
#include "core/engine/incremental/tile_evaluation.h"
#include "core/engine/incremental/worker_team.h"

namespace maacc {
namespace {

constexpr int64_t kBlockBytes = 8LL << 20;  // kept tensors in flight: about what the caches hold
constexpr int64_t kMinTiles = 32;           // but so many, to have lanes to gather from
constexpr int64_t kMaxTiles = 64;
constexpr int64_t kTraceBytes = 64LL << 20;

int64_t bytesOf(int64_t vectors) { return vectors * kLanes * static_cast<int64_t>(sizeof(float)); }

class LaneEvaluator : public Evaluator {
 public:
  LaneEvaluator(const Network& network,
                const CorrectInputs& inputs,
                const EvaluatorOptions& options)
      : inputs_(inputs),
        options_(options),
        lanes_(network),
        sensitivity_(lanes_),
        order_(orderInputs(inputs, network.classCount())),
        traces_(network, inputs, kTraceBytes),
        team_(workerCount(options)),
        bands_(lanes_, inputs, traces_, team_),
        memoryBytes_(memoryBudget(options, availableHostMemory())),
        ledger_(inputs.count()) {}

  void evaluate(const MutationPlan& plan,
                std::span<const int64_t> mutantIndices,
                const RunContext& context,
                const ProgressSpan& progress,
                const Sink& sink) override;

  EvaluationCounts counts() const override {
    EvaluationCounts counts = ledger_.counts();
    counts.pairsRecheckedFloat64 = rechecked_;
    return counts;
  }
  int64_t batchSize() const override { return blockInputs_; }
  int threads() const override { return team_.threads(); }

 private:
  void runPass(MutationPass& pass, const VerdictRules& rules, const RunContext& context);
  int64_t tilesPerBlock(const MutationPass& pass, const ForwardPlan& forward) const;
  std::unique_ptr<InputBlock> allocateBlock(const MutationPass& pass, int64_t tiles) const;

  const CorrectInputs& inputs_;
  const EvaluatorOptions options_;
  const LaneNetwork lanes_;
  const Sensitivity sensitivity_;
  const std::vector<int32_t> order_;
  ReferenceTraces traces_;
  WorkerTeam team_;
  RoundingBand bands_;
  const int64_t memoryBytes_;
  int64_t blockInputs_ = 0;
  std::atomic<int64_t> rechecked_{0};
  MutantLedger ledger_;
};

void LaneEvaluator::evaluate(const MutationPlan& plan,
                             std::span<const int64_t> mutantIndices,
                             const RunContext& context,
                             const ProgressSpan& progress,
                             const Sink& sink) {
  ledger_.begin(context, progress, sink);
  const VerdictRules rules(lanes_.network(), plan, options_, traces_, rechecked_);
  PassBuilder builder(lanes_, sensitivity_, rules, inputs_.count());
  while (!mutantIndices.empty() && context.proceed()) {
    MutationPass pass = builder.next(mutantIndices);
    try {
      runPass(pass, rules, context);
    } catch (const std::bad_alloc&) {
      throw Error(ErrorCode::Device, "the memory for one block of inputs of " +
                                         lanes_.network().source() +
                                         " is not there; free some, or use fewer --threads");
    }
  }
}

// How many tiles' tensors are kept at a time.
int64_t LaneEvaluator::tilesPerBlock(const MutationPass& pass, const ForwardPlan& forward) const {
  const int64_t tileBytes = bytesOf(pass.layout.vectors());
  const int64_t workerBytes =
      bytesOf(std::max(pass.bufferVectors, forward.bufferVectors()) + pass.layout.vectors());
  const int64_t forTiles = memoryBytes_ - workerBytes * team_.threads();
  if (forTiles < tileBytes && options_.memoryBytes > 0) {
    throw Error(ErrorCode::Usage, "--memory " + std::to_string(options_.memoryBytes) +
                                      " is too little for " + lanes_.network().source() + ": " +
                                      std::to_string(team_.threads()) + " threads need " +
                                      std::to_string(workerBytes * team_.threads() + tileBytes) +
                                      " bytes; give more memory or fewer threads");
  }
  const int64_t all = (inputs_.count() + kLanes - 1) / kLanes;
  const int64_t wanted = options_.batchSize > 0
                             ? (options_.batchSize + kLanes - 1) / kLanes
                             : std::clamp(kBlockBytes / tileBytes, kMinTiles, kMaxTiles);
  return std::clamp<int64_t>(std::min(wanted, forTiles / tileBytes), 1, all);
}

std::unique_ptr<InputBlock> LaneEvaluator::allocateBlock(const MutationPass& pass,
                                                         int64_t tiles) const {
  for (;; tiles /= 2) {
    try {
      return std::make_unique<InputBlock>(inputs_, tiles, pass.layout.vectors());
    } catch (const std::bad_alloc&) {
      if (tiles <= 1) {
        throw;
      }
    }
  }
}

void LaneEvaluator::runPass(MutationPass& pass,
                            const VerdictRules& rules,
                            const RunContext& context) {
  const ForwardPlan forward(lanes_, pass.layout);
  const std::unique_ptr<InputBlock> block = allocateBlock(pass, tilesPerBlock(pass, forward));
  blockInputs_ = block->maxTiles() * kLanes;
  const PassContext shared{lanes_, sensitivity_, rules,
                           pass.layout.offset({lanes_.network().logitsLayer(), false})};
  std::vector<std::unique_ptr<TileEvaluation>> workers;
  workers.reserve(static_cast<std::size_t>(team_.threads()));
  for (int worker = 0; worker < team_.threads(); ++worker) {
    workers.push_back(std::make_unique<TileEvaluation>(shared, pass, forward.bufferVectors()));
  }
  bands_.measure(pass, forward, shared, workers, context);
  const auto step = static_cast<std::size_t>(blockInputs_);
  for (std::size_t first = 0; first < order_.size() && context.proceed(); first += step) {
    block->take(std::span(order_).subspan(first, std::min(step, order_.size() - first)));
    team_.run(static_cast<int64_t>(block->tiles().size()), [&](int worker, int64_t tile) {
      block->fill(forward, tile, workers[static_cast<std::size_t>(worker)]->buffers());
    });
    const bool last = first + step >= order_.size();
    team_.run(static_cast<int64_t>(pass.tasks.size()), [&](int worker, int64_t index) {
      MutantTask& task = pass.tasks[static_cast<std::size_t>(index)];
      if (task.done || !context.proceed()) {
        return;
      }
      workers[static_cast<std::size_t>(worker)]->run(task, *block, context);
      if (!context.stopRequested()) {
        const bool finished = task.finished || last;
        ledger_.advance(
            task, finished ? inputs_.count() : static_cast<int64_t>(first) + block->inputCount());
        if (finished) {
          ledger_.finish(task, task.walk->plan.flops);
        }
      }
    });
  }
}

}  // namespace

std::unique_ptr<Evaluator> makeLaneEvaluator(const Network& network,
                                             const CorrectInputs& inputs,
                                             const EvaluatorOptions& options) {
  MAACC_CHECK(inputs.count() > 0);
  return std::make_unique<LaneEvaluator>(network, inputs, options);
}

}  // namespace maacc
