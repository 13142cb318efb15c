#pragma once

#include <string>
#include <vector>

#include "core/data/preprocessing.h"
#include "core/engine/analysis_run.h"

namespace maacc {

// Between what was asked for and what the run file keeps of it.

// Those of the paper where the request names none.
std::vector<Operator> operatorsOf(const AnalysisRequest& request);

RunSettings settingsOf(const AnalysisRequest& request,
                       const Network& network,
                       const Dataset& dataset,
                       const PreprocessingRecipe& recipe,
                       const std::vector<Operator>& operators);

// With a resume, what the run file says stands in for what the command line leaves out.
AnalysisRequest completeFromRun(AnalysisRequest request, const RunFile& run);

// A resumed run must be the same run: anything that decides a verdict, which mutants are tested, or
// what a record holds, is compared. Throws Error{Usage} naming what differs.
// placeOption: names another place to write to.
void checkSameRun(const RunSettings& stored,
                  const RunSettings& asked,
                  const std::string& path,
                  const std::string& placeOption = "--out");

// exists: there is something at outPath. Throws Error{Usage}.
void checkOutput(const AnalysisRequest& request, bool exists);

}  // namespace maacc
