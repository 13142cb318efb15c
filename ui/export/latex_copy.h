#pragma once

#include <QString>
#include <functional>

class QAbstractItemModel;
class QTableView;

namespace maacc {

// The rows of a model as a booktabs table, as reports write theirs, with the packages that it needs
// in comments. textColumns: from the left; the others are numbers.
QString latexTable(const QAbstractItemModel& model,
                   const QString& id,
                   const QString& caption,
                   int textColumns);

// Adds "Copy as LaTeX" to the menu of a table that has its model (Ctrl+Shift+L); off for thousands
// of rows. The caption is asked for when it copies.
void addLatexCopy(QTableView& view,
                  const QString& id,
                  int textColumns,
                  const std::function<QString()>& caption);

}  // namespace maacc
