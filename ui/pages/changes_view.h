#pragma once

#include <QWidget>

#include "ui/models/verdict_change_model.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QTableView;

namespace maacc {

// Mutants whose verdict changed against the base, by run, kind of change and id.
class ChangesView : public QWidget {
  Q_OBJECT

 public:
  explicit ChangesView(QWidget* parent = nullptr);
  void setComparison(std::shared_ptr<const RunSetComparison> set);
  const VerdictChangeModel& model() const { return model_; }

 signals:
  void changeSelected(const QString& runPath, const QString& mutantId);
  void countChanged(qint64 changes);

 private:
  QLayout* makeFilters();
  void applyFilter();
  QString openText() const;

  VerdictChangeModel model_;
  std::shared_ptr<const RunSetComparison> set_;
  QComboBox* run_;
  QComboBox* transition_;
  QLineEdit* search_;
  QTableView* table_;
  QLabel* shown_;
};

}  // namespace maacc
