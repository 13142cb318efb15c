#pragma once

#include <string>

#include "core/report/report_contents.h"

namespace maacc {

// The report as one JSON object: title, version, references, runs [{name, path, settings,
// environment, state, plan_hash, network, operator_formulas, inputs, method, score, score_formula,
// verdict counts, layers, operators, survivors, counts, seconds}], comparisons (as `maacc compare
// --json` has them; those that are not comparable have notes alone). Numbers have all their digits.
// survivors lists the ids of all.
std::string jsonReport(const ReportContents& contents);

}  // namespace maacc
