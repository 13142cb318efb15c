#include "core/data/csv_columns.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <string_view>

#include "core/base/error.h"
#include "core/base/number_text.h"

namespace maacc {

namespace {

constexpr std::array<std::string_view, 5> kUsualLabels = {"label", "labels", "class", "target", "y"};

bool isUsualLabel(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return std::find(kUsualLabels.begin(), kUsualLabels.end(), name) != kUsualLabels.end();
}

std::string listing(const CsvHeader& header) {
  constexpr std::size_t kMostListed = 12;
  if (!header.present) {
    return std::to_string(header.columns) + " columns and no header";
  }
  std::string text = "the columns ";
  for (std::size_t i = 0; i < std::min(kMostListed, header.columns); ++i) {
    text += (i == 0 ? "" : ", ") + header.names[i].substr(0, 40);
  }
  return text + (header.columns > kMostListed
                     ? " and " + std::to_string(header.columns - kMostListed) + " more"
                     : "");
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

std::optional<std::size_t> columnOf(const CsvHeader& header, const std::string& text) {
  const auto named = std::find(header.names.begin(), header.names.end(), text);
  if (named != header.names.end()) {
    return static_cast<std::size_t>(named - header.names.begin());
  }
  std::size_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = problem == std::errc{} && end == text.data() + text.size();
  return whole && number >= 1 && number <= header.columns ? std::optional(number - 1)
                                                          : std::nullopt;
}

}  // namespace

CsvHeader headerOf(const std::vector<std::string>& first,
                   const std::vector<std::string>& second,
                   const std::vector<std::string>& keys) {
  CsvHeader header;
  header.columns = first.size();
  for (std::size_t i = 0; i < first.size(); ++i) {
    const bool text = !parseNumber(first[i]);
    const bool named = isUsualLabel(first[i]) ||
                       std::find(keys.begin(), keys.end(), first[i]) != keys.end();
    const bool overNumber = i < second.size() && parseNumber(second[i]).has_value();
    header.present = header.present || (text && (named || overNumber));
  }
  if (header.present) {
    header.names = first;
  }
  return header;
}

std::vector<std::size_t> columnsOf(const std::string& path,
                                   const CsvHeader& header,
                                   const std::string& key,
                                   const char* option) {
  // A name may hold a comma or a colon itself.
  if (const auto whole = columnOf(header, key)) {
    return {*whole};
  }
  std::vector<std::size_t> columns;
  for (const std::string& part : split(key, ',')) {
    const auto ends = split(part, ':');
    const auto first = columnOf(header, ends.front());
    const auto last = columnOf(header, ends.back());
    if (!first || !last || ends.size() > 2 || *first > *last) {
      throw Error(ErrorCode::Usage, path + " has no column \"" + part.substr(0, 80) + "\" (" +
                                        option + "): it has " + listing(header) +
                                        "; name a column, its number from 1, or a range A:B.");
    }
    for (std::size_t column = *first; column <= *last; ++column) {
      if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
        columns.push_back(column);
      }
    }
  }
  return columns;
}

std::size_t guessedLabelColumn(const std::string& path, const CsvHeader& header) {
  if (header.columns == 1) {
    return 0;
  }
  const auto found = std::find_if(header.names.begin(), header.names.end(), isUsualLabel);
  const bool several = found != header.names.end() &&
                       std::any_of(found + 1, header.names.end(), isUsualLabel);
  if (found == header.names.end() || several) {
    throw Error(ErrorCode::Usage,
                path + " has " + listing(header) +
                    ", and which of them holds the labels is not clear: name it, or its number "
                    "from 1, with --labels-key, or give a file of labels with --labels.");
  }
  return static_cast<std::size_t>(found - header.names.begin());
}

}  // namespace maacc
