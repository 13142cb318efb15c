#pragma once

#include <string>

namespace maacc {

// A file of a report, before it is written.
struct ReportFile {
  std::string name;  // without folder, unless said otherwise
  std::string bytes;
};

}  // namespace maacc
