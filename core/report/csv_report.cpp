#include "core/report/csv_report.h"

#include <algorithm>

#include "core/base/number_text.h"
#include "core/report/text_table.h"

namespace maacc {
namespace {

std::string lineOf(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    line += (i == 0 ? "" : ",") + csvField(fields[i]);
  }
  return line + "\r\n";
}

std::string recordsOf(const ReportedRun& run) {
  std::string text;
  for (const MutantEntry& entry : testedMutants(run.contents)) {
    const Mutant& mutant = entry.mutant;
    const KillRecord& record = entry.record;
    const MutantMark* mark = markOf(run.marked, record.mutantIndex);
    text +=
        lineOf({run.name, mutant.id.text, std::to_string(mutant.weightedLayer),
                run.contents.weightedLayerNames.at(static_cast<std::size_t>(mutant.weightedLayer)),
                unitsText(mutant, " "), operatorText(mutant.op), statusName(record.status),
                record.flippedInputs ? std::to_string(*record.flippedInputs) : "",
                classSetText(record.killedTrueClass), classSetText(record.killedPredictedClass),
                classSetText(record.undecided), proofName(record.proof), record.reason,
                mark ? markName(mark->kind) : "", mark ? mark->reason : ""});
  }
  return text;
}

std::string recordsCsv(const std::vector<ReportedRun>& runs) {
  std::string text =
      lineOf({"run", "mutant", "weighted_layer", "layer", "units", "operator", "status",
              "flipped_inputs", "killed_true_class", "killed_predicted_class", "undecided", "proof",
              "reason", "mark", "mark_reason"});
  for (const ReportedRun& run : runs) {
    text += recordsOf(run);
  }
  return text;
}

std::string scoreLine(const ReportedRun& run,
                      KillCriterion criterion,
                      const ScoreEstimate& estimate,
                      const Score& score) {
  const bool counted = !run.scores.estimated;
  return lineOf({run.name, criterionName(criterion), numberText(estimate.value),
                 numberText(estimate.low), numberText(estimate.high),
                 numberText(estimate.confidence),
                 counted ? std::to_string(score.killedClasses) : "",
                 counted ? std::to_string(score.mutants) : "", std::to_string(score.classes),
                 counted ? "all mutants" : estimate.method,
                 counted ? "killed classes / (mutants x classes)" : estimate.formula});
}

std::string scoresCsv(const std::vector<ReportedRun>& runs) {
  std::string text = lineOf({"run", "criterion", "score", "low", "high", "confidence",
                             "killed_classes", "mutants", "classes", "method", "formula"});
  for (const ReportedRun& run : runs) {
    if (run.scores.trueClass) {
      text +=
          scoreLine(run, KillCriterion::TrueClass, *run.scores.trueClass, run.summary.trueClass);
    }
    if (run.scores.predictedClass) {
      text += scoreLine(run, KillCriterion::PredictedClass, *run.scores.predictedClass,
                        run.summary.predictedClass);
    }
  }
  return text;
}

std::vector<std::string> countNames() {
  return {"mutants", "tested", "killed", "survived", "proven", "undecided", "errors"};
}

void addGroupFields(const ReportedGroup& group, std::vector<std::string>& fields) {
  const ScoreSummary& s = group.summary;
  for (int64_t count :
       {s.planned, s.tested, s.killed, s.survived, s.proven, s.undecided, s.errors}) {
    fields.push_back(std::to_string(count));
  }
  for (const auto* estimate : {&group.scores.trueClass, &group.scores.predictedClass}) {
    for (double ScoreEstimate::*part :
         {&ScoreEstimate::value, &ScoreEstimate::low, &ScoreEstimate::high}) {
      fields.push_back(*estimate ? numberText((**estimate).*part) : "");
    }
  }
}

std::vector<std::string> groupHeader(std::vector<std::string> names) {
  const std::vector<std::string> counts = countNames();
  names.insert(names.end(), counts.begin(), counts.end());
  names.insert(names.end(), {"true_class", "true_class_low", "true_class_high", "predicted_class",
                             "predicted_class_low", "predicted_class_high"});
  return names;
}

std::string layersCsv(const std::vector<ReportedRun>& runs) {
  std::string text = lineOf(groupHeader({"run", "layer"}));
  for (const ReportedRun& run : runs) {
    for (const ReportedGroup& group : run.layers) {
      std::vector<std::string> fields = {run.name, group.name};
      addGroupFields(group, fields);
      text += lineOf(fields);
    }
  }
  return text;
}

std::string formulaOf(const ReportedRun& run, const std::string& code) {
  const auto& mutants = run.contents.plan.mutants;
  const auto found = std::find_if(mutants.begin(), mutants.end(), [&code](const Mutant& mutant) {
    return operatorText(mutant.op) == code;
  });
  return found == mutants.end() ? "" : operatorFormula(found->op);
}

std::string operatorsCsv(const std::vector<ReportedRun>& runs) {
  std::string text = lineOf(groupHeader({"run", "operator", "formula"}));
  for (const ReportedRun& run : runs) {
    for (const ReportedGroup& group : run.operators) {
      std::vector<std::string> fields = {run.name, group.name, formulaOf(run, group.name)};
      addGroupFields(group, fields);
      text += lineOf(fields);
    }
  }
  return text;
}

}  // namespace

std::vector<ReportFile> csvReport(const ReportContents& contents) {
  return {{"records.csv", recordsCsv(contents.runs)},
          {"scores.csv", scoresCsv(contents.runs)},
          {"layers.csv", layersCsv(contents.runs)},
          {"operators.csv", operatorsCsv(contents.runs)}};
}

}  // namespace maacc
