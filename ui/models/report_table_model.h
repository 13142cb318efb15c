#pragma once

#include <QAbstractTableModel>
#include <memory>

#include "core/report/report_document.h"

namespace maacc {

// A table of a report as it is: text is made for the cells on the screen.
class ReportTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  using QAbstractTableModel::QAbstractTableModel;

  // Null: nothing is shown. The pointer may share the whole report.
  void setTable(std::shared_ptr<const ReportTable> table);
  const std::shared_ptr<const ReportTable>& table() const { return table_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  std::shared_ptr<const ReportTable> table_;
};

}  // namespace maacc
