#pragma once

#include <QString>
#include <functional>

class QTableView;

namespace maacc {

// Gives what "Copy as LaTeX" copies of a prepared table that has its model an id and a caption, as
// tables of reports have them; off for thousands of rows. textColumns: from the left; the others
// are numbers. The caption is asked for when it copies.
void nameLatexCopy(QTableView& view,
                   const QString& id,
                   int textColumns,
                   const std::function<QString()>& caption);

}  // namespace maacc
