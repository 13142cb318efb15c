#include "core/base/number_text.h"

#include <array>
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

}  // namespace maacc
