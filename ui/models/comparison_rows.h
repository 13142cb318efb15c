#pragma once

#include <vector>

#include "ui/jobs/run_set.h"
#include "ui/models/text_table_model.h"

namespace maacc {

// One row per run and criterion; repetitions below a row with their mean and spread. A row's tag is
// the position of its comparison, or -1.
std::vector<TextColumn> overviewColumns();
std::vector<TextRow> overviewRows(const RunSetComparison& set);

// The same errors by layer and by operator.
std::vector<TextColumn> partColumns();
std::vector<TextRow> partRows(const RunSetComparison& set);

// "0.0123 ± 0.0045", without the second number where there is one value only.
QString spreadText(const Spread& spread, int digits);

// What keeps runs from being compared, or to be known of it, in the core's words: run and sentence.
struct RunNote {
  QString run;
  QString sentence;
  bool refuses = false;
};
std::vector<RunNote> runNotes(const RunSetComparison& set);

}  // namespace maacc
