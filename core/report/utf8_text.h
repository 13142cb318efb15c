#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace maacc {

constexpr char32_t kReplacement = 0xFFFD;

// The code points of UTF-8 text; what is not UTF-8 becomes U+FFFD byte by byte.
std::vector<char32_t> codePoints(std::string_view text);

}  // namespace maacc
