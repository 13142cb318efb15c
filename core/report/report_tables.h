#pragma once

#include "core/report/report_document.h"

// The tables of a report. `position`: of the run in the report, from 1, for the ids.
namespace maacc {

// One run's settings: model, data, operators, strategy, seed, versions, hashes.
ReportTable subjectTable(const ReportedRun& run, std::size_t position);
ReportTable networkTable(const ReportedRun& run, std::size_t position);
ReportTable operatorsTable(const std::vector<ReportedRun>& runs);
ReportTable scoreTable(const std::vector<ReportedRun>& runs);
ReportTable verdictTable(const std::vector<ReportedRun>& runs);
// groups: of the run; kind: "layer" or "operator".
ReportTable groupTable(const ReportedRun& run,
                       const std::vector<ReportedGroup>& groups,
                       const std::string& kind,
                       std::size_t position);
ReportTable survivorTable(const ReportedRun& run, std::size_t shown, std::size_t position);
// What people said about mutants, and what the run says about them.
ReportTable markTable(const ReportedRun& run, std::size_t position);
ReportTable workTable(const std::vector<ReportedRun>& runs);
ReportTable timeTable(const std::vector<ReportedRun>& runs);

ReportTable scoreErrorTable(const std::vector<RunComparison>& comparisons);
ReportTable verdictChangeTable(const std::vector<RunComparison>& comparisons);
ReportTable savingTable(const std::vector<RunComparison>& comparisons);

}  // namespace maacc
