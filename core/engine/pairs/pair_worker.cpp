#include "core/engine/pairs/pair_worker.h"

#include <algorithm>

#include "core/engine/inference_errors.h"

namespace maacc {
namespace {

constexpr int64_t kFirstRound = 16;  // inputs; each later round is so many times as long
constexpr int64_t kRoundGrowth = 4;
constexpr int64_t kMostInputs = 16384;
constexpr int64_t kMostPairsCuda = 32768;  // below, launching kernels costs more than running them
constexpr int64_t kMostPairsCpu = 2048;
constexpr int64_t kLeastPairs = 64;
constexpr double kBatchFlopsCuda = 1e12;  // a fraction of a second: how soon a stop is seen
constexpr double kBatchFlopsCpu = 1e10;
// All new units of a batch are evaluated on all its inputs: at most so many times its pairs.
constexpr std::size_t kRectangleShare = 4;

at::Tensor onDevice(const std::vector<int64_t>& values, const at::TensorOptions& options) {
  return at::from_blob(const_cast<int64_t*>(values.data()), {static_cast<int64_t>(values.size())},
                       at::kLong)
      .to(options.device(), at::kLong, false, true);
}

// [2, pairs] float32: predicted class, -1 where a logit is not finite, and margin.
at::Tensor decideOnDevice(const at::Tensor& logits) {
  const auto [largest, best] = logits.max(1);
  const at::Tensor second = logits.scatter(1, best.unsqueeze(1), -INFINITY).amax(1);
  const at::Tensor finite = logits.isfinite().all(1);
  return at::stack({best.to(at::kFloat).masked_fill_(finite.logical_not(), -1), largest - second});
}

}  // namespace

struct PairWorker::Job {
  PairPass& pass;
  const VerdictRules& rules;
  const RunContext& context;
  const std::atomic<bool>& failed;
  std::vector<UnitChanges> changes;  // by group
  std::size_t group = 0;             // that is under way

