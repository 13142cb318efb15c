#pragma once

#include <string>
#include <vector>

namespace maacc {

// What the columns of a table are called and which of them hold samples and labels.
struct CsvHeader {
  bool present = false;
  std::vector<std::string> names;  // empty where there is no header
  std::size_t columns = 0;
};

// The first row is a header where a column has text there but a number in the second row, or where it
// is called as labels usually are or as a key says.
CsvHeader headerOf(const std::vector<std::string>& first,
                   const std::vector<std::string>& second,
                   const std::vector<std::string>& keys);

// Columns (from 0) that a key names: "label", "785" (from 1), a range "pixel0:pixel783", or several
// of these separated by commas. Names come before numbers. Throws Error{Usage} listing the columns.
std::vector<std::size_t> columnsOf(const std::string& path,
                                   const CsvHeader& header,
                                   const std::string& key,
                                   const char* option);

// The column that is called as labels usually are (label, labels, class, target, y), or the only one.
// Throws Error{Usage} listing the columns where there is none or more than one.
std::size_t guessedLabelColumn(const std::string& path, const CsvHeader& header);

}  // namespace maacc
