#pragma once

#include <string>
#include <vector>

#include "core/analysis/compared_run.h"
#include "core/report/marked_scores.h"
#include "core/report/run_contents.h"
#include "core/report/run_scores.h"

namespace maacc {

// The mutants of one layer or operator, as reports show them.
struct ReportedGroup {
  std::string name;
  ScoreSummary summary;
  RunScores scores;  // estimates where the run's score is one and the group allows it
};

// One run with the numbers that follow from it: everything that reports and comparisons show.
struct ReportedRun {
  std::string path;
  std::string name;  // of the file, without folder and ".maacc"
  RunContents contents;
  RunEnvironment environment;
  RunState state = RunState::Finished;
  bool beingWritten = false;
  std::vector<StageTime> times;
  std::vector<WorkCount> counts;
  ScoreSummary summary;
  RunScores scores;
  std::vector<ReportedGroup> layers;
  std::vector<ReportedGroup> operators;
  std::vector<MarkedMutant> marked;  // by the people who looked at them
  MarkedScores withoutMarked;        // where there are any
};

// With the marks beside the run file.
ReportedRun readReportedRun(const RunFile& run, const std::string& path);

// In the order of the paths, with names that are told apart. Throws Error as RunFile does.
std::vector<ReportedRun> readReportedRuns(const std::vector<std::string>& paths);

// Numbers the second and later runs of one name: "lenet (2)".
void tellApart(std::vector<ReportedRun>& runs);

// Borrows from the run.
ComparedRun comparedRun(const ReportedRun& run);

// The first operators' mutants by their formulas: "CW: w' = 1.1 w, b' = 1.1 b".
struct OperatorText {
  std::string code;
  std::string name;
  std::string formula;
};
// Of the settings; text that is no operator here has neither name nor formula.
std::vector<OperatorText> operatorTexts(const RunSettings& settings);

std::string machineText(const RunEnvironment& environment);  // "cpu, 2 threads"

}  // namespace maacc
