#pragma once

#include "core/analysis/kill_record.h"
#include "core/engine/correct_inputs.h"
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

}  // namespace maacc::test
