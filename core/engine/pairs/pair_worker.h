#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/base/run_context.h"
#include "core/engine/incremental/mutant_ledger.h"
#include "core/engine/incremental/worker_team.h"
#include "core/engine/pairs/pair_bands.h"

namespace maacc {

// How much a device takes at once.
struct PairLimits {
  int64_t pairs = 0;         // per batch; 0: chosen by memory and time
  int64_t inputs = 0;        // whose tensors are kept; 0: chosen by memory
  int64_t memoryBytes = 0;   // for tensors of kept inputs and of pairs
  bool memoryAsked = false;  // by the user, who is told when it is too little
  // For tests: called before every batch with its pairs; may throw OutOfMemory.
  std::function<void(int64_t pairs)> beforeBatch;
};

// One device with its copy of the network, the kept tensors of a block of inputs, and the way of
// mutants through all inputs. For one thread at a time, in inference mode.
class PairWorker {
 public:
  // order: in which inputs are tried. hostThreads: for what float64 decides. Keeps references.
  PairWorker(const Network& network,
             const CorrectInputs& inputs,
             std::span<const int32_t> order,
             ReferenceTraces& traces,
             MutantLedger& ledger,
             const Device& device,
             const PairLimits& limits,
             int hostThreads);

  // Returns early when the context or `failed` wants a stop; mutants that are not through all
  // inputs then have no record. Throws Error{Device} when not even one pair fits the memory.
  void run(PairPass& pass,
           const VerdictRules& rules,
           const RunContext& context,
           const std::atomic<bool>& failed);

  int64_t blockInputs() const { return blockInputs_; }

 private:
  // Mutants [firstMutant, lastMutant) of a group on positions [first, last) of the order.
  struct Region {
    std::size_t firstMutant = 0;
    std::size_t lastMutant = 0;
    int64_t first = 0;
    int64_t last = 0;
  };
  struct Batch {
    std::vector<int64_t> mutants;    // by pair, of the group
    std::vector<int64_t> positions;  // by pair, in the order
    std::size_t nextMutant = 0;      // what follows in the region
    int64_t nextPosition = 0;
  };
  struct Verdicts {
    std::vector<std::size_t> evaluated;  // pairs of the batch
    std::vector<float> predicted;        // their classes, -1: not finite
    std::vector<float> margins;
  };
  struct Job;  // a pass and what it is run with

  void chooseSizes(const PairPass& pass);
  void measureBands(Job& job);
  void runGroup(Job& job, Region region);
  void runPiece(Job& job, Region piece);
  bool cover(const Job& job, const Region& piece);
  Batch collect(const Job& job, const Region& piece, std::size_t mutant, int64_t position) const;
  Verdicts evaluate(const Job& job, const Batch& batch);
  std::vector<std::size_t> changedPairs(const Job& job, const Batch& batch, PairWalk& walk) const;
  void settle(Job& job, const Batch& batch, const Verdicts& verdicts);
  void recheck(Job& job, const Batch& batch, const std::vector<std::size_t>& pairs);
  void report(Job& job, int64_t inputsDone);
  void halveBlock(const Error& error);
  int32_t position(int64_t inOrder) const { return order_[static_cast<std::size_t>(inOrder)]; }
  int32_t label(int64_t inOrder) const {
    return inputs_.labels[static_cast<std::size_t>(position(inOrder))];
  }

  const CorrectInputs& inputs_;
  const std::span<const int32_t> order_;
  MutantLedger& ledger_;
  const Device device_;
  const PairLimits limits_;
  PairNetwork network_;
  WorkerTeam team_;
  PairBands bands_;
  KeptBlock kept_;
  int64_t keptFirst_ = 0;  // positions of the order that kept_ has
  int64_t keptLast_ = 0;
  int64_t memoryBytes_ = 0;
  int64_t blockInputs_ = 0;
  int64_t batchPairs_ = 0;
  int64_t mostInputs_ = 0;  // what has proven to fit so far
  int64_t mostPairs_ = 0;
};

}  // namespace maacc
