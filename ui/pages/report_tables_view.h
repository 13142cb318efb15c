#pragma once

#include <QWidget>

#include "core/report/report_document.h"
#include "ui/models/text_table_model.h"

class QComboBox;
class QLabel;
class QTableView;

namespace maacc {

// Each table of a report, to look at and to copy as LaTeX.
class ReportTablesView : public QWidget {
  Q_OBJECT

 public:
  explicit ReportTablesView(QWidget* parent = nullptr);
  // Stays at the table of the same id.
  void setReport(const ReportDocument& report);
  QString latex() const;  // of the chosen table

 signals:
  void copied(const QString& what);

 private:
  void show();
  const ReportTable* chosen() const;

  std::vector<ReportTable> tables_;
  TextTableModel model_;
  QComboBox* which_;
  QTableView* table_;
  QLabel* caption_;
};

}  // namespace maacc
