#include "ui/models/report_table_model.h"

#include "ui/text.h"

namespace maacc {

void ReportTableModel::setTable(std::shared_ptr<const ReportTable> table) {
  beginResetModel();
  table_ = std::move(table);
  endResetModel();
}

int ReportTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || table_ == nullptr ? 0 : static_cast<int>(table_->rows.size());
}

int ReportTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() || table_ == nullptr ? 0 : static_cast<int>(table_->header.size());
}

QVariant ReportTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const std::vector<std::string>& row = table_->rows[static_cast<size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return QString::fromStdString(row[static_cast<size_t>(index.column())]);
    case Qt::ToolTipRole: {
      QStringList cells;
      for (const std::string& cell : row) {
        cells << QString::fromStdString(cell);
      }
      return cells.join(QStringLiteral("\n"));
    }
    case Qt::TextAlignmentRole:
      return cellAlignment(index.column() >= table_->textColumns);
    default:
      return {};
  }
}

QVariant ReportTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical || section < 0 || section >= columnCount()) {
    return {};
  }
  if (role == Qt::TextAlignmentRole) {
    return cellAlignment(section >= table_->textColumns);
  }
  return role == Qt::DisplayRole
             ? QString::fromStdString(table_->header[static_cast<size_t>(section)])
             : QVariant();
}

}  // namespace maacc
