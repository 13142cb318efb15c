#include "core/sweep/csv_rows.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/number_text.h"

namespace maacc {
namespace {

std::vector<std::string> cellsOf(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char letter = line[i];
    if (quoted && line.compare(i, 2, "\"\"") == 0) {  // a quote within quotes
      cells.back() += letter;
      ++i;
    } else if (letter == '"') {
      quoted = !quoted;
    } else if (letter == ',' && !quoted) {
      cells.emplace_back();
    } else if (letter != '\r') {
      cells.back() += letter;
    }
  }
  return cells;
}

}  // namespace

CsvRows::CsvRows(std::string path, std::string remedy)
    : path_(std::move(path)), remedy_(std::move(remedy)), file_(path_) {
  std::string header;
  std::getline(file_, header);
  columns_ = cellsOf(header);
}

bool CsvRows::next() {
  std::string line;
  while (std::getline(file_, line)) {
    ++line_;
    if (line.find_first_not_of(" \r") != std::string::npos) {
      cells_ = cellsOf(line);
      return true;
    }
  }
  return false;
}

bool CsvRows::has(const std::string& column) const {
  return std::find(columns_.begin(), columns_.end(), column) != columns_.end();
}

std::string CsvRows::text(const std::string& column) const {
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  if (found == columns_.end()) {
    throw Error(ErrorCode::BadInput, path_ + " has no column " + column + "; " + remedy_);
  }
  const auto index = static_cast<std::size_t>(found - columns_.begin());
  return index < cells_.size() ? cells_[index] : std::string();
}

double CsvRows::number(const std::string& column) const {
  const std::string cell = text(column);
  const auto value = parseNumber(cell);
  if (!value) {
    throw Error(ErrorCode::BadInput, path_ + ", line " + std::to_string(line_) + ": \"" + cell +
                                         "\" is no number for " + column + "; mend the file");
  }
  return *value;
}

}  // namespace maacc
