#include "ui/models/mutant_table_model.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/mutation/operator.h"
#include "core/report/marked_scores.h"
#include "ui/text.h"
#include "ui/theme.h"

namespace maacc {
namespace {

// More than that takes longer than a frame.
constexpr size_t kAtOnce = 20000;
// To search a million rows for each of more takes longer than to note where all are.
constexpr size_t kMostSearched = 30;

struct MutantIndex {
  std::shared_ptr<MutantColumns> columns;
  size_t records = 0;
  MutantOrder order;
};

void setRecords(MutantColumns& columns, const RecordView& records, size_t first) {
  for (size_t position = first; position < records.size(); ++position) {
    const auto mutant = static_cast<size_t>(records[position].mutantIndex);
    if (mutant < columns.size()) {
      columns.setRecord(mutant, records[position], static_cast<int32_t>(position));
    }
  }
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

MutantTableModel::MutantTableModel(QObject* parent)
    : QAbstractTableModel(parent),
      columns_(std::make_shared<MutantColumns>()),
      sorting_{Status, Qt::AscendingOrder},
      ordering_(this) {}

void MutantTableModel::setRun(std::shared_ptr<const RunDescription> description,
                              const RecordList* records) {
  ordering_.cancel();
  beginResetModel();
  description_ = std::move(description);
  records_ = records;
  marked_.clear();
  columns_ = std::make_shared<MutantColumns>();
  indexed_ = 0;
  sorted_.reset();
  order_.clear();
  counts_ = {};
  waiting_ = false;
  endResetModel();
  if (description_ == nullptr) {
    return;
  }
  if (description_->plan.mutants.size() > kAtOnce) {
    startIndex();
    return;
  }
  *columns_ = MutantColumns(*description_);
  indexRecords();
  update(true);
}

void MutantTableModel::clear() { setRun(nullptr, nullptr); }

void MutantTableModel::startIndex() {
  const auto work = [run = description_, records = records_->view(), sorting = sorting_,
                     filter = filter_] {
    MutantIndex index{std::make_shared<MutantColumns>(*run), records.size(), {}};
    setRecords(*index.columns, records, 0);
    index.order = orderMutants({run, index.columns, nullptr, sorting, filter});
    return index;
  };
  ordering_.start(
      work,
      [this](MutantIndex&& index) {
        columns_ = std::move(index.columns);
        indexed_ = index.records;
        takeOrder(std::move(index.order));
      },
      [](const QString& sentence) { qWarning("%s", qPrintable(sentence)); });
}

void MutantTableModel::indexRecords() {
  setRecords(*columns_, records_->view(), indexed_);
  indexed_ = records_->size();
}

void MutantTableModel::recordsAdded() {
  if (description_) {
    update(true);
  }
}

void MutantTableModel::setMarks(std::vector<MarkedMutant> marked) {
  marked_ = std::move(marked);
  if (description_) {
    update(sorting_.column == Mark);
  }
}

void MutantTableModel::setFilter(const MutantFilter& filter) {
  filter_ = filter;
  if (description_) {
    update(false);
  }
}

void MutantTableModel::sort(int column, Qt::SortOrder order) {
  sorting_ = {column < 0 ? static_cast<int>(Id) : column, order};
  if (description_) {
    update(true);
  }
}

// What is new while a pool thread works waits until it ends; its answer is dropped then.
void MutantTableModel::update(bool sortToo) {
  if (sortToo) {
    sorted_.reset();
  }
  if (ordering_.isBusy()) {
    waiting_ = true;
    return;
  }
  takeWaiting();
  const MutantOrderQuestion question{description_, columns_, sorted_, sorting_, filter_};
  if (columns_->size() <= kAtOnce) {
    takeOrder(orderMutants(question));
    return;
  }
  ordering_.start([question] { return orderMutants(question); },
                  [this](MutantOrder&& order) { takeOrder(std::move(order)); },
                  [](const QString& sentence) { qWarning("%s", qPrintable(sentence)); });
}

// Records and marks that came since the columns were changed last.
void MutantTableModel::takeWaiting() {
  indexRecords();
  columns_->clearMarks();
  for (const MarkedMutant& marked : marked_) {
    columns_->setMark(static_cast<size_t>(marked.mutant), markState(marked.mark.kind));
  }
}

void MutantTableModel::takeOrder(MutantOrder&& order) {
  if (std::exchange(waiting_, false)) {
    update(false);
    return;
  }
  emit orderAboutToChange();
  sorted_ = std::move(order.sorted);
  counts_ = std::move(order.counts);
  applyOrder(std::move(order.shown));
  emit ordered();
}

// A changed order keeps selection and scroll position; a changed number of rows needs a reset.
void MutantTableModel::applyOrder(std::vector<uint32_t> order) {
  if (order.size() != order_.size()) {
    beginResetModel();
    order_ = std::move(order);
    endResetModel();
    return;
  }
  if (order == order_) {
    if (!order_.empty()) {
      emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
    return;
  }
  emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
  const QModelIndexList before = persistentIndexList();
  const std::vector<uint32_t> old = std::exchange(order_, std::move(order));
  changePersistentIndexList(before, moved(before, old));
  emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

// Where rows of an earlier order are now.
QModelIndexList MutantTableModel::moved(const QModelIndexList& before,
                                        const std::vector<uint32_t>& old) const {
  std::map<int, int> known;
  for (const QModelIndex& place : before) {
    known.emplace(place.row(), -1);
  }
  if (known.size() <= kMostSearched) {
    for (auto& [from, to] : known) {
      to = rowOfMutant(old[static_cast<size_t>(from)]);
    }
  } else {
    std::vector<int> rowOf(columns_->size(), -1);
    for (size_t row = 0; row < order_.size(); ++row) {
      rowOf[order_[row]] = static_cast<int>(row);
    }
    for (auto& [from, to] : known) {
      to = rowOf[old[static_cast<size_t>(from)]];
    }
  }
  QModelIndexList after;
  after.reserve(before.size());
  for (const QModelIndex& place : before) {
    const int row = known[place.row()];
    after << (row < 0 ? QModelIndex() : createIndex(row, place.column()));
  }
  return after;
}

int MutantTableModel::rowOfMutant(int64_t mutantIndex) const {
  const auto found = std::find(order_.begin(), order_.end(), static_cast<uint32_t>(mutantIndex));
  return found == order_.end() ? -1 : static_cast<int>(found - order_.begin());
}

const KillRecord* MutantTableModel::recordOf(int64_t mutantIndex) const {
  const auto mutant = static_cast<size_t>(mutantIndex);
  const int32_t position = mutant < columns_->size() ? columns_->recordOf(mutant) : -1;
  return position < 0 ? nullptr : &(*records_)[static_cast<size_t>(position)];
}

Verdict MutantTableModel::verdictOf(int64_t mutantIndex) const {
  const auto mutant = static_cast<size_t>(mutantIndex);
  return mutant < columns_->size() ? columns_->verdict(mutant) : Verdict::Untested;
}

MarkState MutantTableModel::markOf(int64_t mutantIndex) const {
  const auto mutant = static_cast<size_t>(mutantIndex);
  return mutant < columns_->size() ? columns_->mark(mutant) : MarkState::Unmarked;
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
