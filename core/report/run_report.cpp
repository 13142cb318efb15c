#include "core/report/run_report.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/report/marked_scores.h"
#include "core/report/report_text.h"
#include "core/report/run_contents.h"
#include "core/report/run_json.h"
#include "core/report/score_json.h"
#include "core/report/text_table.h"

namespace maacc {
namespace {

using nlohmann::ordered_json;

std::string scoreText(const Score& score) { return scoreDigits(score.value()); }

// "0.4990 = 2395 killed classes / (480 mutants x 10 classes)"
std::string scoreFormula(const Score& score) {
  if (!score.evaluated()) {
    return "not evaluated";
  }
  return scoreText(score) + " = " + std::to_string(score.killedClasses) + " killed classes / (" +
         countText(score.mutants, "mutant") + " x " + std::to_string(score.classes) + " classes)";
}

constexpr const char* kTestedOnly = "\nThe tables below are of the tested mutants alone.\n";

std::string stateText(const RunFile& run) {
  switch (run.state()) {
    case RunState::Finished:
      return "finished";
    case RunState::Stopped:
      return "stopped; finish it with maacc run --resume";
    case RunState::Running:
      break;
  }
  return run.beingWritten() ? "running" : "killed; finish it with maacc run --resume";
}

std::string orElse(const std::string& text, const std::string& replacement) {
  return text.empty() ? replacement : text;
}

std::string line(const std::string& label, const std::string& value) {
  constexpr std::size_t kLabelWidth = 15;
  return "  " + label + std::string(kLabelWidth - label.size(), ' ') + value + "\n";
}

// "sample; 48 of 480 mutants in 12 groups are to be tested"
std::string strategyText(const RunContents& contents) {
  const std::size_t groups = contents.sample.groups.size();
  if (groups == 0) {
    return contents.settings.strategy;
  }
  return contents.settings.strategy + " (" + std::to_string(mutantsToTest(contents)) + " of " +
         countText(static_cast<int64_t>(contents.plan.mutants.size()), "mutant") + " in " +
         countText(static_cast<int64_t>(groups), "group") + " are to be tested)";
}

std::string settingsText(const RunFile& run, const RunContents& contents) {
  const RunSettings& settings = contents.settings;
  const Baseline& baseline = contents.baseline;
  const RunEnvironment environment = run.environment();
  std::string text = "Run\n";
  text += line("state", stateText(run));
  text += line("model", settings.modelPath);
  text += line("data", settings.dataPath);
  text += line("preprocessing", orElse(settings.preprocessing, "none"));
  text += line("inputs", std::to_string(baseline.inputs) + ", of which " +
                             std::to_string(baseline.correctInputs.size()) +
                             " are classified correctly (accuracy " +
                             fixedText(baseline.accuracy(), 4) + ")");
  text += line("operators", joinedText(settings.operators));
  text += line("layers", orElse(joinedText(settings.layers), "all"));
  text += line("strategy", strategyText(contents) + ", " + settings.evaluator + " evaluator");
  text += line("kills",
               criterionName(settings.criterion) + ", evidence " + evidenceName(settings.evidence));
  text += line("seed", std::to_string(settings.seed));
  if (!environment.device.empty()) {
    text += line("machine", environment.device + ", " + countText(environment.threads, "thread") +
                                ", torch " + environment.torchVersion + ", " + environment.blas +
                                ", maacc " + environment.programVersion);
  }
  return text;
}

std::string scoreLine(const std::string& criterion,
                      const RunScores& scores,
                      const std::optional<ScoreEstimate>& estimate,
                      const Score& score) {
  const std::string text = scores.estimated && estimate ? estimateText(*estimate)
                           : scores.estimated           ? "not evaluated"
                                                        : scoreFormula(score);
  return line(criterion, "  " + text);
}

MarkedScores markedScores(const RunFile& run, const RunContents& contents) {
  return scoresWithoutMarked(scoreBasis(contents), contents.records,
                             findMarked(contents.plan, readMarks(run.path(), contents.plan.hash)));
}

// Empty where no mutant is marked.
std::string marksText(const MarkedScores& marked) {
  return marked.any() ? "\nMutation score without marked mutants (" + markedText(marked) + ")\n" +
                            scoreLine("true-class", marked.scores, marked.scores.trueClass,
                                      marked.summary.trueClass) +
                            scoreLine("predicted-class", marked.scores,
                                      marked.scores.predictedClass, marked.summary.predictedClass)
                      : "";
}

// Null where no mutant is marked.
ordered_json marksJson(const MarkedScores& marked) {
  if (!marked.any()) {
    return nullptr;
  }
  return {{"equivalent", marked.equivalent},
          {"ignored", marked.ignored},
          {"contradicted", marked.contradicted},
          {"untested", marked.untested},
          {"score", scoreJson(marked.scores)},
          {"score_formula", scoreFormulaJson(marked.scores, marked.summary)}};
}

std::vector<std::string> groupRow(const GroupSummary& group, bool undecided) {
  const ScoreSummary& summary = group.summary;
  const auto score = [](const Score& value) {
    return value.evaluated() ? scoreText(value) : std::string("-");
  };
  std::vector<std::string> cells = {group.group, std::to_string(summary.planned),
                                    std::to_string(summary.tested), std::to_string(summary.killed),
                                    std::to_string(summary.survived)};
  if (undecided) {
    cells.push_back(std::to_string(summary.undecided));
  }
  cells.insert(cells.end(), {std::to_string(summary.errors), score(summary.trueClass),
                             score(summary.predictedClass)});
  return cells;
}

std::string groupsText(const std::string& title, const std::vector<GroupSummary>& groups) {
  const bool undecided = std::any_of(groups.begin(), groups.end(), [](const GroupSummary& group) {
    return group.summary.undecided > 0;
  });
  std::vector<std::string> header = {title, "mutants", "tested", "killed", "survived"};
  if (undecided) {
    header.emplace_back("undecided");
  }
  header.insert(header.end(), {"errors", "true-class", "predicted-class"});
  std::vector<std::vector<std::string>> rows = {header};
  for (const GroupSummary& group : groups) {
    rows.push_back(groupRow(group, undecided));
  }
  return tableText(rows);
}

std::string timeText(const std::vector<StageTime>& times) {
  std::vector<std::vector<std::string>> rows;
  double total = 0;
  for (const StageTime& time : times) {
    rows.push_back({time.stage, fixedText(time.seconds, 2) + " s"});
    total += time.seconds;
  }
  rows.push_back({"total", fixedText(total, 2) + " s"});
  return times.empty() ? "" : "\nTime\n" + tableText(rows);
}

// How the counters of EvaluationCounts read. Every pair is in one kind.
struct CountLabel {
  std::string_view name;
  std::string_view label;
  bool kindOfPair;
};
constexpr std::array<CountLabel, 5> kCountLabels = {{
    {"pairs_evaluated", "evaluated", true},
    {"pairs_settled_by_bound", "settled by a bound", true},
    {"pairs_unchanged", "unchanged by the mutant", true},
    {"pairs_left_by_early_exit", "left out by early exit", true},
    {"pairs_rechecked_float64", "evaluated again in float64", false},
}};

std::string workText(const std::vector<WorkCount>& counts) {
  const auto find = [](const std::string& name) {
    return std::find_if(kCountLabels.begin(), kCountLabels.end(),
                        [&name](const CountLabel& label) { return label.name == name; });
  };
  double pairs = 0;
  for (const WorkCount& count : counts) {
    const auto label = find(count.name);
    pairs +=
        label != kCountLabels.end() && label->kindOfPair ? static_cast<double>(count.value) : 0;
  }
  std::vector<std::vector<std::string>> rows;
  for (const WorkCount& count : counts) {
    const auto label = find(count.name);
    if (count.name == "flops") {
      rows.push_back({"arithmetic of the evaluated", flopText(static_cast<double>(count.value))});
    } else if (label == kCountLabels.end() || pairs == 0) {
      rows.push_back({count.name, std::to_string(count.value)});
    } else {
      rows.push_back({std::string(label->label), std::to_string(count.value),
                      fixedText(100 * static_cast<double>(count.value) / pairs, 2) + " %"});
    }
  }
  return counts.empty() ? "" : "\nWork: pairs of a mutant and an input\n" + tableText(rows);
}

ordered_json groupsJson(const char* name, const std::vector<GroupSummary>& groups) {
  ordered_json list = ordered_json::array();
  for (const GroupSummary& group : groups) {
    ordered_json object;
    object[name] = group.group;
    object["score"] = scoreJson(group.summary);
    addCounts(group.summary, object);
    list.push_back(std::move(object));
  }
  return list;
}

std::string testedText(const ScoreSummary& summary) {
  std::string text = "Tested " + std::to_string(summary.tested) + " of " +
                     countText(summary.planned, "mutant") + ": " + std::to_string(summary.killed) +
                     " killed, " + std::to_string(summary.survived) + " survived, " +
                     (summary.undecided == 0 ? std::string()
                                             : std::to_string(summary.undecided) + " undecided, ") +
                     std::to_string(summary.errors) + " in error\n";
  return summary.proven == 0 ? text
                             : text + "Proven to survive without evaluating any input: " +
                                   countText(summary.proven, "mutant") + "\n";
}

}  // namespace

std::string summaryText(const RunFile& run) {
  const RunContents contents = readRunContents(run);
  const int classes = contents.baseline.classes;
  const ScoreSummary summary =
      summarize(contents.records, static_cast<int64_t>(contents.plan.mutants.size()), classes);
  std::string text = settingsText(run, contents);
  text += "\n" + testedText(summary);
  text += "\nMutation score\n";
  const RunScores scores = runScores(scoreBasis(contents), contents.records);
  text += scoreLine("true-class", scores, scores.trueClass, summary.trueClass);
  text += scoreLine("predicted-class", scores, scores.predictedClass, summary.predictedClass);
  text += marksText(markedScores(run, contents));
  text += scores.estimated ? kTestedOnly : "";
  text += "\n" + groupsText("layer", summarizeByLayer(contents.plan, contents.records,
                                                      contents.weightedLayerNames, classes));
  text +=
      "\n" + groupsText("operator", summarizeByOperator(contents.plan, contents.records, classes));
  return text + timeText(run.times()) + workText(run.counts());
}

std::string summaryJson(const RunFile& run) {
  const RunContents contents = readRunContents(run);
  const Baseline& baseline = contents.baseline;
  const ScoreSummary summary = summarize(
      contents.records, static_cast<int64_t>(contents.plan.mutants.size()), baseline.classes);
  ordered_json object;
  const RunScores scores = runScores(scoreBasis(contents), contents.records);
  object["score"] = scoreJson(scores);
  object["score_formula"] = scoreFormulaJson(scores, summary);
  object["without_marked"] = marksJson(markedScores(run, contents));
  addCounts(summary, object);
  object["to_test"] = mutantsToTest(contents);
  object["groups"] = contents.sample.groups.size();
  object["classes"] = baseline.classes;
  object["correct_inputs"] = baseline.correctInputs.size();
  object["inputs"] = baseline.inputs;
  object["accuracy"] = baseline.accuracy();
  object["strategy"] = contents.settings.strategy;
  object["state"] = stateName(run.state());
  object["being_written"] = run.beingWritten();
  object["seconds"] = ordered_json::object();
  for (const StageTime& time : run.times()) {
    object["seconds"][time.stage] = time.seconds;
  }
  object["counts"] = ordered_json::object();
  for (const WorkCount& count : run.counts()) {
    object["counts"][count.name] = count.value;
  }
  object["layers"] =
      groupsJson("layer", summarizeByLayer(contents.plan, contents.records,
                                           contents.weightedLayerNames, baseline.classes));
  object["operators"] = groupsJson(
      "operator", summarizeByOperator(contents.plan, contents.records, baseline.classes));
  object["settings"] = settingsJson(contents.settings);
  object["environment"] = environmentJson(run.environment());
  object["plan_hash"] = contents.plan.hash;
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace maacc
