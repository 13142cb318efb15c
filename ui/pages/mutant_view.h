#pragma once

#include <QWidget>

#include "ui/models/mutant_table_model.h"

class QLabel;
class QTableView;

namespace maacc {

class MutantFilterBar;

// The mutants behind filters, survivors first. When rows move or change, the selected mutants and
// the scroll position stay.
class MutantView : public QWidget {
  Q_OBJECT

 public:
  explicit MutantView(MutantTableModel& mutants, QWidget* parent = nullptr);

  void setRun(const RunDescription* description);  // null: none
  MutantFilterBar& filters() { return *filters_; }
  QTableView* table() const { return table_; }
  int64_t currentMutant() const;  // -1: none
  std::vector<int64_t> selectedMutants() const;
  // Selects it, as soon as there is its row; where the filters hide it, they go.
  void showMutant(int64_t mutant);
  void goToSurvivor(int step);

 signals:
  void mutantSelected(qint64 mutantIndex);  // -1: none
  void rowsChanged();                       // other ones, or another order

 private:
  void remember();
  void restore();
  void applyFilter(const MutantFilter& filter);
  void select(int64_t mutant);
  void showShown();

  MutantTableModel& mutants_;
  MutantFilterBar* filters_;
  QTableView* table_;
  QLabel* shown_;
  qint64 planned_ = 0;
  bool restoring_ = false;
  bool filtered_ = false;      // the rows that come are those of another filter
  int64_t wanted_ = -1;        // to be selected when the rows are there
  std::vector<int64_t> kept_;  // selected before the rows changed; the current one first
  int scroll_ = 0;
};

}  // namespace maacc
