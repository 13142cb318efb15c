#include "core/report/score_json.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace maacc {
namespace {

using nlohmann::ordered_json;

template <class Describe>
ordered_json byCriterion(const ScoreSummary& summary, Describe&& describe) {
  ordered_json object = ordered_json::object();
  for (const auto& [criterion, score] :
       {std::pair(KillCriterion::TrueClass, summary.trueClass),
        std::pair(KillCriterion::PredictedClass, summary.predictedClass)}) {
    if (score.evaluated()) {
      object[criterionName(criterion)] = describe(score);
    }
  }
  return object;
}

}  // namespace

ordered_json scoreJson(const ScoreSummary& summary) {
  return byCriterion(summary, [](const Score& score) { return score.value(); });
}

ordered_json scoreFormulaJson(const ScoreSummary& summary) {
  return byCriterion(summary, [](const Score& score) {
    return ordered_json{{"killed_classes", score.killedClasses},
                        {"mutants", score.mutants},
                        {"classes", score.classes}};
  });
}

}  // namespace maacc
