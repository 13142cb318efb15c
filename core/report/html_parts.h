#pragma once

#include <string>

#include "core/report/report_document.h"

namespace maacc {

// A table with caption; headers of rows and columns have their scope.
std::string tableHtml(const ReportTable& table);

// A figure with one horizontal bar per value, from 0 to 1, and a whisker over its interval. What it
// shows is in its table, which it names as its description.
std::string chartHtml(const ReportChart& chart);

}  // namespace maacc
