#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/array_selection.h"
#include "core/data/byte_source.h"
#include "core/data/csv_columns.h"
#include "core/data/csv_text.h"
#include "core/data/readers.h"

namespace maacc {

namespace {

constexpr std::size_t kLookedAt = std::size_t{1} << 20;

// Numbers as they come: bytes as long as all of them are whole and from 0 to 255, as pixels are.
class GrowingNumbers {
 public:
  void add(double value) {
    if (wide_.empty() && value >= 0 && value <= 255 && value == static_cast<int>(value)) {
      bytes_.push_back(static_cast<std::byte>(static_cast<uint8_t>(value)));
      return;
    }
    if (wide_.empty()) {
      wide_.reserve(bytes_.size() + 1);
      for (const std::byte byte : bytes_) {
        wide_.push_back(std::to_integer<int>(byte));
      }
      bytes_ = {};
    }
    wide_.push_back(value);
  }

  RawArray take(std::string source, Shape shape) {
    RawArray array{std::move(source), std::move(shape), ElementType::UInt8, std::move(bytes_)};
    if (!wide_.empty()) {
      array.type = ElementType::Float64;
      const auto bytes = std::as_bytes(std::span(wide_));
      array.bytes.assign(bytes.begin(), bytes.end());
      wide_ = {};
    }
    return array;
  }

 private:
  std::vector<std::byte> bytes_;
  std::vector<double> wide_;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t";
  const std::size_t first = text.find_first_not_of(kSpace);
  return first == std::string_view::npos
             ? std::string_view()
             : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

class CsvTable {
 public:
  CsvTable(const std::string& path, const NpzWish& wish)
      : path_(path),
        wish_(wish),
        source_(openFile(path)),
        rows_(*source_, separatorIn(firstLineOf(leadingBytes(path, kLookedAt)))) {}

  DataParts read();

 private:
  static std::string firstLineOf(const std::string& text) {
    return text.substr(0, text.find('\n', text.find_first_not_of("\r\n")));
  }

  void findColumns(const std::vector<std::string>& first, const std::vector<std::string>& second);
  void refuseUnnamedColumn() const;
  void addRow(const std::vector<std::string>& cells, int64_t line);
  double number(const std::vector<std::string>& cells, std::size_t column, int64_t line) const;
  RawArray takeLabels(DataParts& parts);

