#include "ui/models/text_table_model.h"

#include <QFont>
#include <QGuiApplication>
#include <QPalette>

#include "core/base/error.h"
#include "ui/text.h"

namespace maacc {

void TextTableModel::setRows(std::vector<TextRow> rows) { setTable(columns_, std::move(rows)); }

void TextTableModel::setTable(std::vector<TextColumn> columns, std::vector<TextRow> rows) {
  for (const TextRow& row : rows) {
    MAACC_CHECK(row.cells.size() == static_cast<qsizetype>(columns.size()));
  }
  beginResetModel();
  columns_ = std::move(columns);
  rows_ = std::move(rows);
  endResetModel();
}

int TextTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int TextTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant TextTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const TextRow& row = rows_[static_cast<size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return row.cells[index.column()];
    case Qt::ToolTipRole:
      return row.help.isEmpty() ? QVariant() : row.help;
    case Qt::TextAlignmentRole:
      return cellAlignment(columns_[static_cast<size_t>(index.column())].isNumber);
    case Qt::FontRole: {
      QFont font;
      font.setBold(row.isSummary);
      return row.isSummary ? QVariant(font) : QVariant();
    }
    case Qt::ForegroundRole:
      return row.isMuted ? QGuiApplication::palette().brush(QPalette::PlaceholderText) : QVariant();
    case SummaryRole:
      return row.isSummary;
    case TagRole:
      return row.tag;
    default:
      return {};
  }
}

QVariant TextTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical || section < 0 || section >= columnCount()) {
    return {};
  }
  const TextColumn& column = columns_[static_cast<size_t>(section)];
  switch (role) {
    case Qt::DisplayRole:
      return column.title;
    case Qt::ToolTipRole:
      return column.help.isEmpty() ? QVariant() : column.help;
    case Qt::TextAlignmentRole:
      return cellAlignment(column.isNumber);
    default:
      return {};
  }
}

}  // namespace maacc