  bool proceed() const { return !failed && context.proceed(); }
  PairGroup& now() { return pass.groups[group]; }
  const PairGroup& now() const { return pass.groups[group]; }
};

PairWorker::PairWorker(const Network& network,
                       const CorrectInputs& inputs,
                       std::span<const int32_t> order,
                       ReferenceTraces& traces,
                       MutantLedger& ledger,
                       const Device& device,
                       const PairLimits& limits,
                       int hostThreads)
    : inputs_(inputs),
      order_(order),
      ledger_(ledger),
      device_(device),
      limits_(limits),
      network_(network, device),
      team_(hostThreads),
      bands_(network_, inputs, traces, team_),
      kept_(network_.torch(), inputs),
      mostInputs_(std::min(limits.inputs > 0 ? limits.inputs : kMostInputs, inputs.count())),
      mostPairs_(limits.pairs > 0                  ? limits.pairs
                 : device.kind == DeviceKind::Cuda ? kMostPairsCuda
                                                   : kMostPairsCpu) {}

void PairWorker::run(PairPass& pass,
                     const VerdictRules& rules,
                     const RunContext& context,
                     const std::atomic<bool>& failed) {
  Job job{pass, rules, context, failed, {}, 0};
  kept_.clear();
  keptFirst_ = keptLast_ = 0;
  chooseSizes(pass);
  translatingTorchErrors([&] { measureBands(job); });
  const auto total = static_cast<int64_t>(order_.size());
  int64_t round = rules.options().evidence == Evidence::Score ? kFirstRound : total;
  for (int64_t first = 0; first < total && job.proceed();) {
    int64_t last = std::min(total, first + std::min(round, blockInputs_));
    if (first < keptLast_) {
      last = std::min(last, keptLast_);
    }
    for (job.group = 0; job.group < pass.groups.size(); ++job.group) {
      runGroup(job, {0, job.now().mutants.size(), first, last});
      if (failed || context.stopRequested()) {
        return;
      }
      report(job, last);
    }
    first = last;
    round = std::min(round * kRoundGrowth, total);
  }
}

void PairWorker::chooseSizes(const PairPass& pass) {
  const Network& network = network_.torch().network();
  int64_t kept = 0;
  int64_t largest = 0;
  for (const Layer& layer : network.layers()) {
    largest = std::max(largest, elementCount(layer.outputShape));
  }
  for (const TensorRef& tensor : pass.kept) {
    kept += elementCount(network.layer(tensor.layer).outputShape);
  }
  const int64_t inputBytes = (kept + 3 * largest) * static_cast<int64_t>(sizeof(float));
  const int64_t pairBytes = (pass.pairElements + 32) * static_cast<int64_t>(sizeof(float));
  if (limits_.memoryAsked && limits_.memoryBytes < inputBytes + pairBytes) {
    throw Error(ErrorCode::Usage,
                "--memory " + std::to_string(limits_.memoryBytes) + " is too little for " +
                    network.source() + ": one mutant on one input needs " +
                    std::to_string(inputBytes + pairBytes) + " bytes; give more memory");
  }
  const bool onCuda = device_.kind == DeviceKind::Cuda;
  const double batchFlops = onCuda ? kBatchFlopsCuda : kBatchFlopsCpu;
  const auto timely =
      static_cast<int64_t>(std::min(1e9, batchFlops / std::max(1.0, pass.pairFlops)));
  const int64_t half = limits_.memoryBytes / 2;
  blockInputs_ = std::clamp<int64_t>(half / inputBytes, 1, mostInputs_);
  batchPairs_ = std::clamp<int64_t>(
      std::min(half / pairBytes, limits_.pairs > 0 ? mostPairs_ : std::max(kLeastPairs, timely)), 1,
      mostPairs_);
}

void PairWorker::measureBands(Job& job) {
  for (PairGroup& group : job.pass.groups) {
    job.changes.push_back(stackChanges(network_.torch(), group.resolved));
    group.resolved = {};
  }
  bands_.fill(job.pass);
  for (std::size_t i = 0; i < job.changes.size() && job.proceed();) {
    try {
      translatingTorchErrors([&] {
        bands_.measure(job.pass.groups[i], job.changes[i], batchPairs_, job.rules, job.context);
      });
      ++i;
    } catch (const OutOfMemory&) {
      if (batchPairs_ == 1) {
        throw;
      }
      mostPairs_ = batchPairs_ /= 2;
    }
  }
  bands_.clear();
}

// The region in pieces of as many inputs as are kept.
void PairWorker::runGroup(Job& job, Region region) {
  while (region.first < region.last && region.firstMutant < region.lastMutant && job.proceed()) {
    Region piece = region;
    piece.last = std::min(region.last, region.first + blockInputs_);
    runPiece(job, piece);
    region.first = piece.last;
  }
}

void PairWorker::runPiece(Job& job, Region piece) {
  if (!cover(job, piece)) {
    runGroup(job, piece);
    return;
  }
  std::size_t mutant = piece.firstMutant;
  int64_t position = piece.first;
  while (job.proceed()) {
    const Batch batch = collect(job, piece, mutant, position);
    if (batch.mutants.empty()) {
      return;
    }
    try {
      Verdicts verdicts;
      translatingTorchErrors([&] { verdicts = evaluate(job, batch); });
      settle(job, batch, verdicts);
      mutant = batch.nextMutant;
      position = batch.nextPosition;
    } catch (const OutOfMemory& error) {
      if (batchPairs_ > 1) {
        mostPairs_ = batchPairs_ = (batchPairs_ + 1) / 2;
        continue;
      }
      halveBlock(error);
      runGroup(job, {mutant, mutant + 1, position, piece.last});
      runGroup(job, {mutant + 1, piece.lastMutant, piece.first, piece.last});
      return;
    }
  }
}

void PairWorker::halveBlock(const Error& error) {
  if (blockInputs_ == 1) {
    throw Error(ErrorCode::Device, "one mutant on one input does not fit the memory of " +
                                       deviceText(device_) + " (" + error.what() + ")");
  }
  kept_.clear();
  keptFirst_ = keptLast_ = 0;
  mostInputs_ = blockInputs_ /= 2;
}

// Keeps a block from the piece's first input on, unless the piece is kept already. False: the block
// has become smaller, and the piece may be longer than it.
bool PairWorker::cover(const Job& job, const Region& piece) {
  if (keptFirst_ <= piece.first && piece.last <= keptLast_) {
    return true;
  }
  const auto total = static_cast<int64_t>(order_.size());
  const int64_t count = std::min(blockInputs_, total - piece.first);
  keptFirst_ = keptLast_ = 0;
  try {
    translatingTorchErrors([&] {
      kept_.fill(
          order_.subspan(static_cast<std::size_t>(piece.first), static_cast<std::size_t>(count)),
          job.pass.kept);
    });
  } catch (const OutOfMemory& error) {
    halveBlock(error);
    return false;
  }
  keptFirst_ = piece.first;
  keptLast_ = piece.first + count;
  return true;
}

// The next pairs of a piece that are still open.
PairWorker::Batch PairWorker::collect(const Job& job,
                                      const Region& piece,
                                      std::size_t mutant,
                                      int64_t position) const {
  const PairGroup& group = job.now();
  const auto most = static_cast<std::size_t>(batchPairs_);
  Batch batch;
  std::size_t mutants = 0;
  for (; mutant < piece.lastMutant; ++mutant, position = piece.first) {
    const OpenMutant& own = group.mutants[mutant];
    ++mutants;
    for (; position < piece.last && !own.finished; ++position) {
      const auto inputs = static_cast<std::size_t>(piece.last - piece.first);
      const bool sprawls =
          group.suffix->replacing && mutants * inputs > kRectangleShare * most && mutants > 1;
      if (batch.mutants.size() == most || (sprawls && !batch.mutants.empty())) {
        batch.nextMutant = mutant;
        batch.nextPosition = position;
        return batch;
      }
      if (job.rules.isOpen(own, label(position))) {
        batch.mutants.push_back(static_cast<int64_t>(mutant));
        batch.positions.push_back(position);
      }
    }
    mutants -= own.finished ? 1 : 0;
  }
  batch.nextMutant = mutant;
  batch.nextPosition = piece.first;
  return batch;
}

// Pairs that have to go on: something changes, or the original network's decision is not clear.
std::vector<std::size_t> PairWorker::changedPairs(const Job& job,
                                                  const Batch& batch,
                                                  PairWalk& walk) const {
  const at::Tensor changed = walk.changedPairs().to(at::kCPU).contiguous();
  const bool* flags = changed.data_ptr<bool>();
  std::vector<std::size_t> pairs;
  for (std::size_t i = 0; i < batch.mutants.size(); ++i) {
    const double margin = inputs_.margins[static_cast<std::size_t>(position(batch.positions[i]))];
    const double band = job.now().mutants[static_cast<std::size_t>(batch.mutants[i])].band;
    if (flags[i] || !(margin > band)) {
      pairs.push_back(i);
    }
  }
  return pairs;
}

PairWorker::Verdicts PairWorker::evaluate(const Job& job, const Batch& batch) {
  if (limits_.beforeBatch) {
    limits_.beforeBatch(static_cast<int64_t>(batch.mutants.size()));
  }
  const at::TensorOptions options = network_.torch().options();
  std::vector<int64_t> inputs;
  inputs.reserve(batch.positions.size());
  for (int64_t position : batch.positions) {
    inputs.push_back(position - keptFirst_);
  }
  PairWalk walk(network_, *job.now().suffix, kept_, job.changes[job.group],
                {onDevice(batch.mutants, options), onDevice(inputs, options)});
  Verdicts verdicts{changedPairs(job, batch, walk), {}, {}};
  if (verdicts.evaluated.empty()) {
    return verdicts;
  }
  if (verdicts.evaluated.size() < batch.mutants.size()) {
    walk.keepPairs(onDevice({verdicts.evaluated.begin(), verdicts.evaluated.end()}, options));
  }
  const at::Tensor found = decideOnDevice(walk.logits()).to(at::kCPU).contiguous();
  const auto* values = found.data_ptr<float>();
  verdicts.predicted.assign(values, values + found.size(1));
  verdicts.margins.assign(values + found.size(1), values + 2 * found.size(1));
  return verdicts;
}

// First what float32 decides: it may spare what float64 would have to.
void PairWorker::settle(Job& job, const Batch& batch, const Verdicts& verdicts) {
  PairGroup& group = job.now();
  for (int64_t mutant : batch.mutants) {
    ++group.mutants[static_cast<std::size_t>(mutant)].unchanged;
  }
  std::vector<std::size_t> unclear;
  for (std::size_t i = 0; i < verdicts.evaluated.size(); ++i) {
    const std::size_t pair = verdicts.evaluated[i];
    OpenMutant& own = group.mutants[static_cast<std::size_t>(batch.mutants[pair])];
    --own.unchanged;
    ++own.evaluated;
    if (verdicts.predicted[i] < 0 || !(static_cast<double>(verdicts.margins[i]) > own.band)) {
      unclear.push_back(pair);
    } else if (!own.finished) {
      const int64_t position = batch.positions[pair];
      job.rules.count(own, this->position(position), label(position),
                      static_cast<int32_t>(verdicts.predicted[i]));
    }
  }
  recheck(job, batch, unclear);
}

void PairWorker::recheck(Job& job, const Batch& batch, const std::vector<std::size_t>& pairs) {
  PairGroup& group = job.now();
  std::vector<std::size_t> open;
  for (std::size_t pair : pairs) {
    const OpenMutant& own = group.mutants[static_cast<std::size_t>(batch.mutants[pair])];
    if (job.rules.isOpen(own, label(batch.positions[pair]))) {
      open.push_back(pair);
    }
  }
  std::vector<Decision> decisions(open.size());
  team_.run(static_cast<int64_t>(open.size()), [&](int, int64_t task) {
    const std::size_t pair = open[static_cast<std::size_t>(task)];
    decisions[static_cast<std::size_t>(task)] =
        job.rules.recheck(group.mutants[static_cast<std::size_t>(batch.mutants[pair])],
                          position(batch.positions[pair]));
  });
  for (std::size_t i = 0; i < open.size(); ++i) {
    OpenMutant& own = group.mutants[static_cast<std::size_t>(batch.mutants[open[i]])];
    if (!own.finished) {
      const int64_t position = batch.positions[open[i]];
      job.rules.countRechecked(own, this->position(position), label(position), decisions[i]);
    }
  }
}

void PairWorker::report(Job& job, int64_t inputsDone) {
  for (OpenMutant& own : job.now().mutants) {
    if (own.done || job.context.stopRequested()) {
      continue;
    }
    const bool finished = own.finished || inputsDone == inputs_.count();
    ledger_.advance(own, finished ? inputs_.count() : inputsDone);
    if (finished) {
      ledger_.finish(own, job.now().suffix->flops);
    }
  }
}

}  // namespace maacc
