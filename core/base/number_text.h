#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace maacc {

// Shortest text that reads back as the same number, whatever the locale: "0.1", "-3", "1e-09".
std::string numberText(double value);

// The whole text as one finite number, whatever the locale; nothing else around it.
std::optional<double> parseNumber(std::string_view text);

}  // namespace maacc
