#pragma once

#include <string>
#include <vector>

#include "core/analysis/run_comparison.h"
#include "core/report/reported_run.h"

namespace maacc {

// Everything of a report, whatever its format.
struct ReportContents {
  std::string programVersion;              // of the program that writes the report
  std::vector<ReportedRun> runs;           // at least one
  std::vector<RunComparison> comparisons;  // of the second and later runs with the first
  std::size_t survivorsShown = 20;         // per run, where they are listed
};

// With the comparisons of those runs that are of the same model and data as the first; the others
// have a comparison with nothing but its notes.
ReportContents makeReportContents(std::vector<ReportedRun> runs,
                                  const std::string& programVersion,
                                  std::size_t survivorsShown);

}  // namespace maacc
