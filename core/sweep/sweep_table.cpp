#include "core/sweep/sweep_table.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/number_text.h"
#include "core/report/latex_parts.h"
#include "core/report/latex_report.h"
#include "core/report/report_text.h"
#include "core/report/text_table.h"

namespace maacc {
namespace {

constexpr const char* kNone = "-";
constexpr double kRounding = 1e-9;  // no "-0.00 %"

std::string readableNumber(double value, CellKind kind) {
  switch (kind) {
    case CellKind::Whole:
      return value == std::round(value) ? wholeText(value) : fixedText(value, 1);
    case CellKind::Score:
      return scoreDigits(value);
    case CellKind::Points:
      return fixedText(100 * value, 2);
    case CellKind::Percent:
      return percentDigits(value);
    case CellKind::Change:
      return changePercentText(std::abs(value) < kRounding ? 0 : value);
    case CellKind::Seconds:
      return fixedText(value, 3);
    case CellKind::Number:
    case CellKind::Text:
      break;
  }
  return numberText(value);
}

std::string readable(const SweepCell& cell, CellKind kind) {
  if (const auto* text = std::get_if<std::string>(&cell)) {
    return *text;
  }
  const auto* value = std::get_if<double>(&cell);
  return value == nullptr ? kNone : readableNumber(*value, kind);
}

std::string exact(const SweepCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) {
    return csvField(*text);
  }
  const auto* value = std::get_if<double>(&cell);
  return value == nullptr ? "" : numberText(*value);
}

bool applies(const SweepTable& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(), [column](const auto& row) {
    return !std::holds_alternative<std::monostate>(row[column]);
  });
}

std::string markdownRow(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) {
    line += " ";
    for (char letter : cell) {
      line += letter == '|' ? std::string("\\|") : std::string(1, letter);
    }
    line += " |";
  }
  return line + "\n";
}

}  // namespace

ReportTable readableTable(const SweepTable& table, bool forPaper) {
  ReportTable readableOne{table.id, table.caption, {}, {}, table.textColumns};
  readableOne.rows.resize(table.rows.size());
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    if (!applies(table, column) || (forPaper && !table.columns[column].inPaper)) {
      continue;
    }
    readableOne.header.push_back(table.columns[column].title);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      readableOne.rows[row].push_back(
          readable(table.rows[row][column], table.columns[column].kind));
    }
  }
  return readableOne;
}

std::string sweepText(const SweepTable& table) {
  const ReportTable shown = readableTable(table);
  std::vector<std::vector<std::string>> lines = {shown.header};
  lines.insert(lines.end(), shown.rows.begin(), shown.rows.end());
  std::string text = table.caption + "\n\n" + tableText(lines);
  for (const std::string& note : table.notes) {
    text += "  " + note + "\n";
  }
  return text;
}

std::string sweepMarkdown(const SweepTable& table) {
  const ReportTable shown = readableTable(table);
  std::string text = "## " + table.id + "\n\n" + table.caption + "\n\n" + markdownRow(shown.header);
  std::vector<std::string> rule(shown.header.size(), "---:");
  std::fill_n(rule.begin(),
              std::min<std::size_t>(rule.size(), static_cast<std::size_t>(shown.textColumns)),
              "---");
  text += markdownRow(rule);
  for (const std::vector<std::string>& row : shown.rows) {
    text += markdownRow(row);
  }
  for (const std::string& note : table.notes) {
    text += "\n" + note + "\n";
  }
  return text;
}

std::string sweepLatex(const SweepTable& table) {
  std::string text = kLatexNeeds + std::string("% \\usepackage{graphicx}.\n") +
                     tableLatex(readableTable(table, true), true);
  for (const std::string& note : table.notes) {
    text += "\\par{\\footnotesize " + latexText(note) + "}\n";
  }
  return text;
}

std::string sweepCsv(const SweepTable& table) {
  std::string text;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    text += (column == 0 ? "" : ",") + table.columns[column].field;
  }
  text += "\r\n";
  for (const std::vector<SweepCell>& row : table.rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      text += (column == 0 ? "" : ",") + exact(row[column]);
    }
    text += "\r\n";
  }
  return text;
}

nlohmann::ordered_json sweepValue(const SweepTable& table) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const std::vector<SweepCell>& row : table.rows) {
    nlohmann::ordered_json& object = rows.emplace_back(nlohmann::ordered_json::object());
    for (std::size_t column = 0; column < row.size(); ++column) {
      nlohmann::ordered_json& value = object[table.columns[column].field];
      if (const auto* text = std::get_if<std::string>(&row[column])) {
        value = *text;
      } else if (const auto* number = std::get_if<double>(&row[column])) {
        value = *number;
      }
    }
  }
  return {{"caption", table.caption}, {"rows", std::move(rows)}, {"notes", table.notes}};
}

}  // namespace maacc
