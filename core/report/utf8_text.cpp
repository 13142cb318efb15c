#include "core/report/utf8_text.h"

#include <array>
#include <cstddef>

namespace maacc {
namespace {

struct Form {
  unsigned char mask;
  unsigned char lead;
  std::size_t length;
  char32_t smallest;  // shorter forms are not UTF-8
};
constexpr std::array<Form, 4> kForms = {
    {{0x80, 0x00, 1, 0}, {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}}};

// The code point at the start of the text and its length; length 0: none.
struct Decoded {
  char32_t point = kReplacement;
  std::size_t length = 0;
};

Decoded decode(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  for (const Form& form : kForms) {
    if ((first & form.mask) != form.lead || text.size() < form.length) {
      continue;
    }
    char32_t point = first & static_cast<unsigned char>(~form.mask);
    for (std::size_t i = 1; i < form.length; ++i) {
      const auto next = static_cast<unsigned char>(text[i]);
      if ((next & 0xC0U) != 0x80U) {
        return {};
      }
      point = point << 6U | (next & 0x3FU);
    }
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < form.smallest || point > 0x10FFFF || surrogate) {
      return {};
    }
    return {point, form.length};
  }
  return {};
}

}  // namespace

std::vector<char32_t> codePoints(std::string_view text) {
  std::vector<char32_t> points;
  points.reserve(text.size());
  while (!text.empty()) {
    const Decoded decoded = decode(text);
    points.push_back(decoded.point);
    text.remove_prefix(decoded.length == 0 ? 1 : decoded.length);
  }
  return points;
}

void appendUtf8(char32_t point, std::string& text) {
  const auto byte = [&text](char32_t value) { text += static_cast<char>(value); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0 | point >> 6U);
    byte(0x80 | (point & 0x3FU));
  } else if (point < 0x10000) {
    byte(0xE0 | point >> 12U);
    byte(0x80 | (point >> 6U & 0x3FU));
    byte(0x80 | (point & 0x3FU));
  } else {
    byte(0xF0 | point >> 18U);
    byte(0x80 | (point >> 12U & 0x3FU));
    byte(0x80 | (point >> 6U & 0x3FU));
    byte(0x80 | (point & 0x3FU));
  }
}

}  // namespace maacc
