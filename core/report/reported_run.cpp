#include "core/report/reported_run.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "core/base/error.h"
#include "core/report/group_scores.h"
#include "core/report/report_text.h"

namespace maacc {
namespace {

std::vector<ReportedGroup> reportedGroups(const RunContents& contents,
                                          const std::vector<GroupSummary>& summaries,
                                          const GroupOfMutant& groupOf) {
  std::vector<ReportedGroup> groups;
  groups.reserve(summaries.size());
  for (const GroupSummary& summary : summaries) {
    groups.push_back({summary.group, summary.summary, groupScores(contents, summary, groupOf)});
  }
  return groups;
}

std::vector<Amount> amountsOf(const std::vector<StageTime>& times) {
  std::vector<Amount> amounts;
  amounts.reserve(times.size());
  for (const StageTime& time : times) {
    amounts.push_back({time.stage, time.seconds});
  }
  return amounts;
}

std::vector<Amount> amountsOf(const std::vector<WorkCount>& counts) {
  std::vector<Amount> amounts;
  amounts.reserve(counts.size());
  for (const WorkCount& count : counts) {
    amounts.push_back({count.name, static_cast<double>(count.value)});
  }
  return amounts;
}

std::vector<ScoredGroup> scoredGroups(const std::vector<ReportedGroup>& groups) {
  std::vector<ScoredGroup> scored;
  scored.reserve(groups.size());
  for (const ReportedGroup& group : groups) {
    scored.push_back({group.name, group.scores});
  }
  return scored;
}

}  // namespace

ReportedRun readReportedRun(const RunFile& run, const std::string& path) {
  ReportedRun reported;
  reported.path = path;
  reported.name = std::filesystem::path(path).stem().string();
  reported.contents = readRunContents(run);
  reported.environment = run.environment();
  reported.state = run.state();
  reported.beingWritten = run.beingWritten();
  reported.times = run.times();
  reported.counts = run.counts();
  const RunContents& contents = reported.contents;
  const int classes = contents.baseline.classes;
  reported.summary =
      summarize(contents.records, static_cast<int64_t>(contents.plan.mutants.size()), classes);
  reported.scores = runScores(scoreBasis(contents), contents.records);
  reported.layers = reportedGroups(
      contents,
      summarizeByLayer(contents.plan, contents.records, contents.weightedLayerNames, classes),
      [&contents](const Mutant& mutant) {
        return contents.weightedLayerNames.at(static_cast<std::size_t>(mutant.weightedLayer));
      });
  reported.operators =
      reportedGroups(contents, summarizeByOperator(contents.plan, contents.records, classes),
                     [](const Mutant& mutant) { return operatorText(mutant.op); });
  reported.marked = findMarked(contents.plan, readMarks(path, contents.plan.hash));
  if (!reported.marked.empty()) {
    reported.withoutMarked =
        scoresWithoutMarked(scoreBasis(contents), contents.records, reported.marked);
  }
  return reported;
}

void tellApart(std::vector<ReportedRun>& runs) {
  std::map<std::string, int> uses;
  for (ReportedRun& run : runs) {
    const int use = ++uses[run.name];
    run.name += use > 1 ? " (" + std::to_string(use) + ")" : "";
  }
}

std::vector<ReportedRun> readReportedRuns(const std::vector<std::string>& paths) {
  std::vector<ReportedRun> runs;
  runs.reserve(paths.size());
  for (const std::string& path : paths) {
    runs.push_back(readReportedRun(RunFile::openForReading(path), path));
  }
  tellApart(runs);
  return runs;
}

ComparedRun comparedRun(const ReportedRun& run) {
  const RunSettings& settings = run.contents.settings;
  return {.name = run.name,
          .modelHash = settings.modelHash,
          .dataHash = settings.dataHash,
          .preprocessing = settings.preprocessing,
          .limitInputs = settings.limitInputs,
          .operators = settings.operators,
          .layers = settings.layers,
          .criterion = settings.criterion,
          .strategy = settings.strategy,
          .evaluator = settings.evaluator,
          .machine = machineText(run.environment),
          .complete = run.state == RunState::Finished,
          .classes = run.contents.baseline.classes,
          .correctInputs = static_cast<int64_t>(run.contents.baseline.correctInputs.size()),
          .plan = run.contents.plan,
          .records = run.contents.records,
          .estimated = run.scores.estimated,
          .scores = run.scores,
          .byLayer = scoredGroups(run.layers),
          .byOperator = scoredGroups(run.operators),
          .seconds = amountsOf(run.times),
          .counts = amountsOf(run.counts)};
}

std::vector<OperatorText> operatorTexts(const RunSettings& settings) {
  std::vector<OperatorText> texts;
  for (const std::string& code : settings.operators) {
    OperatorText text{code, "", ""};
    try {
      const Operator op = parseOperator(code);
      text.name = operatorSpec(op.kind).name;
      text.formula = operatorFormula(op);
    } catch (const Error&) {
      text.name.clear();  // a newer program's operator: its code says what it is
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

std::string machineText(const RunEnvironment& environment) {
  if (environment.device.empty()) {
    return "";
  }
  return environment.device + ", " + countText(environment.threads, "thread");
}

}  // namespace maacc
