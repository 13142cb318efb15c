#include "tests/benchmarks/verdict_differences.h"

namespace maacc::bench {
namespace {

std::string difference(const KillRecord& expected, const KillRecord& found, bool withFlips) {
  if (found.status != expected.status) {
    return statusName(found.status) + " instead of " + statusName(expected.status);
  }
  if (found.status == MutantStatus::Error) {
    return {};
  }
  if (found.killedTrueClass.empty() && found.killedPredictedClass.empty()) {
    return "no class sets";
  }
  if (!found.killedTrueClass.empty() && found.killedTrueClass != expected.killedTrueClass) {
    return "true classes " + classSetText(found.killedTrueClass) + " instead of " +
           classSetText(expected.killedTrueClass);
  }
  if (!found.killedPredictedClass.empty() &&
      found.killedPredictedClass != expected.killedPredictedClass) {
    return "predicted classes " + classSetText(found.killedPredictedClass) + " instead of " +
           classSetText(expected.killedPredictedClass);
  }
  if (found.flippedInputs && found.flippedInputs != expected.flippedInputs) {
    return std::to_string(*found.flippedInputs) + " flips instead of " +
           std::to_string(expected.flippedInputs.value_or(-1));
  }
  return withFlips && found.flips != expected.flips ? "other flips" : "";
}

}  // namespace

Comparison compareVerdicts(const std::vector<KillRecord>& expected,
                           const std::vector<KillRecord>& found,
                           bool withFlips) {
  Comparison result;
  auto other = found.begin();
  for (const KillRecord& record : expected) {
    while (other != found.end() && other->mutantIndex < record.mutantIndex) {
      ++other;
    }
    if (other == found.end() || other->mutantIndex != record.mutantIndex) {
      continue;
    }
    ++result.compared;
    const std::string what = difference(record, *other, withFlips);
    if (!what.empty() && ++result.differences == 1) {
      result.firstDifference = "mutant " + std::to_string(record.mutantIndex) + ": " + what;
    }
  }
  return result;
}

}  // namespace maacc::bench
