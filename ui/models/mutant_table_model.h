#pragma once

#include <QAbstractTableModel>
#include <array>
#include <memory>
#include <vector>

#include "ui/jobs/run_data.h"
#include "ui/verdict.h"

namespace maacc {

struct MutantFilter {
  std::array<bool, kVerdictCount> verdicts{true, true, true, true, true};
  int weightedLayer = -1;  // -1: all
  int operatorIndex = -1;  // position in RunDescription::operatorTexts; -1: all
  QString text;  // words, each in the mutant's id or its layer's name, without regard to case
  bool operator==(const MutantFilter&) const = default;
};

// How many mutants each choice of a filter would show, with the other filters as they are.
struct FilterCounts {
  std::array<int64_t, kVerdictCount> byVerdict{};
  std::vector<int64_t> byLayer;
  std::vector<int64_t> byOperator;
};

// Mutants with their verdicts; borrows plan and records. Holds a million rows: filtering and
// sorting work on one vector of 64-bit keys, and text exists only for the cells on the screen.
class MutantTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Id, Layer, Units, Op, Status, Flipped, KilledTrue, KilledPredicted, ColumnCount };
  enum Role { ClassSetRole = Qt::UserRole + 1 };  // const ClassSet*, null where there is none

  explicit MutantTableModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  // records must outlive the model or the next call, and grow only; tell growth by recordsAdded().
  void setRun(std::shared_ptr<const RunDescription> description,
              const std::vector<KillRecord>* records);
  void clear();
  void recordsAdded();

  void setFilter(const MutantFilter& filter);
  const MutantFilter& filter() const { return filter_; }
  const FilterCounts& filterCounts() const { return counts_; }
  void sort(int column, Qt::SortOrder order) override;

  int64_t mutantAt(int row) const { return order_[static_cast<size_t>(row)]; }
  int rowOfMutant(int64_t mutantIndex) const;             // -1: filtered away
  const KillRecord* recordOf(int64_t mutantIndex) const;  // null: untested
  Verdict verdictOf(int64_t mutantIndex) const;
  // The nearest survivor after (step 1) or before (step -1) a row, around the end; -1 when there is
  // none.
  int nextSurvivor(int row, int step) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  std::vector<uint32_t> computeOrder();
  uint32_t sortKey(size_t mutant) const;
  bool matchesText(size_t mutant, const std::vector<std::string>& words) const;
  void applyOrder(std::vector<uint32_t> order);
  void indexRecords();
  QString text(size_t mutant, int column) const;
  QVariant killedClasses(size_t mutant, int column, int role) const;

  std::shared_ptr<const RunDescription> description_;
  const std::vector<KillRecord>* records_ = nullptr;
  std::vector<int32_t> recordOf_;  // per mutant, a position in *records_; -1: untested
  size_t indexed_ = 0;             // records that recordOf_ knows
  std::vector<uint32_t> order_;    // per row, a mutant
  MutantFilter filter_;
  FilterCounts counts_;
  int sortColumn_ = Status;
  Qt::SortOrder sortOrder_ = Qt::AscendingOrder;
};

}  // namespace maacc

Q_DECLARE_METATYPE(const maacc::ClassSet*)
