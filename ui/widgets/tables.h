#pragma once

#include <QString>

class QTableView;

namespace maacc {

// The habits of every table here: whole rows, no grid, tight rows, keyboard, a name for screen
// readers, and Ctrl+C copies the selected rows as tab-separated text.
void prepareTable(QTableView& table, const QString& accessibleName);

// The selected rows with a header line, tab-separated.
QString selectedRowsText(const QTableView& table);

}  // namespace maacc
