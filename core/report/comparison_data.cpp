#include <nlohmann/json.hpp>

#include "core/report/comparison_report.h"
#include "core/report/text_table.h"

namespace maacc {
namespace {

using nlohmann::ordered_json;

template <class Value>
ordered_json orNull(const std::optional<Value>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json scoresJson(const std::vector<ScoreError>& errors) {
  ordered_json object = ordered_json::object();
  for (const ScoreError& error : errors) {
    object[criterionName(error.criterion)] = {{"base", error.base.value},
                                              {"run", error.run.value},
                                              {"low", error.run.low},
                                              {"high", error.run.high},
                                              {"confidence", error.run.confidence},
                                              {"absolute", error.absolute},
                                              {"relative", orNull(error.relative)},
                                              {"covered", orNull(error.covered)}};
  }
  return object;
}

ordered_json groupsJson(const char* name, const std::vector<GroupError>& groups) {
  ordered_json list = ordered_json::array();
  for (const GroupError& group : groups) {
    list.push_back({{name, group.group}, {"score", scoresJson(group.scores)}});
  }
  return list;
}

ordered_json savingsJson(const std::vector<Saving>& savings) {
  ordered_json object = ordered_json::object();
  for (const Saving& saving : savings) {
    object[saving.name] = {{"base", orNull(saving.base)},
                           {"run", orNull(saving.run)},
                           {"saved", orNull(saving.saved)}};
  }
  return object;
}

ordered_json classesJson(const ClassSet& set) {
  return set.empty() ? ordered_json(nullptr) : ordered_json(classSetText(set));
}

ordered_json changeJson(const VerdictChange& change) {
  return {{"mutant", change.mutantId},
          {"base", statusName(change.base)},
          {"run", statusName(change.run)},
          {"base_true_class", classesJson(change.baseTrueClass)},
          {"run_true_class", classesJson(change.runTrueClass)},
          {"base_predicted_class", classesJson(change.basePredictedClass)},
          {"run_predicted_class", classesJson(change.runPredictedClass)}};
}

ordered_json verdictsJson(const VerdictComparison& verdicts) {
  ordered_json object = {{"both", verdicts.both},
                         {"same", verdicts.same},
                         {"changed", verdicts.changes.size()},
                         {"undecided", verdicts.undecided},
                         {"other_seed", verdicts.otherSeed}};
  object["transitions"] = ordered_json::array();
  for (const StatusTransition& transition : verdicts.transitions) {
    object["transitions"].push_back({{"base", statusName(transition.base)},
                                     {"run", statusName(transition.run)},
                                     {"mutants", transition.mutants}});
  }
  object["changes"] = ordered_json::array();
  for (const VerdictChange& change : verdicts.changes) {
    object["changes"].push_back(changeJson(change));
  }
  return object;
}

std::string changeCsv(const RunComparison& comparison, const VerdictChange& change) {
  return csvField(comparison.base) + "," + csvField(comparison.run) + "," +
         csvField(change.mutantId) + "," + statusName(change.base) + "," + statusName(change.run) +
         "," + classSetText(change.baseTrueClass) + "," + classSetText(change.runTrueClass) + "," +
         classSetText(change.basePredictedClass) + "," + classSetText(change.runPredictedClass) +
         "\r\n";
}

}  // namespace

ordered_json comparisonValue(const RunComparison& comparison) {
  ordered_json object;
  object["run"] = comparison.run;
  object["comparable"] = !whyNotComparable(comparison);
  object["notes"] = ordered_json::array();
  for (const ComparisonNote& note : comparison.notes) {
    object["notes"].push_back(note.sentence);
  }
  object["score"] = scoresJson(comparison.scores);
  object["layers"] = groupsJson("layer", comparison.layers);
  object["operators"] = groupsJson("operator", comparison.operators);
  object["plans"] = {{"both", comparison.plans.both},
                     {"only_base", comparison.plans.onlyBase},
                     {"only_run", comparison.plans.onlyRun}};
  object["verdicts"] = verdictsJson(comparison.verdicts);
  object["work"] = savingsJson(comparison.work);
  object["seconds"] = savingsJson(comparison.time);
  return object;
}

std::string comparisonJson(std::span<const RunComparison> comparisons) {
  ordered_json object;
  object["base"] = comparisons.empty() ? "" : comparisons.front().base;
  object["comparisons"] = ordered_json::array();
  for (const RunComparison& comparison : comparisons) {
    object["comparisons"].push_back(comparisonValue(comparison));
  }
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string verdictChangesCsv(std::span<const RunComparison> comparisons) {
  std::string text =
      "base,run,mutant,base_status,run_status,base_true_class,run_true_class,"
      "base_predicted_class,run_predicted_class\r\n";
  for (const RunComparison& comparison : comparisons) {
    for (const VerdictChange& change : comparison.verdicts.changes) {
      text += changeCsv(comparison, change);
    }
  }
  return text;
}

}  // namespace maacc
