#pragma once

#include <QAbstractTableModel>
#include <memory>
#include <vector>

#include "ui/jobs/run_set.h"

namespace maacc {

// Which changes are shown.
struct ChangeFilter {
  int comparison = -1;  // -1: all
  int transition = -1;  // position in VerdictChangeModel::transitions(); -1: all
  QString text;         // part of the mutant's id, without regard to case
};

// Mutants whose verdict is not that of the base, one row per mutant and run. Text exists only for
// the cells on the screen.
class VerdictChangeModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Run, Mutant, Base, Now, Classes, ColumnCount };

  explicit VerdictChangeModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  void setComparison(std::shared_ptr<const RunSetComparison> set);
  void setFilter(const ChangeFilter& filter);

  // The distinct ones, in order of first use, with how many mutants took each.
  const std::vector<StatusTransition>& transitions() const { return transitions_; }
  qint64 total() const { return total_; }
  const VerdictChange& changeAt(int row) const;
  const RunFacts& runAt(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  struct Row {
    uint32_t comparison;
    uint32_t change;
  };
  QString text(const QModelIndex& index) const;
  std::vector<Row> shownRows() const;

  std::shared_ptr<const RunSetComparison> set_;
  ChangeFilter filter_;
  std::vector<StatusTransition> transitions_;
  qint64 total_ = 0;
  std::vector<Row> rows_;
};

}  // namespace maacc
