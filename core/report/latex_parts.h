#pragma once

#include <string>

#include "core/report/report_document.h"

namespace maacc {

// One or more table environments: what does not fit a page goes on in the next one, labelled
// tab:maacc-ID, tab:maacc-ID-2, ...
std::string tableLatex(const ReportTable& table);

}  // namespace maacc
