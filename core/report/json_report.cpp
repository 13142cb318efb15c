#include "core/report/json_report.h"

#include <nlohmann/json.hpp>

#include "core/report/comparison_report.h"
#include "core/report/report_document.h"
#include "core/report/run_json.h"
#include "core/report/score_json.h"

namespace maacc {
namespace {

using nlohmann::ordered_json;

ordered_json networkJson(const std::vector<LayerSummary>& layers) {
  ordered_json list = ordered_json::array();
  for (const LayerSummary& layer : layers) {
    list.push_back({{"name", layer.name},
                    {"kind", layer.kind},
                    {"activation", layer.activation},
                    {"inputs", layer.inputs},
                    {"output_shape", layer.outputShape},
                    {"parameters", layer.parameters},
                    {"units", layer.units},
                    {"weighted_layer", layer.weightedLayer}});
  }
  return list;
}

ordered_json operatorsJson(const RunSettings& settings) {
  ordered_json list = ordered_json::array();
  for (const OperatorText& text : operatorTexts(settings)) {
    list.push_back({{"operator", text.code}, {"name", text.name}, {"formula", text.formula}});
  }
  return list;
}

ordered_json groupsJson(const char* name, const std::vector<ReportedGroup>& groups) {
  ordered_json list = ordered_json::array();
  for (const ReportedGroup& group : groups) {
    ordered_json object = {{name, group.name}};
    object["score"] = scoreJson(group.scores);
    addCounts(group.summary, object);
    list.push_back(std::move(object));
  }
  return list;
}

ordered_json survivorsJson(const ReportedRun& run) {
  ordered_json list = ordered_json::array();
  for (const MutantEntry& entry : testedMutants(run.contents)) {
    if (entry.record.status == MutantStatus::Survived) {
      list.push_back(entry.mutant.id.text);
    }
  }
  return list;
}

void addMarks(const ReportedRun& run, ordered_json& object) {
  if (run.marked.empty()) {
    return;
  }
  object["score_without_marked"] = scoreJson(run.withoutMarked.scores);
  object["marks"] = ordered_json::array();
  for (const MarkedMutant& marked : run.marked) {
    const auto mutant = static_cast<std::size_t>(marked.mutant);
    object["marks"].push_back({{"mutant", run.contents.plan.mutants.at(mutant).id.text},
                               {"kind", markName(marked.mark.kind)},
                               {"reason", marked.mark.reason},
                               {"created", marked.mark.created}});
  }
}

ordered_json runJson(const ReportedRun& run) {
  const Baseline& baseline = run.contents.baseline;
  ordered_json object;
  object["name"] = run.name;
  object["path"] = run.path;
  object["state"] = stateName(run.state);
  object["settings"] = settingsJson(run.contents.settings);
  object["environment"] = environmentJson(run.environment);
  object["plan_hash"] = run.contents.plan.hash;
  object["network"] = networkJson(run.contents.layers);
  object["operator_formulas"] = operatorsJson(run.contents.settings);
  object["classes"] = baseline.classes;
  object["inputs"] = baseline.inputs;
  object["correct_inputs"] = baseline.correctInputs.size();
  object["accuracy"] = baseline.accuracy();
  object["method"] = paragraphText(methodParagraph(run));
  object["score"] = scoreJson(run.scores);
  object["score_formula"] = scoreFormulaJson(run.scores, run.summary);
  addCounts(run.summary, object);
  object["to_test"] = mutantsToTest(run.contents);
  object["layers"] = groupsJson("layer", run.layers);
  object["operators"] = groupsJson("operator", run.operators);
  object["survivors"] = survivorsJson(run);
  addMarks(run, object);
  object["seconds"] = ordered_json::object();
  for (const StageTime& time : run.times) {
    object["seconds"][time.stage] = time.seconds;
  }
  object["counts"] = ordered_json::object();
  for (const WorkCount& count : run.counts) {
    object["counts"][count.name] = count.value;
  }
  return object;
}

}  // namespace

std::string jsonReport(const ReportContents& contents) {
  ordered_json object;
  object["title"] = describeReport(contents).title;
  object["version"] = contents.programVersion;
  object["runs"] = ordered_json::array();
  for (const ReportedRun& run : contents.runs) {
    object["runs"].push_back(runJson(run));
  }
  object["comparisons"] = ordered_json::array();
  for (const RunComparison& comparison : contents.comparisons) {
    ordered_json value = comparisonValue(comparison);
    if (whyNotComparable(comparison)) {
      value = {{"run", comparison.run}, {"comparable", false}, {"notes", value["notes"]}};
    }
    object["comparisons"].push_back(std::move(value));
  }
  object["references"] = ordered_json::array();
  for (const Reference& reference : reportReferences()) {
    object["references"].push_back(reference.entry);
  }
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace maacc
