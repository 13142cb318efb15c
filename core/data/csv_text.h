#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/data/byte_source.h"

namespace maacc {

// Rows of a text table (RFC 4180): cells may be quoted, with "" for a quote and with line ends inside;
// lines end in LF or CRLF; empty lines are skipped, and so is a byte order mark.
class CsvRows {
 public:
  CsvRows(ByteSource& source, char separator) : source_(source), separator_(separator) {}

  // The cells of the next row, until the next call; false at the end. Throws Error{BadInput} naming
  // file and line for a quote that is not closed and for rows without end.
  bool next(std::vector<std::string>& cells);
  int64_t line() const { return rowLine_; }  // where the last row began, counted from 1

 private:
  int get();
  void readQuoted(std::string& cell);
  void requireSane(std::size_t bytes, std::size_t columns) const;

  ByteSource& source_;
  const char separator_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  int64_t line_ = 1;
  int64_t rowLine_ = 0;
  std::size_t rowBytes_ = 0;
  bool begun_ = false;
};

// The one of , ; and tab that is commonest in the first line outside quotes; a comma where there is
// none.
char separatorIn(std::string_view firstLine);

}  // namespace maacc