  const std::string path_;
  const NpzWish wish_;
  std::unique_ptr<ByteSource> source_;
  CsvRows rows_;
  CsvHeader header_;
  std::vector<std::size_t> dataColumns_;
  std::vector<std::size_t> labelColumns_;
  int64_t samples_ = 0;
  GrowingNumbers data_;
  GrowingNumbers hot_;                    // rows of one-hot labels
  std::map<std::string, int32_t> texts_;  // of the label column, in order of appearance
  std::vector<int32_t> textOfSample_;
};

// pandas writes its index as a column without a name; as a feature it would spoil every result.
void CsvTable::refuseUnnamedColumn() const {
  const auto unnamed = std::find(header_.names.begin(), header_.names.end(), "");
  if (unnamed != header_.names.end() && wish_.dataKey.empty()) {
    throw Error(ErrorCode::BadInput,
                path_ + ": column " + std::to_string(unnamed - header_.names.begin() + 1) +
                    " has no name, as an index that pandas wrote: save the table with index=False, "
                    "or name the columns of the samples with --data-key FIRST:LAST.");
  }
}

void CsvTable::findColumns(const std::vector<std::string>& first,
                           const std::vector<std::string>& second) {
  header_ = headerOf(first, second, {wish_.dataKey, wish_.labelsKey});
  if (wish_.labels) {
    labelColumns_ = wish_.labelsKey.empty()
                        ? std::vector{guessedLabelColumn(path_, header_)}
                        : columnsOf(path_, header_, wish_.labelsKey, "--labels-key");
  }
  if (!wish_.data) {
    return;
  }
  refuseUnnamedColumn();
  if (!wish_.dataKey.empty()) {
    dataColumns_ = columnsOf(path_, header_, wish_.dataKey, "--data-key");
    return;
  }
  for (std::size_t column = 0; column < header_.columns; ++column) {
    if (std::find(labelColumns_.begin(), labelColumns_.end(), column) == labelColumns_.end()) {
      dataColumns_.push_back(column);
    }
  }
  if (dataColumns_.empty()) {
    throw Error(ErrorCode::BadInput, path_ + " has no column but that of the labels: name the file "
                                             "of the samples with --data.");
  }
}

double CsvTable::number(const std::vector<std::string>& cells,
                        std::size_t column,
                        int64_t line) const {
  const std::string_view text = trimmed(cells[column]);
  const auto value = parseNumber(text);
  if (value) {
    return *value;
  }
  const std::string name = header_.present ? " (" + header_.names[column].substr(0, 40) + ")" : "";
  throw Error(ErrorCode::BadInput,
              path_ + ", line " + std::to_string(line) + ", column " + std::to_string(column + 1) +
                  name + (text.empty() ? ": the cell is empty"
                                       : ": \"" + std::string(text.substr(0, 40)) +
                                             "\" is not a finite number") +
                  "; every cell but a label must be one.");
}

void CsvTable::addRow(const std::vector<std::string>& cells, int64_t line) {
  if (cells.size() != header_.columns) {
    throw Error(ErrorCode::BadInput, path_ + ", line " + std::to_string(line) + " has " +
                                         std::to_string(cells.size()) +
                                         " cells, but the first row has " +
                                         std::to_string(header_.columns) +
                                         ": repair the row or the separators.");
  }
  for (const std::size_t column : dataColumns_) {
    data_.add(number(cells, column, line));
  }
  if (labelColumns_.size() == 1) {
    const auto known = static_cast<int32_t>(texts_.size());
    const std::string label(trimmed(cells[labelColumns_.front()]));
    textOfSample_.push_back(texts_.emplace(label, known).first->second);
  } else {
    for (const std::size_t column : labelColumns_) {
      hot_.add(number(cells, column, line));
    }
  }
  ++samples_;
}

// Numbers where all labels are numbers, otherwise the place among the sorted names.
RawArray CsvTable::takeLabels(DataParts& parts) {
  if (labelColumns_.size() > 1) {
    return hot_.take(path_, {samples_, static_cast<int64_t>(labelColumns_.size())});
  }
  const bool numbers = std::all_of(texts_.begin(), texts_.end(),
                                   [](const auto& entry) { return !!parseNumber(entry.first); });
  std::vector<double> valueOfText(texts_.size());
  for (const auto& [text, place] : texts_) {
    const double classNumber = static_cast<double>(parts.classNames.size());
    valueOfText[static_cast<std::size_t>(place)] = numbers ? *parseNumber(text) : classNumber;
    if (!numbers) {
      if (text.empty()) {
        throw Error(ErrorCode::BadInput, path_ + " has samples without a label (empty cells): give "
                                                 "them one or leave them out.");
      }
      parts.classNames.push_back(text);
    }
  }
  GrowingNumbers labels;
  for (const int32_t place : textOfSample_) {
    labels.add(valueOfText[static_cast<std::size_t>(place)]);
  }
  return labels.take(path_, {samples_});
}

DataParts CsvTable::read() {
  std::vector<std::string> first;
  std::vector<std::string> cells;
  if (!rows_.next(first)) {
    throw Error(ErrorCode::BadInput, path_ + " has no rows: name a table of samples or labels.");
  }
  const int64_t firstLine = rows_.line();
  bool more = rows_.next(cells);
  findColumns(first, more ? cells : std::vector<std::string>{});
  if (!header_.present) {
    addRow(first, firstLine);
  }
  for (; more; more = rows_.next(cells)) {
    addRow(cells, rows_.line());
  }
  DataParts parts;
  if (wish_.data) {
    const auto columns = static_cast<int64_t>(dataColumns_.size());
    parts.data = data_.take(path_, {samples_, columns});
  }
  if (wish_.labels) {
    parts.labels = takeLabels(parts);
  }
  return parts;
}

}  // namespace

bool looksLikeCsv(const std::string& path) {
  const std::string start = leadingBytes(path, 4096);
  const std::size_t first = start.find_first_not_of(" \t\r\n");
  if (first == std::string::npos ||
      std::string_view("{[<%").find(start[first]) != std::string_view::npos) {
    return false;
  }
  return std::all_of(start.begin(), start.end(), [](char c) {
    const auto code = static_cast<unsigned char>(c);
    return (code >= 32 && code != 127) || c == '\t' || c == '\r' || c == '\n';
  });
}

DataParts readCsv(const std::string& path, const NpzWish& wish) {
  return CsvTable(path, wish).read();
}

}  // namespace maacc
