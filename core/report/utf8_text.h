#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace maacc {

constexpr char32_t kReplacement = 0xFFFD;

// The code points of UTF-8 text; what is not UTF-8 becomes U+FFFD byte by byte.
std::vector<char32_t> codePoints(std::string_view text);

// The other way: one code point at the end of the text.
void appendUtf8(char32_t point, std::string& text);

}  // namespace maacc
