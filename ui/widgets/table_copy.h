#pragma once

#include <QString>

class QTableView;

namespace maacc {

enum class TableFormat {
  Tabs,  // the selected rows with all columns
  Csv,   // RFC 4180
  Latex  // booktabs, with the packages that it needs in comments
};

constexpr int kMostLatexRows = 5000;  // more is no table for a paper

// How a table is set in LaTeX.
struct LatexLook {
  QString id = QStringLiteral("copied");
  QString caption;      // empty: the accessible name of the table
  int textColumns = 1;  // from the left; the others are numbers
};

// Puts the selected rows on the clipboard, as CSV and LaTeX all of them where fewer than two are
// selected; hidden columns are left out there. A large table is read a little at a time, and a
// window says how far it is; where the rows change meanwhile, nothing is copied and it says that.
// Thousands of rows are not set in LaTeX.
void copyTable(QTableView& table, TableFormat format, const LatexLook& look = {});

// The same text at once, for a table that is not large.
QString tableText(const QTableView& table, TableFormat format, const LatexLook& look = {});

}  // namespace maacc
