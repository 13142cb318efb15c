#pragma once

#include <string>

#include "core/report/report_contents.h"

namespace maacc {

// The report as one HTML file: nothing is loaded from elsewhere, light and dark, prints well, every
// chart followed by its table.
std::string htmlReport(const ReportContents& contents);

// Text as HTML shows it literally. Control characters and bytes that are not UTF-8 become U+FFFD.
std::string htmlText(const std::string& text);

}  // namespace maacc
