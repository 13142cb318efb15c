#pragma once

#include <fstream>
#include <string>
#include <vector>

namespace maacc {

// A CSV file with a header line, whose rows are looked up by column. A field may be quoted; it
// holds no line break.
class CsvRows {
 public:
  // remedy: what errors say to do about a missing column, "give the folder of the paper's results".
  // A file that is not there has no rows.
  CsvRows(std::string path, std::string remedy);

  bool next();  // to the next row that is not blank; false after the last one
  bool has(const std::string& column) const;
  // Of the current row. Throw Error{BadInput} where the column is missing, naming the file, and for
  // what is no number, naming the line as well.
  std::string text(const std::string& column) const;
  double number(const std::string& column) const;

 private:
  std::string path_;
  std::string remedy_;
  std::ifstream file_;
  std::vector<std::string> columns_;
  std::vector<std::string> cells_;
  int line_ = 1;
};

}  // namespace maacc
