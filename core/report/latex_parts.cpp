#include "core/report/latex_parts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/report/latex_report.h"
#include "core/report/text_table.h"
#include "core/report/utf8_text.h"

namespace maacc {
namespace {

constexpr std::size_t kRowsPerPart = 30;
constexpr std::size_t kLongText = 24;  // letters beyond which a column breaks its lines

std::string hex(char32_t point) {
  std::array<char, 8> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), static_cast<uint32_t>(point), 16);
  std::string text(digits.data(), end.ptr);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  return std::string(text.size() < 4 ? 4 - text.size() : 0, '0') + text;
}

std::string asciiLatex(char letter) {
  switch (letter) {
    case '\\':
      return "\\textbackslash{}";
    case '~':
      return "\\textasciitilde{}";
    case '^':
      return "\\textasciicircum{}";
    case '{':
    case '}':
    case '$':
    case '&':
    case '#':
    case '%':
      return std::string("\\") + letter;
    case '_':
      return "\\_\\allowbreak{}";
    case '/':
      return "/\\allowbreak{}";
    case '<':
      return "\\textless{}";
    case '>':
      return "\\textgreater{}";
    case '|':
      return "\\textbar{}";
    case '"':
      return "\\textquotedbl{}";
    case '\'':
      return "\\textquotesingle{}";
    case '`':
      return "\\textasciigrave{}";
    case '\n':
    case '\t':
      return " ";
    default:
      return {letter};
  }
}

// Letters of Western and Central European languages, which utf8 input and T1 fonts have.
bool inT1(char32_t point) {
  if (point >= 0xC0 && point <= 0xFF) {
    return point != 0xD7 && point != 0xF7;
  }
  constexpr std::u32string_view kMore = U"ĂăĄąĆćČčĎďĐĚěĘęĞğĹĺĽľŁłŃńŇňŐőŔŕŘřŚśŞşŠšŤťŮůŰűŸŹźŻżŽž";
  return kMore.find(point) != std::u32string_view::npos;
}

constexpr std::array<std::pair<char32_t, const char*>, 6> kSigns = {
    {{U'±', "\\ensuremath{\\pm}"},
     {U'×', "\\ensuremath{\\times}"},
     {U'·', "\\ensuremath{\\cdot}"},
     {U'−', "\\ensuremath{-}"},
     {U'–', "--"},
     {U'…', "\\ldots{}"}}};

std::string letterLatex(char32_t point) {
  if (point == '\n' || point == '\t' || (point >= 0x20 && point < 0x7F)) {
    return asciiLatex(static_cast<char>(point));
  }
  for (const auto& [sign, latex] : kSigns) {
    if (sign == point) {
      return latex;
    }
  }
  if (!inT1(point)) {
    return "[U+" + hex(point) + "]";
  }
  // The T1 letters are all below U+0800.
  return {static_cast<char>(0xC0 | point >> 6U), static_cast<char>(0x80 | (point & 0x3FU))};
}

std::string rowLatex(const std::vector<std::string>& cells) {
  std::string row;
  for (std::size_t column = 0; column < cells.size(); ++column) {
    // A row that begins with a bracket would be an argument of the \\ before it.
    row += (column == 0 ? "{}" : " & ") + latexText(cells[column]);
  }
  return row + " \\\\\n";
}

std::size_t lettersOf(const ReportTable& table, std::size_t column) {
  std::size_t most = codePoints(table.header[column]).size();
  for (const std::vector<std::string>& row : table.rows) {
    most = std::max(most, codePoints(row[column]).size());
  }
  return most;
}

// Columns of long text share the width that the others leave.
std::string columnsLatex(const ReportTable& table) {
  std::vector<bool> isLong;
  std::size_t shortLetters = 0;
  int longColumns = 0;
  for (std::size_t column = 0; column < table.header.size(); ++column) {
    const std::size_t letters = lettersOf(table, column);
    isLong.push_back(letters > kLongText);
    longColumns += isLong.back() ? 1 : 0;
    shortLetters += isLong.back() ? 0 : letters + 2;
  }
  const double left = std::max(0.2, 0.95 - 0.0125 * static_cast<double>(shortLetters));
  std::string columns;
  for (std::size_t column = 0; column < isLong.size(); ++column) {
    const bool isText = static_cast<int>(column) < table.textColumns;
    columns += isLong[column]
                   ? std::string(">{\\") + (isText ? "raggedright" : "raggedleft") +
                         "\\arraybackslash}p{" + fixedText(left / longColumns, 3) + "\\linewidth}"
               : isText ? "l"
                        : "r";
  }
  return columns;
}

}  // namespace

std::string latexText(const std::string& text) {
  std::string latex;
  char32_t before = 0;
  for (const char32_t point : codePoints(text)) {
    // Two of these in a row would become another sign.
    const bool joins = point == before && (point == '-' || point == ',');
    latex += (joins ? "{}" : "") + letterLatex(point);
    before = point;
  }
  return latex;
}

std::string tableLatex(const ReportTable& table, bool scaled) {
  const std::size_t parts =
      std::max<std::size_t>(1, (table.rows.size() + kRowsPerPart - 1) / kRowsPerPart);
  const std::string columns = columnsLatex(table);
  std::string latex;
  for (std::size_t part = 0; part < parts; ++part) {
    const std::string count =
        parts == 1 ? ""
                   : " (part " + std::to_string(part + 1) + " of " + std::to_string(parts) + ")";
    latex += "\\begin{table}[htbp]\n\\centering\\footnotesize\n\\caption{";
    latex += latexText(table.caption + count) + "}\n\\label{tab:maacc-" + table.id;
    latex += part == 0 ? "" : "-" + std::to_string(part + 1);
    latex += scaled ? "}\n\\resizebox{\\linewidth}{!}{%" : "}";
    latex.append("\n\\begin{tabular}{").append(columns).append("}\n\\toprule\n");
    latex += rowLatex(table.header) + "\\midrule\n";
    const std::size_t end = std::min(table.rows.size(), (part + 1) * kRowsPerPart);
    for (std::size_t row = part * kRowsPerPart; row < end; ++row) {
      latex += rowLatex(table.rows[row]);
    }
    latex += "\\bottomrule\n\\end{tabular}";
    latex += scaled ? "}\n\\end{table}\n" : "\n\\end{table}\n";
  }
  return latex;
}

}  // namespace maacc
