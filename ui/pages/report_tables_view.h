#pragma once

#include <QWidget>

#include "ui/jobs/background_task.h"
#include "ui/models/report_table_model.h"

class QComboBox;
class QLabel;
class QTableView;

namespace maacc {

// Each table of a report, to look at and to copy as LaTeX.
class ReportTablesView : public QWidget {
  Q_OBJECT

 public:
  explicit ReportTablesView(QWidget* parent = nullptr);
  // Stays at the table of the same id. Null: there is none.
  void setReport(const std::shared_ptr<const ReportDocument>& report);

 signals:
  void copied(const QString& what);

 private:
  void show();
  void copy();
  std::shared_ptr<const ReportTable> chosen() const;

  std::vector<std::shared_ptr<const ReportTable>> tables_;  // each holds the report
  ReportTableModel model_;
  QComboBox* which_;
  QTableView* table_;
  QLabel* caption_;
  BackgroundTask copying_;
};

}  // namespace maacc
