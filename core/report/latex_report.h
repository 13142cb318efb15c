#pragma once

#include <string>
#include <vector>

#include "core/report/report_contents.h"
#include "core/report/report_document.h"
#include "core/report/report_file.h"

namespace maacc {

// The report for LaTeX: a file table-ID.tex per table (booktabs, with caption and label
// tab:maacc-ID; long ones in parts), method.tex, references.bib, and report.tex, which shows all of
// them and compiles alone with pdflatex.
std::vector<ReportFile> latexReport(const ReportContents& contents);

// One paragraph with its citations, ending in a line break.
std::string paragraphLatex(const Paragraph& paragraph);

// Text as LaTeX shows it literally. Letters that T1 fonts lack are written as their code, [U+4E2D].
std::string latexText(const std::string& text);

}  // namespace maacc
