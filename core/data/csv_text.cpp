#include "core/data/csv_text.h"

#include <algorithm>
#include <array>

#include "core/base/error.h"

namespace maacc {

namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20;
constexpr std::size_t kLongestRow = std::size_t{64} << 20;
constexpr std::size_t kMostColumns = std::size_t{1} << 20;
constexpr int kEnd = -1;

}  // namespace

// The next character without stepping over it.
int CsvRows::get() {
  if (at_ == buffer_.size()) {
    buffer_.resize(kBufferBytes);
    buffer_.resize(source_.read(std::as_writable_bytes(std::span(buffer_))));
    at_ = 0;
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (!begun_ && std::string_view(buffer_.data(), buffer_.size()).starts_with(kByteOrderMark)) {
      at_ = kByteOrderMark.size();
    }
    begun_ = true;
  }
  return at_ == buffer_.size() ? kEnd : static_cast<unsigned char>(buffer_[at_]);
}

// After the opening quote.
void CsvRows::readQuoted(std::string& cell) {
  const int64_t opened = line_;
  for (;;) {
    const int next = get();
    if (next == kEnd || cell.size() > kLongestRow) {
      throw Error(ErrorCode::BadInput, source_.name() + ", line " + std::to_string(opened) +
                                           ": a quote is opened but not closed; repair the file or "
                                           "save the table again.");
    }
    ++at_;
    if (next == '"' && get() != '"') {
      return;
    }
    at_ += next == '"' ? 1 : 0;
    line_ += next == '\n' ? 1 : 0;
    cell.push_back(static_cast<char>(next));
  }
}

void CsvRows::requireSane(std::size_t bytes, std::size_t columns) const {
  if (bytes > kLongestRow || columns >= kMostColumns) {
    throw Error(ErrorCode::BadInput, source_.name() + ", line " + std::to_string(rowLine_) +
                                         ": the row has more than 64 MiB or a million cells, so "
                                         "this is not a table of samples; name another file.");
  }
}

bool CsvRows::next(std::vector<std::string>& cells) {
  while (get() == '\n' || get() == '\r') {
    line_ += get() == '\n' ? 1 : 0;
    ++at_;
  }
  if (get() == kEnd) {
    return false;
  }
  rowLine_ = line_;
  rowBytes_ = 0;
  std::size_t count = 0;
  for (bool more = true; more; ++count) {
    if (count == cells.size()) {
      cells.emplace_back();
    }
    std::string& cell = cells[count];
    cell.clear();
    int next = get();
    while (next != kEnd && next != '\n' && next != '\r' && next != separator_) {
      ++at_;
      if (next == '"' && cell.empty()) {
        readQuoted(cell);
      } else {
        cell.push_back(static_cast<char>(next));
      }
      next = get();
      requireSane(cell.size() + rowBytes_, count);
    }
    requireSane(cell.size() + rowBytes_, count);
    rowBytes_ += cell.size() + 1;
    more = next == separator_;
    at_ += more ? 1 : 0;
  }
  cells.resize(count);
  return true;
}

char separatorIn(std::string_view firstLine) {
  constexpr std::array<char, 3> kSeparators = {',', ';', '\t'};
  std::array<int64_t, 3> counts{};
  bool quoted = false;
  for (const char c : firstLine) {
    quoted = quoted != (c == '"');
    for (std::size_t i = 0; i < kSeparators.size(); ++i) {
      counts[i] += !quoted && c == kSeparators[i] ? 1 : 0;
    }
  }
  return kSeparators[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) -
                                              counts.begin())];
}

}  // namespace maacc
