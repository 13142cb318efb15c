#pragma once

#include "core/analysis/kill_record.h"
#include "core/engine/correct_inputs.h"
#include "core/engine/evaluator.h"
#include "core/mutation/mutation_plan.h"

namespace maacc::test {

// Random inputs that `network` counts as correct because the labels are its own predictions.
CorrectInputs selfLabelledInputs(const Network& network, int64_t count, uint64_t seed);

// The same of given inputs, [count * valuesPerSample].
CorrectInputs selfLabelled(const Network& network, std::vector<float> values);

// The verdict by definition: referenceLogits on every input. Keeps the flips.
KillRecord verdictByReference(const Network& network,
                              const CorrectInputs& inputs,
                              const MutationPlan& plan,
                              int64_t index);

// Of all mutants of the plan, ascending.
std::vector<KillRecord> verdictsByReference(const Network& network,
                                            const CorrectInputs& inputs,
                                            const MutationPlan& plan);

// One of every operator, with its default parameters.
std::vector<Operator> everyOperator();

// Every operator on the first `most` units of every layer, mutated together.
MutationPlan clusterPlan(const Network& network, int most);

// Plan positions of all mutants.
std::vector<int64_t> allMutants(const MutationPlan& plan);

// Records of all mutants of the plan, ascending.
std::vector<KillRecord> evaluateAll(Evaluator& evaluator, const MutationPlan& plan);

// What differs, in words; empty where the verdicts are the same. Compares what the found record
// claims to know: an absent count, or an empty class set, is not compared, and flips only where
// they were kept.
std::string verdictDifference(const KillRecord& found,
                              const KillRecord& expected,
                              const Mutant& mutant);

// The first difference between lists of all mutants' records; empty where there is none.
std::string firstDifference(const std::vector<KillRecord>& found,
                            const std::vector<KillRecord>& expected,
                            const MutationPlan& plan);

}  // namespace maacc::test
