#pragma once

#include <QString>

class QTableView;

namespace maacc {

// The habits of every table here: whole rows, no grid, tight rows, keyboard, a name for screen
// readers, Ctrl+C copies the selected rows as tab-separated text, and the context menu copies them
// as CSV or LaTeX.
void prepareTable(QTableView& table, const QString& accessibleName);

// The selected rows with a header line, tab-separated.
QString selectedRowsText(const QTableView& table);

// The same as CSV (RFC 4180) and as a LaTeX table as reports have it; without a selection of
// several rows, all of them. Hidden columns are left out.
QString rowsCsv(const QTableView& table);
QString rowsLatex(const QTableView& table);

}  // namespace maacc
