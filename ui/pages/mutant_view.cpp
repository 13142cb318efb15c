#include "ui/pages/mutant_view.h"

#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>
#include <utility>

#include "ui/text.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/mutant_filter_bar.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr int64_t kMostKept = 2000;  // selected ones; more are let go when the rows change

int64_t selectedRowCount(const QItemSelectionModel& model) {
  int64_t rows = 0;
  for (const QItemSelectionRange& range : model.selection()) {
    rows += range.height();
  }
  return rows;
}

}  // namespace

MutantView::MutantView(MutantTableModel& mutants, QWidget* parent)
    : QWidget(parent),
      mutants_(mutants),
      filters_(new MutantFilterBar),
      table_(new QTableView),
      shown_(makeNote({})) {
  prepareTable(*table_, tr("Mutants"));
  table_->setObjectName("mutantTable");
  table_->setModel(&mutants_);
  table_->setItemDelegateForColumn(MutantTableModel::KilledTrue, new ClassSetDelegate(table_));
  table_->setItemDelegateForColumn(MutantTableModel::KilledPredicted, new ClassSetDelegate(table_));
  // A header that follows the selection asks every row whether it is selected.
  table_->horizontalHeader()->setSelectionModel(
      new QItemSelectionModel(&mutants_, table_->horizontalHeader()));
  table_->horizontalHeader()->setSortIndicator(MutantTableModel::Status, Qt::AscendingOrder);
  table_->setSortingEnabled(true);
  table_->horizontalHeader()->setStretchLastSection(true);
  const std::array<int, MutantTableModel::ColumnCount> widths{100, 72,  42,  70, 92,
                                                              84,  132, 128, 86, 120};
  for (int column = 0; column < MutantTableModel::ColumnCount; ++column) {
    table_->setColumnWidth(column, widths[static_cast<size_t>(column)]);
  }
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->addWidget(filters_);
  layout->addWidget(table_, 1);
  layout->addWidget(shown_);
  connect(filters_, &MutantFilterBar::filterChanged, this, &MutantView::applyFilter);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
    if (!restoring_) {
      emit mutantSelected(currentMutant());
    }
  });
  connect(&mutants_, &MutantTableModel::orderAboutToChange, this, &MutantView::remember);
  connect(&mutants_, &MutantTableModel::ordered, this, &MutantView::restore);
  connect(&mutants_, &MutantTableModel::ordered, this, &MutantView::rowsChanged);
}

void MutantView::setRun(const RunDescription* description) {
  planned_ = description != nullptr ? static_cast<qint64>(description->plan.mutants.size()) : 0;
  filters_->setRun(description);
  const bool grouped = description != nullptr && !description->sample.groups.empty();
  table_->setColumnHidden(MutantTableModel::Group, !grouped);
  showShown();
}

void MutantView::remember() {
  restoring_ = true;
  scroll_ = table_->verticalScrollBar()->value();
  kept_.clear();
  if (currentMutant() >= 0) {
    kept_ = {currentMutant()};
    const auto selected = selectedRowCount(*table_->selectionModel());
    if (selected > 1 && selected <= kMostKept) {
      const std::vector<int64_t> all = selectedMutants();
      kept_.insert(kept_.end(), all.begin(), all.end());
    }
  }
}

void MutantView::restore() {
  const int64_t mutant = kept_.empty() ? -1 : kept_.front();
  const bool moved = mutant >= 0 && currentMutant() != mutant;
  const int row = moved ? mutants_.rowOfMutant(mutant) : -1;
  if (row >= 0) {
    table_->selectionModel()->setCurrentIndex(
        mutants_.index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    for (size_t i = 1; i < kept_.size(); ++i) {
      const int other = mutants_.rowOfMutant(kept_[i]);
      if (other >= 0) {
        table_->selectionModel()->select(mutants_.index(other, 0),
                                         QItemSelectionModel::Select | QItemSelectionModel::Rows);
      }
    }
  }
  restoring_ = false;
  table_->verticalScrollBar()->setValue(scroll_);
  showShown();
  if (wanted_ >= 0) {
    select(std::exchange(wanted_, -1));
  } else if (mutant >= 0) {
    if (std::exchange(filtered_, false) && currentMutant() == mutant) {
      table_->scrollTo(table_->currentIndex());
    }
    emit mutantSelected(currentMutant());
  }
}

void MutantView::applyFilter(const MutantFilter& filter) {
  filtered_ = true;
  mutants_.setFilter(filter);
}

void MutantView::showShown() {
  filters_->setCounts(mutants_.filterCounts());
  shown_->setText(tr("%1 of %2 mutants shown.  N and P go to the next and the previous survivor, M "
                     "marks what is selected.")
                      .arg(countText(mutants_.rowCount()), countText(planned_)));
}

int64_t MutantView::currentMutant() const {
  const QModelIndex current = table_->currentIndex();
  return current.isValid() ? mutants_.mutantAt(current.row()) : -1;
}

std::vector<int64_t> MutantView::selectedMutants() const {
  std::vector<int64_t> mutants;
  for (const QModelIndex& row : table_->selectionModel()->selectedRows()) {
    mutants.push_back(mutants_.mutantAt(row.row()));
  }
  return mutants;
}

void MutantView::select(int64_t mutant) {
  const int row = mutants_.rowOfMutant(mutant);
  if (row >= 0) {
    table_->selectRow(row);
    table_->scrollTo(mutants_.index(row, 0));
  }
}

void MutantView::showMutant(int64_t mutant) {
  wanted_ = mutant;
  if (mutants_.rowOfMutant(mutant) < 0 && !mutants_.filter().isEverything()) {
    filters_->reset();
  }
  if (!mutants_.isOrdering()) {
    select(std::exchange(wanted_, -1));
  }
}

void MutantView::goToSurvivor(int step) {
  // A table with the focus has a current row that nobody chose.
  const QModelIndexList chosen = table_->selectionModel()->selectedRows();
  const int row = mutants_.nextSurvivor(chosen.isEmpty() ? -1 : chosen.last().row(), step);
  if (row >= 0) {
    table_->selectRow(row);
    table_->setFocus();
  }
}

}  // namespace maacc
