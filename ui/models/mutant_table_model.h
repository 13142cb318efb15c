#pragma once

#include <QAbstractTableModel>
#include <memory>
#include <vector>

#include "ui/jobs/background_task.h"
#include "ui/models/mutant_order.h"

namespace maacc {

// Mutants with their verdicts; borrows the records. Holds a million rows: a large run is indexed,
// sorted and filtered on a pool thread, and its rows change when that is done; text exists only for
// the cells on the screen. A small run changes at once.
class MutantTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    Id,
    Layer,
    Units,
    Op,
    Status,
    Flipped,
    KilledTrue,
    KilledPredicted,
    Mark,
    Group,
    ColumnCount
  };
  enum Role { ClassSetRole = Qt::UserRole + 1 };  // const ClassSet*, null where there is none

  explicit MutantTableModel(QObject* parent = nullptr);

  // records must outlive the model or the next call; tell growth by recordsAdded().
  void setRun(std::shared_ptr<const RunDescription> description, const RecordList* records);
  void clear();
  void recordsAdded();
  bool isOrdering() const { return ordering_.isBusy(); }  // rows are about to change

  void setMarks(std::vector<MarkedMutant> marked);  // ascending
  void setFilter(const MutantFilter& filter);
  const MutantFilter& filter() const { return filter_; }
  const FilterCounts& filterCounts() const { return counts_; }
  void sort(int column, Qt::SortOrder order) override;

  int64_t mutantAt(int row) const { return order_[static_cast<size_t>(row)]; }
  int rowOfMutant(int64_t mutantIndex) const;             // -1: filtered away
  const KillRecord* recordOf(int64_t mutantIndex) const;  // null: untested
  // Those of a large run are known when it has rows.
  Verdict verdictOf(int64_t mutantIndex) const;
  MarkState markOf(int64_t mutantIndex) const;
  const ClassKills& kills() const { return columns_->kills(); }
  const std::vector<uint32_t>& order() const { return order_; }  // by row, the mutant
  // The nearest survivor after (step 1) or before (step -1) a row, around the end; -1 when there is
  // none.
  int nextSurvivor(int row, int step) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 signals:
  void orderAboutToChange();
  void ordered();  // rows, counts and what is known of mutants are those of the last change

 private:
  void startIndex();
  void update(bool sortToo);
  void takeOrder(MutantOrder&& order);
  void takeWaiting();
  void applyOrder(std::vector<uint32_t> order);
  QModelIndexList moved(const QModelIndexList& before, const std::vector<uint32_t>& old) const;
  void indexRecords();
  QString text(size_t mutant, int column) const;
  QString toolTip(size_t mutant, int column) const;
  QVariant killedClasses(size_t mutant, int column, int role) const;

  std::shared_ptr<const RunDescription> description_;
  const RecordList* records_ = nullptr;
  std::vector<MarkedMutant> marked_;
  // Changes only while no pool thread reads it: what comes meanwhile waits.
  std::shared_ptr<MutantColumns> columns_;
  size_t indexed_ = 0;                                   // records that columns_ know
  std::shared_ptr<const std::vector<uint32_t>> sorted_;  // all mutants; null: not as wanted
  std::vector<uint32_t> order_;                          // per row, a mutant
  MutantFilter filter_;
  FilterCounts counts_;
  MutantSorting sorting_;
  bool waiting_ = false;  // something changed while a pool thread worked
  BackgroundTask ordering_;
};

}  // namespace maacc

Q_DECLARE_METATYPE(const maacc::ClassSet*)
