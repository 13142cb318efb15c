#include "core/report/comparison_report.h"
#include "core/report/report_tables.h"
#include "core/report/report_text.h"

namespace maacc {
namespace {

constexpr const char* kNone = "-";

void addErrors(const std::string& run,
               const std::string& part,
               const std::vector<ScoreError>& errors,
               ReportTable& table) {
  for (const ScoreError& error : errors) {
    table.rows.push_back({run, part, criterionName(error.criterion), scoreDigits(error.base.value),
                          scoreDigits(error.run.value), changeDigits(error.absolute),
                          error.relative ? changePercentText(*error.relative) : kNone,
                          coveredText(error)});
  }
}

void addSavings(const std::string& run,
                const std::string& unit,
                const std::vector<Saving>& savings,
                ReportTable& table) {
  for (const Saving& saving : savings) {
    Saving named = saving;
    named.name += unit;
    table.rows.push_back({run, named.name, savingText(named, named.base),
                          savingText(named, named.run),
                          saving.saved ? percentDigits(*saving.saved) : kNone});
  }
}

}  // namespace

ReportTable scoreErrorTable(const std::vector<RunComparison>& comparisons) {
  ReportTable table{"score-errors",
                    "Scores against " + comparisons.front().base +
                        "; covered: its score lies in the interval of the run",
                    {"Run", "Part", "Criterion", "Base", "Score", "Error", "Relative", "Covered"},
                    {},
                    3};
  for (const RunComparison& comparison : comparisons) {
    addErrors(comparison.run, "all mutants", comparison.scores, table);
    for (const GroupError& group : comparison.layers) {
      addErrors(comparison.run, "layer " + group.group, group.scores, table);
    }
    for (const GroupError& group : comparison.operators) {
      addErrors(comparison.run, "operator " + group.group, group.scores, table);
    }
  }
  return table;
}

ReportTable verdictChangeTable(const std::vector<RunComparison>& comparisons) {
  ReportTable table{"verdict-changes",
                    "Verdicts of mutants that " + comparisons.front().base + " tested as well",
                    {"Run", "Verdict", "Mutants"},
                    {},
                    2};
  for (const RunComparison& comparison : comparisons) {
    const VerdictComparison& verdicts = comparison.verdicts;
    table.rows.push_back({comparison.run, "the same", std::to_string(verdicts.same)});
    for (const StatusTransition& transition : verdicts.transitions) {
      table.rows.push_back({comparison.run, transitionText(transition.base, transition.run),
                            std::to_string(transition.mutants)});
    }
  }
  return table;
}

ReportTable savingTable(const std::vector<RunComparison>& comparisons) {
  ReportTable table{"savings",
                    "Work and time against " + comparisons.front().base,
                    {"Run", "Of", "Base", "Run's", "Saved"},
                    {},
                    2};
  for (const RunComparison& comparison : comparisons) {
    addSavings(comparison.run, "", comparison.work, table);
    addSavings(comparison.run, ", s", comparison.time, table);
  }
  return table;
}

}  // namespace maacc
