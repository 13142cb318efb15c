#include "core/engine/incremental/lane_session.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/host_resources.h"
#include "core/engine/incremental/input_order.h"

namespace maacc {
namespace {

constexpr int64_t kBlockBytes = 8LL << 20;  // kept tensors in flight: about what the caches hold
constexpr int64_t kMinTiles = 32;           // but so many, to have lanes to gather from
constexpr int64_t kMaxTiles = 64;
constexpr int64_t kTraceBytes = 64LL << 20;

// Of the memory that was asked for. What callers kept beyond the share is theirs to answer for.
int64_t keptInputBytes(const CorrectInputs& inputs, const EvaluatorOptions& options) {
  return std::min(static_cast<int64_t>(inputs.values.size() * sizeof(float)),
                  inputMemory(options, 0));
}

int64_t bytesOf(int64_t vectors) { return vectors * kLanes * static_cast<int64_t>(sizeof(float)); }

}  // namespace

LaneSession::LaneSession(const Network& network,
                         const CorrectInputs& correctInputs,
                         const EvaluatorOptions& evaluatorOptions)
    : inputs(correctInputs),
      options(evaluatorOptions),
      lanes(network),
      team(workerCount(options)),
      sensitivity(lanes, team),
      order(orderInputs(inputs, network.classCount())),
      traces(network, inputs, kTraceBytes),
      bands(lanes, inputs, traces, team),
      memoryBytes_(memoryBudget(options, availableHostMemory()) -
                   (options.memoryBytes > 0 ? keptInputBytes(inputs, options) : 0)) {}

int64_t LaneSession::tilesPerBlock(const MutationPass& pass,
                                   const ForwardPlan& forward,
                                   int64_t extraVectors) const {
  const int64_t tileBytes = bytesOf(pass.layout.vectors() + extraVectors);
  const int64_t workerBytes =
      bytesOf(std::max(pass.bufferVectors, forward.bufferVectors()) + pass.layout.vectors());
  const int64_t forTiles = memoryBytes_ - workerBytes * team.threads();
  if (forTiles < tileBytes && options.memoryBytes > 0) {
    // With what inputs may take of it.
    const int64_t enough = (workerBytes * team.threads() + tileBytes) * 4 / 3 + 1;
    throw Error(ErrorCode::Usage,
                "--memory " + std::to_string(options.memoryBytes) + " is too little for " +
                    network().source() + ": " + std::to_string(team.threads()) + " threads need " +
                    std::to_string(enough) + " bytes; give more memory or fewer threads");
  }
  const int64_t all = (inputs.count() + kLanes - 1) / kLanes;
  const int64_t wanted = options.batchSize > 0
                             ? (options.batchSize + kLanes - 1) / kLanes
                             : std::clamp(kBlockBytes / tileBytes, kMinTiles, kMaxTiles);
  return std::clamp<int64_t>(std::min(wanted, forTiles / tileBytes), 1, all);
}

std::unique_ptr<InputBlock> LaneSession::allocateBlock(const MutationPass& pass,
                                                       int64_t tiles) const {
  for (;; tiles /= 2) {
    try {
      return std::make_unique<InputBlock>(inputs, tiles, pass.layout.vectors());
    } catch (const std::bad_alloc&) {
      if (tiles <= 1) {
        throw;
      }
    }
  }
}

std::vector<std::unique_ptr<TileEvaluation>> LaneSession::makeWorkers(
    const PassContext& shared, const MutationPass& pass, const ForwardPlan& forward) const {
  std::vector<std::unique_ptr<TileEvaluation>> workers;
  workers.reserve(static_cast<std::size_t>(team.threads()));
  for (int worker = 0; worker < team.threads(); ++worker) {
    workers.push_back(std::make_unique<TileEvaluation>(shared, pass, forward.bufferVectors()));
  }
  return workers;
}

}  // namespace maacc
