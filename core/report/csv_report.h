#pragma once

#include <vector>

#include "core/report/report_contents.h"
#include "core/report/report_file.h"

namespace maacc {

// The report as CSV (RFC 4180, lines end in CR LF), numbers with all their digits, one line per run
// and:
// records.csv    tested mutant:
// run,mutant,weighted_layer,layer,units,operator,status,flipped_inputs,
//                killed_true_class,killed_predicted_class,undecided,proof,reason
// scores.csv     criterion: run,criterion,score,low,high,confidence,killed_classes,mutants,classes,
//                method,formula; killed_classes is empty where the score is an estimate
// layers.csv     layer: run,layer,mutants,tested,killed,survived,proven,undecided,errors, and of
//                true_class and predicted_class the score, _low and _high
// operators.csv  operator, likewise; after its name its formula
std::vector<ReportFile> csvReport(const ReportContents& contents);

}  // namespace maacc
