#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "core/analysis/kill_record.h"
#include "core/base/run_context.h"
#include "core/engine/correct_inputs.h"
#include "core/engine/device.h"
#include "core/mutation/mutation_plan.h"
#include "core/store/run_file.h"

namespace maacc {

struct EvaluatorOptions {
  Device device;
  int threads = 0;        // CPU worker threads; 0: all cores this process may use
  int64_t batchSize = 0;  // inputs per batch; 0: chosen by the evaluator
  Evidence evidence = Evidence::Score;
  // With evidence Score the incremental evaluator finds the classes killed under this one only.
  KillCriterion criterion = KillCriterion::TrueClass;
  // For inputs and cached activations, host or device; 0: half of what is free.
  int64_t memoryBytes = 0;
};

// Threads that run networks: one for a CUDA device, otherwise as asked or all cores.
int workerCount(const EvaluatorOptions& options);

// Bytes for cached activations where `free` are free (0: not known): as asked, otherwise half.
int64_t memoryBudget(const EvaluatorOptions& options, int64_t free);
// The share of it in which preprocessed inputs are kept; more of them are read again when needed.
int64_t inputMemory(const EvaluatorOptions& options, int64_t free);

// Work that an evaluator did, for the run file. Every (mutant, input) pair of a finished mutant is
// in exactly one of the first four.
struct EvaluationCounts {
  int64_t pairsEvaluated = 0;         // run through what the mutant changes, in float32
  int64_t pairsSettledByBound = 0;    // a sound bound shows that the input cannot flip
  int64_t pairsUnchanged = 0;         // nothing that later layers read changes
  int64_t pairsLeftByEarlyExit = 0;   // what they could kill was killed already
  int64_t pairsRecheckedFloat64 = 0;  // of those evaluated, decided again in float64
  double flops = 0;  // float32 multiplications and additions of the evaluated pairs
};

// Why a mutant is an error.
inline constexpr const char* kNotFiniteReason =
    "the mutant's outputs are not finite numbers for at least one input";
KillRecord notFiniteRecord(int64_t mutantIndex);

// How far a run is: mutants finished before evaluate() is called, of how many in all.
struct ProgressSpan {
  int64_t doneBefore = 0;
  int64_t total = 0;  // 0: not known
};

// Finds verdicts. Implementations must agree in every verdict with referenceLogits on every pair.
class Evaluator {
 public:
  // Called for every finished mutant, from any worker thread but one at a time.
  using Sink = std::function<void(KillRecord)>;

  virtual ~Evaluator() = default;

  // Evaluates the given plan positions. Returns early, between batches, once the context wants a
  // stop; a mutant that was not finished then has no record. Reports to the context, as stage
  // "mutants", progress.doneBefore plus its own work in mutants, of progress.total: never less than
  // before, whenever records come. Throws Error{Device} when the device fails.
  virtual void evaluate(const MutationPlan& plan,
                        std::span<const int64_t> mutantIndices,
                        const RunContext& context,
                        const ProgressSpan& progress,
                        const Sink& sink) = 0;

  virtual EvaluationCounts counts() const = 0;
  virtual int64_t batchSize() const = 0;
  virtual int threads() const = 0;
};

// The reference: mutate the weights, run the whole network on every input. Keeps references to
// network and inputs.
std::unique_ptr<Evaluator> makePlainEvaluator(const Network& network,
                                              const CorrectInputs& inputs,
                                              const EvaluatorOptions& options);

// Computes only what a mutant changes (docs/incremental.md), on the CPU with our own kernels, on
// CUDA devices with libtorch. Keeps references to network and inputs.
std::unique_ptr<Evaluator> makeIncrementalEvaluator(const Network& network,
                                                    const CorrectInputs& inputs,
                                                    const EvaluatorOptions& options);

}  // namespace maacc
