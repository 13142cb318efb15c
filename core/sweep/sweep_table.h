#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>
#include <vector>

#include "core/report/report_document.h"

namespace maacc {

enum class CellKind {
  Text,
  Number,   // as short as it is exact
  Whole,    // no digits, or one where means are not whole
  Score,    // four digits
  Points,   // a difference of scores, in percentage points
  Percent,  // a share
  Change,   // a share with its sign
  Seconds,
};

struct SweepColumn {
  std::string title;  // for people
  std::string field;  // in CSV and JSON
  CellKind kind = CellKind::Text;
  bool inPaper = true;  // whether LaTeX has it
};

using SweepCell = std::variant<std::monostate, std::string, double>;  // monostate: does not apply

// A table of a sweep with all digits, and what is to be read below it.
struct SweepTable {
  std::string id;  // "neuron-clusters", also the name of its files
  std::string caption;
  std::vector<SweepColumn> columns;
  int textColumns = 1;  // from the left
  std::vector<std::vector<SweepCell>> rows;
  std::vector<std::string> notes;  // sentences
};

// Rounded, as people read it; leaves out columns where nothing applies, and those that are not in
// papers where asked for that.
ReportTable readableTable(const SweepTable& table, bool forPaper = false);

std::string sweepText(const SweepTable& table);              // caption, aligned columns, notes
std::string sweepMarkdown(const SweepTable& table);          // the same as a section
std::string sweepLatex(const SweepTable& table);             // booktabs, scaled to the line
std::string sweepCsv(const SweepTable& table);               // all columns, all digits, RFC 4180
nlohmann::ordered_json sweepValue(const SweepTable& table);  // rows as objects, null: no value

}  // namespace maacc
