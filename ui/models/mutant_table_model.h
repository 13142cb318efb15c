#pragma once

#include <QAbstractTableModel>
#include <memory>
#include <vector>

#include "ui/models/mutant_filter.h"

namespace maacc {

// Mutants with their verdicts; borrows plan and records. Holds a million rows: sorting works on one
// vector of 64-bit keys, filtering goes through what is sorted, and text exists only for the cells
// on the screen.
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

  explicit MutantTableModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  // records must outlive the model or the next call, and grow only; tell growth by recordsAdded().
  void setRun(std::shared_ptr<const RunDescription> description,
              const std::vector<KillRecord>* records);
  void clear();
  void recordsAdded();

  // By mutant id; reasons are shown, not kept beyond the next call.
  void setMarks(const MutantMarks& marks);
  void setFilter(const MutantFilter& filter);
  const MutantFilter& filter() const { return filter_; }
  const FilterCounts& filterCounts() const { return counts_; }
  void sort(int column, Qt::SortOrder order) override;

  int64_t mutantAt(int row) const { return order_[static_cast<size_t>(row)]; }
  int rowOfMutant(int64_t mutantIndex) const;             // -1: filtered away
  const KillRecord* recordOf(int64_t mutantIndex) const;  // null: untested
  Verdict verdictOf(int64_t mutantIndex) const;
  MarkState markOf(int64_t mutantIndex) const {
    return columns_.mark(static_cast<size_t>(mutantIndex));
  }
  const ClassKills& kills() const { return columns_.kills(); }
  const std::vector<uint32_t>& order() const { return order_; }  // by row, the mutant
  // The nearest survivor after (step 1) or before (step -1) a row, around the end; -1 when there is
  // none.
  int nextSurvivor(int row, int step) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  void sortAll();
  void refilter();
  uint32_t sortKey(size_t mutant) const;
  void applyOrder(std::vector<uint32_t> order);
  void indexRecords();
  QString text(size_t mutant, int column) const;
  QString toolTip(size_t mutant, int column) const;
  QVariant killedClasses(size_t mutant, int column, int role) const;

  std::shared_ptr<const RunDescription> description_;
  const std::vector<KillRecord>* records_ = nullptr;
  MutantMarks marks_;
  MutantColumns columns_;
  std::vector<int32_t> recordOf_;  // per mutant, a position in *records_; -1: untested
  size_t indexed_ = 0;             // records that recordOf_ knows
  std::vector<uint32_t> sorted_;   // all mutants, as they are sorted
  std::vector<uint32_t> order_;    // per row, a mutant
  MutantFilter filter_;
  FilterCounts counts_;
  int sortColumn_ = Status;
  Qt::SortOrder sortOrder_ = Qt::AscendingOrder;
};

}  // namespace maacc

Q_DECLARE_METATYPE(const maacc::ClassSet*)
