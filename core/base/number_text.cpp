#include "core/base/number_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <system_error>

#include "core/base/error.h"

namespace maacc {

std::string numberText(double value) {
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  MAACC_CHECK(result.ec == std::errc{});
  return {buffer.data(), result.ptr};
}

std::optional<double> parseNumber(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::optional<int64_t> parseByteCount(std::string_view text) {
  const std::size_t unitBegin = std::min(text.find_first_not_of("0123456789."), text.size());
  std::string unit;
  for (const char letter : text.substr(unitBegin)) {
    unit += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  if (unit.starts_with(' ')) {
    unit.erase(0, 1);
  }
  double factor = 1;
  for (const char* prefix : {"", "K", "M", "G", "T"}) {
    const std::string start = prefix;
    const bool found = unit == start || unit == start + "B" || (factor > 1 && unit == start + "IB");
    if (found) {
      const std::optional<double> number = parseNumber(text.substr(0, unitBegin));
      const double bytes = number.value_or(0) * factor;
      return bytes >= 1 && bytes < 0x1p63 ? std::optional(static_cast<int64_t>(bytes))
                                          : std::nullopt;
    }
    factor *= 1024;
  }
  return std::nullopt;
}

}  // namespace maacc
