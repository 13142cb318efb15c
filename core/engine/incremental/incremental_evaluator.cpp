#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <optional>

#include "core/base/error.h"
#include "core/base/host_resources.h"
#include "core/engine/evaluator.h"
#include "core/engine/incremental/input_order.h"
#include "core/engine/incremental/rounding_band.h"
#include "core/engine/incremental/tile_evaluation.h"
#include "core/engine/incremental/worker_team.h"

namespace maacc {
namespace {

constexpr int64_t kBlockBytes = 8LL << 20;  // kept tensors in flight: about what the caches hold
constexpr int64_t kMinTiles = 32;           // but so many, to have lanes to gather from
constexpr int64_t kMaxTiles = 64;
constexpr int64_t kTraceBytes = 64LL << 20;
constexpr int64_t kUnknownMemory = 2LL << 30;

int64_t bytesOf(int64_t vectors) { return vectors * kLanes * static_cast<int64_t>(sizeof(float)); }

class IncrementalEvaluator : public Evaluator {
 public:
  IncrementalEvaluator(const Network& network,
                       const CorrectInputs& inputs,
                       const EvaluatorOptions& options)
      : inputs_(inputs),
        options_(options),
        lanes_(network),
        sensitivity_(lanes_),
        order_(orderInputs(inputs, network.classCount())),
        traces_(network, inputs, kTraceBytes),
        team_(workerCount(options)),
        bands_(lanes_, inputs, traces_, team_) {
    const int64_t available = availableHostMemory();
    memoryBytes_ = options.memoryBytes > 0 ? options.memoryBytes
                   : available > 0         ? available / 2
                                           : kUnknownMemory;
  }

  void evaluate(const MutationPlan& plan,
                std::span<const int64_t> mutantIndices,
                const RunContext& context,
                const ProgressSpan& progress,
                const Sink& sink) override;

  EvaluationCounts counts() const override {
    EvaluationCounts counts = counts_;
    counts.pairsRecheckedFloat64 = rechecked_;
    return counts;
  }
  int64_t batchSize() const override { return blockInputs_; }
  int threads() const override { return team_.threads(); }

 private:
  void runPass(MutationPass& pass, const MutationPlan& plan, const RunContext& context);
  int64_t tilesPerBlock(const MutationPass& pass, const ForwardPlan& forward) const;
  std::unique_ptr<InputBlock> allocateBlock(const MutationPass& pass, int64_t tiles) const;
  void report(MutantTask& task, int64_t inputsDone, const RunContext& context);
  void finish(MutantTask& task);

  const CorrectInputs& inputs_;
  const EvaluatorOptions options_;
  const LaneNetwork lanes_;
  const Sensitivity sensitivity_;
  const std::vector<int32_t> order_;
  ReferenceTraces traces_;
  WorkerTeam team_;
  RoundingBand bands_;
  int64_t memoryBytes_ = 0;
  int64_t blockInputs_ = 0;
  EvaluationCounts counts_;
  std::atomic<int64_t> rechecked_{0};

  // Of the call to evaluate that is under way.
  const Sink* sink_ = nullptr;
  std::mutex sinkMutex_;
  ProgressSpan progress_;
  int64_t pairsHandled_ = 0;
};

void IncrementalEvaluator::evaluate(const MutationPlan& plan,
                                    std::span<const int64_t> mutantIndices,
                                    const RunContext& context,
                                    const ProgressSpan& progress,
                                    const Sink& sink) {
  sink_ = &sink;
  progress_ = progress;
  pairsHandled_ = 0;
  context.report("mutants", progress.doneBefore, progress.total);
  PassBuilder builder(lanes_, sensitivity_, plan, options_, inputs_.count());
  while (!mutantIndices.empty() && context.proceed()) {
    MutationPass pass = builder.next(mutantIndices);
    try {
      runPass(pass, plan, context);
    } catch (const std::bad_alloc&) {
      throw Error(ErrorCode::Device,
                  "the memory for one block of inputs of " + lanes_.network().source() +
                      " is not there; free some, or use fewer --threads");
    }
  }
}

// How many tiles' tensors are kept at a time.
int64_t IncrementalEvaluator::tilesPerBlock(const MutationPass& pass,
                                            const ForwardPlan& forward) const {
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

std::unique_ptr<InputBlock> IncrementalEvaluator::allocateBlock(const MutationPass& pass,
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

void IncrementalEvaluator::runPass(MutationPass& pass,
                                   const MutationPlan& plan,
                                   const RunContext& context) {
  const ForwardPlan forward(lanes_, pass.layout);
  const std::unique_ptr<InputBlock> block = allocateBlock(pass, tilesPerBlock(pass, forward));
  blockInputs_ = block->maxTiles() * kLanes;
  const PassContext shared{lanes_,
                           sensitivity_,
                           plan,
                           options_,
                           traces_,
                           rechecked_,
                           pass.layout.offset({lanes_.network().logitsLayer(), false})};
  std::vector<std::unique_ptr<TileEvaluation>> workers;
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
        report(task,
               task.finished || last ? inputs_.count()
                                     : static_cast<int64_t>(first) + block->inputCount(),
               context);
        if (task.finished || last) {
          finish(task);
        }
      }
    });
  }
}

// Progress counts in mutants, of which every pair is an equal part.
void IncrementalEvaluator::report(MutantTask& task, int64_t inputsDone, const RunContext& context) {
  const std::scoped_lock lock(sinkMutex_);
  pairsHandled_ += inputsDone - task.inputsDone;
  task.inputsDone = inputsDone;
  context.report("mutants", progress_.doneBefore + pairsHandled_ / inputs_.count(),
                 progress_.total);
}

// Gives the record away. A mutant that is finished before all inputs were tried leaves the rest
// out.
void IncrementalEvaluator::finish(MutantTask& task) {
  task.done = true;
  task.leftOut = inputs_.count() - task.unchanged - task.bounded - task.evaluated;
  KillRecord& record = task.record;
  if (record.status == MutantStatus::Killed && task.mayExitEarly) {
    record.flippedInputs.reset();
  }
  if (record.status == MutantStatus::Survived && task.evaluated == 0) {
    record.proof = task.bounded > 0 ? Proof::Bound : Proof::Unchanged;
  }
  std::sort(record.flips.begin(), record.flips.end(),
            [](const Flip& a, const Flip& b) { return a.input < b.input; });
  const std::scoped_lock lock(sinkMutex_);
  counts_.pairsEvaluated += task.evaluated;
  counts_.pairsSettledByBound += task.bounded;
  counts_.pairsUnchanged += task.unchanged;
  counts_.pairsLeftByEarlyExit += task.leftOut;
  counts_.flops += static_cast<double>(task.evaluated) * task.walk->plan.flops;
  (*sink_)(std::move(record));
}

}  // namespace

std::unique_ptr<Evaluator> makeIncrementalEvaluator(const Network& network,
                                                    const CorrectInputs& inputs,
                                                    const EvaluatorOptions& options) {
  MAACC_CHECK(inputs.count() > 0);
  return std::make_unique<IncrementalEvaluator>(network, inputs, options);
}

}  // namespace maacc
