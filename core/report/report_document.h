#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/report/report_contents.h"

namespace maacc {

// A report as plain text in parts, which HTML and LaTeX dress in their own way. No text is escaped.

struct Phrase {
  std::string text;
  std::string citation;  // key of the work that the text cites; empty: none
};
using Paragraph = std::vector<Phrase>;
std::string paragraphText(const Paragraph& paragraph);  // citations in words

struct ReportTable {
  std::string id;  // letters, digits and '-'; unique in the report
  std::string caption;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>>
      rows;             // as wide as the header; the first cell names the row
  int textColumns = 1;  // from the left; the others are numbers
};

struct Bar {
  std::string label;
  double value = 0;  // all in [0, 1]
  double low = 0;
  double high = 0;
};

struct ReportChart {
  std::string id;
  std::string tableId;  // of the table that has the same numbers
  std::string title;
  std::vector<Bar> bars;
};

struct ReportSection {
  std::string title;
  std::vector<Paragraph> paragraphs;
  std::vector<ReportChart> charts;
  std::vector<ReportTable> tables;
};

constexpr const char* kMethodTitle = "Method";  // the section with nothing but method sentences

struct ReportDocument {
  std::string title;
  std::string writtenBy;  // "MAACC Studio 0.1.0"
  std::vector<ReportSection> sections;
};
ReportDocument describeReport(const ReportContents& contents);

// How the score of one run was found, ready for a paper.
Paragraph methodParagraph(const ReportedRun& run);

// A work that reports cite.
struct Reference {
  std::string_view key;
  std::string_view inText;  // "Lyons and Ghanbari, 2025"
  std::string_view entry;   // for a list of references
  std::string_view bibtex;
};
const std::vector<Reference>& reportReferences();

}  // namespace maacc
