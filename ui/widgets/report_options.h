#pragma once

#include <QWidget>

#include "ui/jobs/report_order.h"
#include "ui/widgets/run_picker.h"

class QCheckBox;
class QComboBox;
class QPushButton;
class QSpinBox;

namespace maacc {

class FileField;

// Of which runs a report is, which files it becomes, and where.
class ReportOptions : public QWidget {
  Q_OBJECT

 public:
  explicit ReportOptions(QWidget* parent = nullptr);

  RunPicker& picker() { return *picker_; }
  ReportSubject subject() const;
  ReportOrder order() const;
  void setFolder(const QString& folder);
  void setBusy(bool busy);

 signals:
  void subjectChanged();
  void writeRequested();

 private:
  QWidget* makeFormats();
  QWidget* makeFigures();
  QCheckBox* addFormat(const QString& title, const QString& name, bool chosen);
  void follow();

  RunPicker* picker_;
  QSpinBox* survivors_;
  std::vector<std::pair<ReportFormat, QCheckBox*>> formats_;
  QCheckBox* pdf_ = nullptr;
  std::vector<std::pair<QString, QCheckBox*>> figures_;
  QComboBox* width_;
  QSpinBox* letters_;
  QCheckBox* grey_;
  FileField* folder_;
  QPushButton* write_;
  bool busy_ = false;
  QString suggested_;  // the folder that was suggested last
};

}  // namespace maacc
