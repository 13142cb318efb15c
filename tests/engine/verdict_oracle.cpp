#include "tests/engine/verdict_oracle.h"

#include <algorithm>
#include <numeric>
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

std::vector<KillRecord> verdictsByReference(const Network& network,
                                            const CorrectInputs& inputs,
                                            const MutationPlan& plan) {
  std::vector<KillRecord> records;
  for (std::size_t i = 0; i < plan.mutants.size(); ++i) {
    records.push_back(verdictByReference(network, inputs, plan, static_cast<int64_t>(i)));
  }
  return records;
}

std::vector<Operator> everyOperator() {
  std::vector<Operator> operators;
  for (const OperatorSpec& spec : operatorTable()) {
    operators.push_back(parseOperator(std::string(spec.code)));
  }
  return operators;
}

MutationPlan clusterPlan(const Network& network, int most) {
  MutationPlan plan;
  for (int layer = 0; layer < static_cast<int>(network.weightedLayers().size()); ++layer) {
    const LayerId id = network.weightedLayers()[static_cast<std::size_t>(layer)];
    std::vector<int> units(
        static_cast<std::size_t>(std::min(most, mutableUnitCount(network.layer(id).parameters))));
    std::iota(units.begin(), units.end(), 0);
    for (const Operator& op : everyOperator()) {
      if (canMutate(network.layer(id), op)) {
        plan.mutants.push_back({makeMutantId(layer, units, op), layer, units, op});
      }
    }
  }
  return plan;
}

std::vector<int64_t> allMutants(const MutationPlan& plan) {
  std::vector<int64_t> all(plan.mutants.size());
  std::iota(all.begin(), all.end(), 0);
  return all;
}

std::vector<KillRecord> evaluateAll(Evaluator& evaluator, const MutationPlan& plan) {
  std::vector<KillRecord> records;
  evaluator.evaluate(plan, allMutants(plan), RunContext(), {},
                     [&](KillRecord record) { records.push_back(std::move(record)); });
  std::sort(records.begin(), records.end(),
            [](const KillRecord& a, const KillRecord& b) { return a.mutantIndex < b.mutantIndex; });
  return records;
}

std::string verdictDifference(const KillRecord& found,
                              const KillRecord& expected,
                              const Mutant& mutant) {
  auto differs = [](const ClassSet& a, const ClassSet& b) { return !a.empty() && a != b; };
  std::string difference;
  if (found.status != expected.status) {
    difference = statusName(found.status) + ", expected " + statusName(expected.status);
  } else if (found.flippedInputs && found.flippedInputs != expected.flippedInputs) {
    difference = std::to_string(*found.flippedInputs) + " flips, expected " +
                 std::to_string(expected.flippedInputs.value_or(-1));
  } else if (differs(found.killedTrueClass, expected.killedTrueClass)) {
    difference = "true classes " + classSetText(found.killedTrueClass) + ", expected " +
                 classSetText(expected.killedTrueClass);
  } else if (differs(found.killedPredictedClass, expected.killedPredictedClass)) {
    difference = "predicted classes " + classSetText(found.killedPredictedClass) + ", expected " +
                 classSetText(expected.killedPredictedClass);
  } else if (!found.flips.empty() && found.flips != expected.flips) {
    difference = "other flips than expected";
  }
  return difference.empty() ? difference : "mutant " + mutant.id.text + ": " + difference;
}

std::string firstDifference(const std::vector<KillRecord>& found,
                            const std::vector<KillRecord>& expected,
                            const MutationPlan& plan) {
  if (found.size() != expected.size()) {
    return std::to_string(found.size()) + " records, expected " + std::to_string(expected.size());
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::string difference = verdictDifference(found[i], expected[i], plan.mutants[i]);
    if (!difference.empty()) {
      return difference;
    }
  }
  return "";
}

}  // namespace maacc::test
