#pragma once

#include <string>

#include "core/report/report_document.h"

namespace maacc {

// What a file with a table begins with: which packages it needs.
constexpr const char* kLatexNeeds =
    "% Needs \\usepackage[T1]{fontenc}, \\usepackage[utf8]{inputenc}, \\usepackage{booktabs} and\n"
    "% \\usepackage{array}.\n";

// One or more table environments: what does not fit a page goes on in the next one, labelled
// tab:maacc-ID, tab:maacc-ID-2, ... Scaled to the width of a line where told to (package graphicx).
std::string tableLatex(const ReportTable& table, bool scaled = false);

}  // namespace maacc
