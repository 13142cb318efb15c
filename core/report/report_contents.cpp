#include "core/report/report_contents.h"

#include <utility>

namespace maacc {

ReportContents makeReportContents(std::vector<ReportedRun> runs,
                                  const std::string& programVersion,
                                  std::size_t survivorsShown) {
  ReportContents contents{programVersion, std::move(runs), {}, survivorsShown};
  for (std::size_t i = 1; i < contents.runs.size(); ++i) {
    RunComparison comparison =
        compareRuns(comparedRun(contents.runs.front()), comparedRun(contents.runs[i]));
    if (whyNotComparable(comparison)) {
      RunComparison notes;
      notes.base = comparison.base;
      notes.run = comparison.run;
      notes.notes = comparison.notes;
      comparison = std::move(notes);
    }
    contents.comparisons.push_back(std::move(comparison));
  }
  return contents;
}

}  // namespace maacc
