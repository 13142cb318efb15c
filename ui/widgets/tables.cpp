#include "ui/widgets/tables.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTableView>
#include <algorithm>
#include <numeric>

#include "core/report/latex_parts.h"
#include "core/report/text_table.h"

namespace maacc {
namespace {

// The header and the rows that a copy takes.
QList<QStringList> shownCells(const QTableView& table) {
  const QAbstractItemModel* model = table.model();
  const bool withRowNames = table.verticalHeader()->isVisibleTo(&table);
  QList<int> columns;
  QStringList header(withRowNames ? QStringList(QString()) : QStringList());
  for (int column = 0; column < model->columnCount(); ++column) {
    if (!table.isColumnHidden(column)) {
      columns << column;
      header << model->headerData(column, Qt::Horizontal).toString();
    }
  }
  QList<int> rows;
  for (const QModelIndex& row : table.selectionModel()->selectedRows()) {
    rows << row.row();
  }
  std::sort(rows.begin(), rows.end());
  if (rows.size() < 2) {
    rows.resize(model->rowCount());
    std::iota(rows.begin(), rows.end(), 0);
  }
  QList<QStringList> lines{header};
  for (const int row : rows) {
    QStringList cells;
    if (withRowNames) {
      cells << model->headerData(row, Qt::Vertical).toString();
    }
    for (const int column : columns) {
      cells << model->index(row, column).data().toString();
    }
    lines << cells;
  }
  return lines;
}

}  // namespace

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
  const auto add = [&table](const QString& text, QString (*format)(const QTableView&)) {
    auto* action = new QAction(text, &table);
    QObject::connect(action, &QAction::triggered, &table,
                     [&table, format] { QGuiApplication::clipboard()->setText(format(table)); });
    table.addAction(action);
  };
  add(QCoreApplication::translate("maacc::Tables", "Copy as CSV"), rowsCsv);
  add(QCoreApplication::translate("maacc::Tables", "Copy as LaTeX"), rowsLatex);
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

QString rowsCsv(const QTableView& table) {
  QString text;
  for (const QStringList& line : shownCells(table)) {
    QStringList fields;
    for (const QString& cell : line) {
      fields << QString::fromStdString(csvField(cell.toStdString()));
    }
    text += fields.join(QLatin1Char(',')) + QLatin1String("\r\n");
  }
  return text;
}

QString rowsLatex(const QTableView& table) {
  const auto texts = [](const QStringList& cells) {
    std::vector<std::string> line;
    for (const QString& cell : cells) {
      line.push_back(cell.toStdString());
    }
    return line;
  };
  const QList<QStringList> lines = shownCells(table);
  ReportTable copied{"copied", table.accessibleName().toStdString(), texts(lines.first()), {}};
  for (qsizetype line = 1; line < lines.size(); ++line) {
    copied.rows.push_back(texts(lines[line]));
  }
  return QString::fromStdString(tableLatex(copied));
}

}  // namespace maacc
