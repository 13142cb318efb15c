#pragma once

#include <QWidget>

#include "ui/models/mutant_table_model.h"

class QLabel;
class QTableView;

namespace maacc {

class MutantFilterBar;

// The mutants behind filters, survivors first.
class MutantView : public QWidget {
  Q_OBJECT

 public:
  explicit MutantView(MutantTableModel& mutants, QWidget* parent = nullptr);

  void setRun(const RunDescription* description);  // null: none
  // Rows may have moved or changed: the selected mutant and the scroll position stay.
  void recordsAdded();
  void marksChanged(const MutantMarks& marks);

  MutantFilterBar& filters() { return *filters_; }
  QTableView* table() const { return table_; }
  int64_t currentMutant() const;  // -1: none
  std::vector<int64_t> selectedMutants() const;
  // Selects it; where the filters hide it, they go.
  void showMutant(int64_t mutant);
  void goToSurvivor(int step);

 signals:
  void mutantSelected(qint64 mutantIndex);  // -1: none
  void rowsChanged();                       // other ones, or another order

 private:
  template <class Change>
  void keepingSelection(Change&& change);
  void applyFilter(const MutantFilter& filter);
  void select(int64_t mutant);
  void showShown();

  MutantTableModel& mutants_;
  MutantFilterBar* filters_;
  QTableView* table_;
  QLabel* shown_;
  qint64 planned_ = 0;
  bool restoring_ = false;
};

}  // namespace maacc
