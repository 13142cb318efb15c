#pragma once

#include <string>
#include <vector>

namespace maacc {

// Rows of cells as lines of aligned columns, each line indented by two spaces. The first column is
// aligned left, the others right. Letters are counted, not bytes (UTF-8).
std::string tableText(const std::vector<std::vector<std::string>>& rows);

// Fixed notation whatever the locale: fixedText(0.49896, 4) is "0.4990".
std::string fixedText(double value, int digits);

// One CSV field, quoted as in RFC 4180 where it holds a comma, a quote or a line break.
std::string csvField(const std::string& text);

}  // namespace maacc
