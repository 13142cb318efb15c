#include "ui/docks/mutant_list_panel.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {

MutantListPanel::MutantListPanel(QWidget* parent)
    : QWidget(parent),
      title_(makeHeading({})),
      note_(makeNote({})),
      table_(new QTableWidget(0, 3)) {
  prepareTable(*table_, tr("Mutants"));
  table_->setObjectName("mutantList");
  table_->setHorizontalHeaderLabels({tr("Mutant"), tr("Verdict"), tr("Mark")});
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->horizontalHeader()->setStretchLastSection(true);
  table_->setMinimumHeight(140);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(title_);
  layout->addWidget(note_);
  layout->addWidget(table_);
  const auto choose = [this](const QModelIndex& index) {
    emit mutantChosen(table_->item(index.row(), 0)->data(Qt::UserRole).toLongLong());
  };
  connect(table_, &QTableWidget::activated, this, choose);
  connect(table_, &QTableWidget::clicked, this, choose);
}

void MutantListPanel::setMutants(const QString& title,
                                 const QString& note,
                                 const RunDescription& run,
                                 const MutantTableModel& model,
                                 const std::vector<int64_t>& mutants,
                                 int64_t all) {
  const size_t shown = std::min(mutants.size(), static_cast<size_t>(kMostMutants));
  title_->setText(title);
  note_->setText(static_cast<int64_t>(shown) < all
                     ? tr("%1 The first %2 are listed.").arg(note, countText(kMostMutants))
                     : note);
  table_->setAccessibleName(title);
  table_->setRowCount(static_cast<int>(shown));
  for (size_t i = 0; i < shown; ++i) {
    const auto row = static_cast<int>(i);
    const auto mutant = static_cast<size_t>(mutants[i]);
    auto* id = new QTableWidgetItem(QString::fromStdString(run.plan.mutants[mutant].id.text));
    id->setData(Qt::UserRole, static_cast<qint64>(mutants[i]));
    const Verdict verdict = model.verdictOf(mutants[i]);
    table_->setItem(row, 0, id);
    table_->setItem(row, 1, new QTableWidgetItem(verdictIcon(verdict), verdictText(verdict)));
    table_->setItem(row, 2, new QTableWidgetItem(markText(model.markOf(mutants[i]))));
  }
  table_->resizeColumnsToContents();
}

}  // namespace maacc
