#include "core/report/score_json.h"

#include <nlohmann/json.hpp>
#include <optional>

namespace maacc {
namespace {

using nlohmann::ordered_json;

template <class Value, class Describe>
void addCriterion(KillCriterion criterion,
                  const Value& value,
                  Describe&& describe,
                  ordered_json& object) {
  if (value) {
    object[criterionName(criterion)] = describe(*value);
  }
}

template <class Value, class Describe>
ordered_json byCriterion(const Value& trueClass, const Value& predictedClass, Describe&& describe) {
  ordered_json object = ordered_json::object();
  addCriterion(KillCriterion::TrueClass, trueClass, describe, object);
  addCriterion(KillCriterion::PredictedClass, predictedClass, describe, object);
  return object;
}

template <class Describe>
ordered_json byCriterion(const ScoreSummary& summary, Describe&& describe) {
  const auto evaluated = [](const Score& score) {
    return score.evaluated() ? std::optional(score) : std::nullopt;
  };
  return byCriterion(evaluated(summary.trueClass), evaluated(summary.predictedClass), describe);
}

}  // namespace

ordered_json scoreJson(const RunScores& scores) {
  return byCriterion(scores.trueClass, scores.predictedClass,
                     [&scores](const ScoreEstimate& estimate) -> ordered_json {
                       if (!scores.estimated) {
                         return estimate.value;
                       }
                       return {{"value", estimate.value},
                               {"low", estimate.low},
                               {"high", estimate.high},
                               {"confidence", estimate.confidence}};
                     });
}

ordered_json scoreJson(const ScoreSummary& summary) {
  return byCriterion(summary, [](const Score& score) { return score.value(); });
}

ordered_json scoreFormulaJson(const RunScores& scores, const ScoreSummary& summary) {
  if (scores.estimated) {
    return byCriterion(scores.trueClass, scores.predictedClass, [](const ScoreEstimate& estimate) {
      return ordered_json{{"method", estimate.method}, {"formula", estimate.formula}};
    });
  }
  return byCriterion(summary, [](const Score& score) {
    return ordered_json{{"killed_classes", score.killedClasses},
                        {"mutants", score.mutants},
                        {"classes", score.classes}};
  });
}

}  // namespace maacc
