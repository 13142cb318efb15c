#include "tests/engine/verdict_oracle.h"

#include <utility>

#include "tests/support/random_network.h"

namespace maacc::test {

CorrectInputs selfLabelled(const Network& network, std::vector<float> values) {
  CorrectInputs inputs;
  inputs.valuesPerSample = elementCount(network.inputShape());
  inputs.values = std::move(values);
  const auto count = static_cast<int64_t>(inputs.values.size()) / inputs.valuesPerSample;
  for (int64_t i = 0; i < count; ++i) {
    const Decision decision = decide(referenceLogits(network, inputs.input(i)));
    inputs.labels.push_back(decision.predictedClass);
    inputs.margins.push_back(decision.margin);
  }
  return inputs;
}

CorrectInputs selfLabelledInputs(const Network& network, int64_t count, uint64_t seed) {
  return selfLabelled(network, randomInputs(network, count, seed));
}

KillRecord verdictByReference(const Network& network,
                              const CorrectInputs& inputs,
                              const MutationPlan& plan,
                              int64_t index) {
  const auto changes =
      resolveMutant(network, plan.mutants[static_cast<std::size_t>(index)], plan.seed);
  KillRecord record;
  record.mutantIndex = index;
  record.killedTrueClass.assign(static_cast<std::size_t>(network.classCount()), 0);
  record.killedPredictedClass = record.killedTrueClass;
  for (int64_t i = 0; i < inputs.count(); ++i) {
    const int predicted = decide(referenceLogits(network, inputs.input(i), changes)).predictedClass;
    if (predicted < 0) {
      KillRecord failed;
      failed.mutantIndex = index;
      failed.status = MutantStatus::Error;
      return failed;
    }
    const int32_t label = inputs.labels[static_cast<std::size_t>(i)];
    if (predicted != label) {
      const Flip flip{static_cast<int32_t>(i), predicted};
      countFlip(record, flip, label);
      record.flips.push_back(flip);
    }
  }
  return record;
}

}  // namespace maacc::test
