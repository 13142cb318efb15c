#pragma once

#include <QString>

class QTableView;

namespace maacc {

// The habits of every table here: whole rows, no grid, tight rows, keyboard, a name for screen
// readers, Ctrl+C copies the selected rows as tab-separated text, and the context menu copies them
// as CSV or LaTeX (Ctrl+Shift+L).
void prepareTable(QTableView& table, const QString& accessibleName);

}  // namespace maacc
