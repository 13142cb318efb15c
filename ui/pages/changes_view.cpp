#include "ui/pages/changes_view.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/export/latex_copy.h"
#include "ui/text.h"
#include "ui/verdict.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

QString transitionName(const StatusTransition& transition) {
  const QString base = verdictText(verdictOf(transition.base));
  return transition.base == transition.run
             ? ChangesView::tr("%1, other classes (%2)").arg(base, countText(transition.mutants))
             : ChangesView::tr("%1 → %2 (%3)")
                   .arg(base, verdictText(verdictOf(transition.run)),
                        countText(transition.mutants));
}

}  // namespace

ChangesView::ChangesView(QWidget* parent)
    : QWidget(parent),
      model_(this),
      run_(new QComboBox),
      transition_(new QComboBox),
      search_(new QLineEdit),
      table_(new QTableView),
      shown_(makeNote({})) {
  prepareTable(*table_, tr("Changed verdicts"));
  table_->setObjectName("changedVerdicts");
  table_->setModel(&model_);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->horizontalHeader()->setStretchLastSection(true);
  table_->setColumnWidth(VerdictChangeModel::Run, 170);
  table_->setColumnWidth(VerdictChangeModel::Mutant, 150);
  nameLatexCopy(
      *table_, QStringLiteral("changed-verdicts"), VerdictChangeModel::ColumnCount, [this] {
        return set_ == nullptr ? QString()
                               : tr("Verdicts that are not those of %1").arg(set_->base.name);
      });
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->addLayout(makeFilters());
  layout->addWidget(table_, 1);
  layout->addWidget(shown_);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (current.isValid()) {
              emit changeSelected(model_.runAt(current.row()).path,
                                  QString::fromStdString(model_.changeAt(current.row()).mutantId));
            }
          });
}

QLayout* ChangesView::makeFilters() {
  run_->setAccessibleName(tr("Run of the change"));
  run_->setObjectName("changesOfRun");
  transition_->setAccessibleName(tr("Kind of change"));
  transition_->setObjectName("changesOfKind");
  search_->setAccessibleName(tr("Find mutants by id"));
  search_->setPlaceholderText(tr("Part of the mutant's id"));
  search_->setClearButtonEnabled(true);
  for (QComboBox* box : {run_, transition_}) {
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(box, &QComboBox::currentIndexChanged, this, &ChangesView::applyFilter);
  }
  connect(search_, &QLineEdit::textChanged, this, &ChangesView::applyFilter);
  auto* row = new QHBoxLayout;
  row->addWidget(run_);
  row->addWidget(transition_);
  row->addWidget(search_, 1);
  return row;
}

void ChangesView::setComparison(std::shared_ptr<const RunSetComparison> set) {
  set_ = std::move(set);
  model_.setComparison(set_);
  const QSignalBlocker quietRun(run_);
  const QSignalBlocker quietKind(transition_);
  run_->clear();
  transition_->clear();
  run_->addItem(tr("All runs"), -1);
  for (size_t i = 0; set_ != nullptr && i < set_->runs.size(); ++i) {
    if (set_->isShown(i)) {
      const auto changes = set_->comparisons[i].verdicts.changes.size();
      run_->addItem(tr("%1 (%2)").arg(set_->runs[i].name, countText(static_cast<qint64>(changes))),
                    static_cast<int>(i));
    }
  }
  transition_->addItem(tr("All changes"));
  for (const StatusTransition& transition : model_.transitions()) {
    transition_->addItem(transitionName(transition));
  }
  applyFilter();
  emit countChanged(model_.total());
}

// What was left out of the comparison of verdicts.
QString ChangesView::openText() const {
  int64_t undecided = 0;
  int64_t otherSeed = 0;
  for (size_t i = 0; set_ != nullptr && i < set_->comparisons.size(); ++i) {
    if (set_->isShown(i)) {
      undecided += set_->comparisons[i].verdicts.undecided;
      otherSeed += set_->comparisons[i].verdicts.otherSeed;
    }
  }
  QStringList sentences;
  if (undecided > 0) {
    sentences << tr("%1 with the same verdict have classes that one run left undecided.")
                     .arg(countText(undecided));
  }
  if (otherSeed > 0) {
    sentences << tr("%1 of random operators are not compared, because the seeds differ.")
                     .arg(countText(otherSeed));
  }
  return sentences.join(QStringLiteral("  "));
}

void ChangesView::applyFilter() {
  model_.setFilter({run_->currentData().toInt(), transition_->currentIndex() - 1, search_->text()});
  const QString shown =
      model_.total() == 0
          ? tr("No mutant that both runs tested has another verdict than in the base.")
          : tr("%1 of %2 changes shown. A selected mutant is in the inspector where its "
               "run is open.")
                .arg(countText(model_.rowCount()), countText(model_.total()));
  shown_->setText(QStringList{shown, openText()}.join(QStringLiteral("  ")));
}

}  // namespace maacc
