#include "ui/models/mutant_table_model.h"

#include <algorithm>
#include <limits>

#include "core/mutation/operator.h"
#include "core/report/marked_scores.h"
#include "ui/text.h"
#include "ui/theme.h"

namespace maacc {
namespace {

constexpr uint32_t kLast = std::numeric_limits<uint32_t>::max();

std::optional<int64_t> killedCount(const ClassSet& set) {
  return set.empty() ? std::nullopt
                     : std::optional<int64_t>(std::count(set.begin(), set.end(), uint8_t{1}));
}

}  // namespace

QString verdictText(Verdict verdict) {
  switch (verdict) {
    case Verdict::Survived:
      return MutantTableModel::tr("Survived");
    case Verdict::Undecided:
      return MutantTableModel::tr("Undecided");
    case Verdict::Error:
      return MutantTableModel::tr("Error");
    case Verdict::Killed:
      return MutantTableModel::tr("Killed");
    case Verdict::Untested:
      return MutantTableModel::tr("Not tested");
  }
  return {};
}

Verdict verdictOf(MutantStatus status) {
  switch (status) {
    case MutantStatus::Killed:
      return Verdict::Killed;
    case MutantStatus::Survived:
      return Verdict::Survived;
    case MutantStatus::Undecided:
      return Verdict::Undecided;
    case MutantStatus::Error:
      break;
  }
  return Verdict::Error;
}

void MutantTableModel::setRun(std::shared_ptr<const RunDescription> description,
                              const std::vector<KillRecord>* records) {
  beginResetModel();
  description_ = std::move(description);
  records_ = records;
  marks_.clear();
  columns_ = description_ ? MutantColumns(*description_) : MutantColumns();
  recordOf_.assign(columns_.size(), -1);
  indexed_ = 0;
  indexRecords();
  sortAll();
  order_ = columns_.select(filter_, sorted_, counts_);
  endResetModel();
}

void MutantTableModel::clear() { setRun(nullptr, nullptr); }

void MutantTableModel::indexRecords() {
  if (records_ == nullptr) {
    return;
  }
  for (; indexed_ < records_->size(); ++indexed_) {
    const auto mutant = static_cast<size_t>((*records_)[indexed_].mutantIndex);
    if (mutant < recordOf_.size()) {
      recordOf_[mutant] = static_cast<int32_t>(indexed_);
      columns_.setRecord(mutant, (*records_)[indexed_]);
    }
  }
}

void MutantTableModel::recordsAdded() {
  if (!description_) {
    return;
  }
  indexRecords();
  sortAll();
  refilter();
}

void MutantTableModel::setMarks(const MutantMarks& marks) {
  marks_ = marks;
  columns_.clearMarks();
  if (description_) {
    for (const MarkedMutant& marked : findMarked(description_->plan, marks)) {
      columns_.setMark(static_cast<size_t>(marked.mutant), markState(marked.mark.kind));
    }
  }
  if (sortColumn_ == Mark) {
    sortAll();
  }
  refilter();
}

void MutantTableModel::setFilter(const MutantFilter& filter) {
  filter_ = filter;
  refilter();
}

void MutantTableModel::refilter() { applyOrder(columns_.select(filter_, sorted_, counts_)); }

void MutantTableModel::sort(int column, Qt::SortOrder order) {
  sortColumn_ = column < 0 ? static_cast<int>(Id) : column;
  sortOrder_ = order;
  sortAll();
  refilter();
}

// A changed order keeps selection and scroll position; a changed number of rows needs a reset.
void MutantTableModel::applyOrder(std::vector<uint32_t> order) {
  if (order.size() != order_.size()) {
    beginResetModel();
    order_ = std::move(order);
    endResetModel();
    return;
  }
  emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
  const QModelIndexList before = persistentIndexList();
  std::vector<int> rowOf;
  if (!before.isEmpty()) {
    rowOf.assign(recordOf_.size(), -1);
    for (size_t row = 0; row < order.size(); ++row) {
      rowOf[order[row]] = static_cast<int>(row);
    }
  }
  QModelIndexList after;
  after.reserve(before.size());
  for (const QModelIndex& old : before) {
    const int row = rowOf[order_[static_cast<size_t>(old.row())]];
    after << (row < 0 ? QModelIndex() : createIndex(row, old.column()));
  }
  order_ = std::move(order);
  changePersistentIndexList(before, after);
  emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void MutantTableModel::sortAll() {
  std::vector<uint64_t> keys;
  keys.reserve(columns_.size());
  for (size_t mutant = 0; mutant < columns_.size(); ++mutant) {
    keys.push_back(uint64_t{sortKey(mutant)} << 32 | mutant);
  }
  if (!std::is_sorted(keys.begin(), keys.end())) {
    std::sort(keys.begin(), keys.end());
  }
  sorted_.assign(keys.begin(), keys.end());  // the low half is the mutant
}

// Smaller comes first. In both directions a verdict without the value comes after those with it,
// and what was not tested last.
uint32_t MutantTableModel::sortKey(size_t mutant) const {
  const Mutant& m = description_->plan.mutants[mutant];
  const KillRecord* record = recordOf(static_cast<int64_t>(mutant));
  const bool judged = record != nullptr && record->status != MutantStatus::Error;
  std::optional<int64_t> value;
  switch (sortColumn_) {
    case Layer:
      value = m.weightedLayer;
      break;
    case Units:
      value = m.units.empty() ? 0 : m.units.front();
      break;
    case Op:
      value = description_->operatorOf[mutant];
      break;
    case Status:
      value = static_cast<int64_t>(verdictOf(static_cast<int64_t>(mutant)));
      break;
    case Flipped:
      value = judged ? record->flippedInputs : std::nullopt;
      break;
    case KilledTrue:
      value = judged ? killedCount(record->killedTrueClass) : std::nullopt;
      break;
    case KilledPredicted:
      value = judged ? killedCount(record->killedPredictedClass) : std::nullopt;
      break;
    case Mark:
      // Marked ones first.
      value = columns_.mark(mutant) == MarkState::Unmarked
                  ? kMarkStateCount
                  : static_cast<int64_t>(columns_.mark(mutant));
      break;
    case Group:
      value = columns_.group(mutant) < 0 ? std::nullopt
                                         : std::optional<int64_t>(columns_.group(mutant));
      break;
    default:
      value = static_cast<int64_t>(mutant);
      break;
  }
  if (!value) {
    return record ? kLast - 1 : kLast;
  }
  const auto key = static_cast<uint32_t>(std::clamp<int64_t>(*value, 0, kLast - 2));
  return sortOrder_ == Qt::AscendingOrder ? key : kLast - 2 - key;
}

int MutantTableModel::rowOfMutant(int64_t mutantIndex) const {
  const auto found = std::find(order_.begin(), order_.end(), static_cast<uint32_t>(mutantIndex));
  return found == order_.end() ? -1 : static_cast<int>(found - order_.begin());
}

const KillRecord* MutantTableModel::recordOf(int64_t mutantIndex) const {
  const int32_t position = recordOf_[static_cast<size_t>(mutantIndex)];
  return position < 0 ? nullptr : &(*records_)[static_cast<size_t>(position)];
}

Verdict MutantTableModel::verdictOf(int64_t mutantIndex) const {
  return columns_.verdict(static_cast<size_t>(mutantIndex));
}

int MutantTableModel::nextSurvivor(int row, int step) const {
  const int rows = rowCount();
  if (rows == 0) {
    return -1;
  }
  int start = row;
  if (start < 0) {
    start = step > 0 ? -1 : 0;
  }
  for (int offset = 1; offset <= rows; ++offset) {
    const int candidate = ((start + step * offset) % rows + rows) % rows;
    if (verdictOf(mutantAt(candidate)) == Verdict::Survived) {
      return candidate;
    }
  }
  return -1;
}

}  // namespace maacc
