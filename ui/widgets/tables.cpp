#include "ui/widgets/tables.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTableView>

namespace maacc {

void prepareTable(QTableView& table, const QString& accessibleName) {
  table.setAccessibleName(accessibleName);
  table.setSelectionBehavior(QAbstractItemView::SelectRows);
  table.setShowGrid(false);
  table.setAlternatingRowColors(true);
  table.setWordWrap(false);
  table.setTabKeyNavigation(false);
  table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + 8);
  table.verticalHeader()->hide();
  table.horizontalHeader()->setHighlightSections(false);
  table.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  auto* copy = new QAction(QCoreApplication::translate("maacc::Tables", "Copy rows"), &table);
  copy->setShortcut(QKeySequence::Copy);
  copy->setShortcutContext(Qt::WidgetShortcut);
  QObject::connect(copy, &QAction::triggered, &table,
                   [&table] { QGuiApplication::clipboard()->setText(selectedRowsText(table)); });
  table.addAction(copy);
  table.setContextMenuPolicy(Qt::ActionsContextMenu);
}

QString selectedRowsText(const QTableView& table) {
  const QAbstractItemModel* model = table.model();
  QStringList lines;
  QStringList cells;
  for (int column = 0; column < model->columnCount(); ++column) {
    cells << model->headerData(column, Qt::Horizontal).toString();
  }
  lines << cells.join('\t');
  QModelIndexList rows = table.selectionModel()->selectedRows();
  std::sort(rows.begin(), rows.end());
  for (const QModelIndex& row : rows) {
    cells.clear();
    for (int column = 0; column < model->columnCount(); ++column) {
      cells << row.siblingAtColumn(column).data().toString();
    }
    lines << cells.join('\t');
  }
  return lines.join('\n') + '\n';
}

}  // namespace maacc
