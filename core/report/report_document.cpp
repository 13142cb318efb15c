#include "core/report/report_document.h"

#include <algorithm>
#include <filesystem>

#include "core/report/report_tables.h"
#include "core/report/report_text.h"

namespace maacc {
namespace {

ReportSection subjectSection(const ReportContents& contents) {
  ReportSection section{"What was measured", {}, {}, {}};
  std::vector<std::string> models;
  for (std::size_t i = 0; i < contents.runs.size(); ++i) {
    const ReportedRun& run = contents.runs[i];
    section.tables.push_back(subjectTable(run, i + 1));
    const std::string& hash = run.contents.settings.modelHash;
    if (std::find(models.begin(), models.end(), hash) == models.end()) {
      models.push_back(hash);
      section.tables.push_back(networkTable(run, i + 1));
    }
  }
  section.tables.push_back(operatorsTable(contents.runs));
  return section;
}

ReportSection methodSection(const ReportContents& contents) {
  ReportSection section{kMethodTitle, {}, {}, {}};
  for (const ReportedRun& run : contents.runs) {
    Paragraph paragraph = methodParagraph(run);
    if (contents.runs.size() > 1) {
      paragraph.insert(paragraph.begin(), {"Run " + run.name + ". ", ""});
    }
    section.paragraphs.push_back(std::move(paragraph));
  }
  return section;
}

ReportSection scoreSection(const ReportContents& contents) {
  return {"Scores", {}, {}, {scoreTable(contents.runs), verdictTable(contents.runs)}};
}

ReportChart groupChart(const ReportedRun& run,
                       const std::vector<ReportedGroup>& groups,
                       const std::string& kind,
                       std::size_t position) {
  const KillCriterion criterion = run.contents.settings.criterion;
  ReportChart chart{
      kind + "-chart-" + std::to_string(position),
      kind + "-scores-" + std::to_string(position),
      "Mutation score (" + criterionName(criterion) + ") per " + kind + ": " + run.name,
      {}};
  for (const ReportedGroup& group : groups) {
    if (const auto& estimate = group.scores.of(criterion)) {
      chart.bars.push_back({group.name, estimate->value, estimate->low, estimate->high});
    }
  }
  return chart;
}

ReportSection groupSection(const ReportContents& contents,
                           const std::string& kind,
                           std::vector<ReportedGroup> ReportedRun::*groups) {
  ReportSection section{"Scores per " + kind, {}, {}, {}};
  for (std::size_t i = 0; i < contents.runs.size(); ++i) {
    const ReportedRun& run = contents.runs[i];
    ReportChart chart = groupChart(run, run.*groups, kind, i + 1);
    if (!chart.bars.empty()) {
      section.charts.push_back(std::move(chart));
    }
    section.tables.push_back(groupTable(run, run.*groups, kind, i + 1));
  }
  return section;
}

ReportSection survivorSection(const ReportContents& contents) {
  ReportSection section{"Survivors", {}, {}, {}};
  for (std::size_t i = 0; i < contents.runs.size(); ++i) {
    ReportTable table = survivorTable(contents.runs[i], contents.survivorsShown, i + 1);
    if (table.rows.empty()) {
      section.paragraphs.push_back(
          {{contents.runs[i].name + ": " + countText(contents.runs[i].summary.survived, "mutant") +
                " survived.",
            ""}});
    } else {
      section.tables.push_back(std::move(table));
    }
    if (!contents.runs[i].marked.empty()) {
      section.tables.push_back(markTable(contents.runs[i], i + 1));
    }
  }
  return section;
}

ReportSection comparisonSection(const std::vector<RunComparison>& comparisons) {
  ReportSection section{"Comparison with " + comparisons.front().base, {}, {}, {}};
  std::vector<RunComparison> comparable;
  for (const RunComparison& comparison : comparisons) {
    for (const ComparisonNote& note : comparison.notes) {
      section.paragraphs.push_back(
          {{note.sentence + (note.refuses ? ", so they are not compared." : ""), ""}});
    }
    if (!whyNotComparable(comparison)) {
      comparable.push_back(comparison);
    }
  }
  if (!comparable.empty()) {
    section.tables = {scoreErrorTable(comparable), verdictChangeTable(comparable),
                      savingTable(comparable)};
  }
  return section;
}

std::string titleOf(const std::vector<ReportedRun>& runs) {
  std::vector<std::string> models;
  for (const ReportedRun& run : runs) {
    const std::string model =
        std::filesystem::path(run.contents.settings.modelPath).stem().string();
    if (std::find(models.begin(), models.end(), model) == models.end()) {
      models.push_back(model);
    }
  }
  return "Mutation analysis of " + joinedText(models);
}

}  // namespace

ReportDocument describeReport(const ReportContents& contents) {
  ReportDocument document;
  document.title = titleOf(contents.runs);
  document.writtenBy = "MAACC Studio " + contents.programVersion;
  document.sections = {subjectSection(contents), methodSection(contents), scoreSection(contents)};
  if (!contents.comparisons.empty()) {
    document.sections.push_back(comparisonSection(contents.comparisons));
  }
  document.sections.push_back(groupSection(contents, "layer", &ReportedRun::layers));
  document.sections.push_back(groupSection(contents, "operator", &ReportedRun::operators));
  document.sections.push_back(survivorSection(contents));
  document.sections.push_back(
      {"Work and time", {}, {}, {workTable(contents.runs), timeTable(contents.runs)}});
  return document;
}

}  // namespace maacc
