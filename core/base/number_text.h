#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maacc {

// Shortest text that reads back as the same number, whatever the locale: "0.1", "-3", "1e-09".
std::string numberText(double value);

// The whole text as one finite number, whatever the locale; nothing else around it.
std::optional<double> parseNumber(std::string_view text);

// A number of bytes: "800000", "512M", "1.5G", "800 MiB", "4gb". K, M, G and T are powers of 1024
// in every spelling. Nothing for another text, or where it is less than one byte or beyond int64.
std::optional<int64_t> parseByteCount(std::string_view text);

}  // namespace maacc
