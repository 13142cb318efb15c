#include "ui/docks/killing_inputs_panel.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/text.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr size_t kMostInputs = 500;
constexpr int kPicturePixels = 24;

// By the original margin; flips beyond the inputs are left out.
std::vector<Flip> closestFirst(const std::vector<Flip>& flips, const Baseline& baseline) {
  std::vector<Flip> sorted;
  std::copy_if(flips.begin(), flips.end(), std::back_inserter(sorted), [&](const Flip& flip) {
    return flip.input >= 0 && static_cast<size_t>(flip.input) < baseline.correctMargins.size();
  });
  const auto margin = [&](const Flip& flip) {
    return baseline.correctMargins[static_cast<size_t>(flip.input)];
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Flip& a, const Flip& b) { return margin(a) < margin(b); });
  return sorted;
}

}  // namespace

KillingInputsPanel::KillingInputsPanel(QWidget* parent)
    : QWidget(parent), note_(makeNote({})), table_(new QTableWidget(0, 4)) {
  prepareTable(*table_, tr("Killing inputs"));
  table_->setObjectName("killingInputs");
  table_->setHorizontalHeaderLabels({tr("Input"), tr("Class"), tr("Becomes"), tr("Margin")});
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Interactive);
  table_->setIconSize({kPicturePixels, kPicturePixels});
  table_->verticalHeader()->setDefaultSectionSize(kPicturePixels + 4);
  table_->setMinimumHeight(160);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(makeHeading(tr("Killing inputs")));
  layout->addWidget(note_);
  layout->addWidget(table_);
  connect(table_, &QTableWidget::itemSelectionChanged, this, [this] {
    const QModelIndexList rows = table_->selectionModel()->selectedRows();
    if (!rows.isEmpty()) {
      emit inputChosen(table_->item(rows.first().row(), 0)->data(Qt::UserRole).toLongLong());
    }
  });
}

void KillingInputsPanel::setMutant(RunSession& session,
                                   int64_t mutantIndex,
                                   const KillRecord* record) {
  session_ = &session;
  mutant_ = mutantIndex;
  table_->hide();
  const bool killed = record != nullptr && record->status == MutantStatus::Killed;
  setVisible(killed);
  if (!killed) {
    return;
  }
  if (session.description().settings.evidence != Evidence::Inputs) {
    note_->setText(KillEvidenceReader::missingEvidenceText());
    return;
  }
  note_->setText(tr("Loading the killing inputs …"));
  connect(&session, &RunSession::flipsReady, this, &KillingInputsPanel::show, Qt::UniqueConnection);
  connect(&session, &RunSession::flipsFailed, this, &KillingInputsPanel::showFailure,
          Qt::UniqueConnection);
  connect(&session.images(), &InputImages::changed, this, &KillingInputsPanel::showPictures,
          Qt::UniqueConnection);
  session.requestFlips(mutant_);
  session.images().request(session.description());
}

void KillingInputsPanel::showFailure(qint64 mutantIndex, const QString& sentence) {
  if (mutantIndex == mutant_ && sender() == session_) {
    note_->setText(sentence);
  }
}

void KillingInputsPanel::show(qint64 mutantIndex, const std::vector<Flip>& flips) {
  if (mutantIndex != mutant_ || session_ == nullptr || sender() != session_) {
    return;
  }
  const Baseline& baseline = session_->description().baseline;
  const std::vector<Flip> sorted = closestFirst(flips, baseline);
  const size_t shown = std::min(sorted.size(), kMostInputs);
  const QSignalBlocker quiet(table_);
  table_->clearSelection();
  table_->setRowCount(static_cast<int>(shown));
  for (size_t row = 0; row < shown; ++row) {
    const Flip& flip = sorted[row];
    const auto input = static_cast<size_t>(flip.input);
    const std::array<QString, 4> cells{
        QString::number(baseline.correctInputs[input]),
        QString::number(baseline.correctLabels[input]),
        flip.predictedClass < 0 ? tr("none") : QString::number(flip.predictedClass),
        QLocale().toString(baseline.correctMargins[input], 'f', 3)};
    for (size_t column = 0; column < cells.size(); ++column) {
      auto* item = new QTableWidgetItem(cells[column]);
      item->setData(Qt::UserRole, baseline.correctInputs[input]);
      table_->setItem(static_cast<int>(row), static_cast<int>(column), item);
    }
  }
  note_->setText(shown < sorted.size() ? tr("Smallest original margin first: the first %1 of %2")
                                             .arg(countText(static_cast<qint64>(shown)),
                                                  countText(static_cast<qint64>(sorted.size())))
                                       : tr("Smallest original margin first"));
  showPictures();
  table_->resizeColumnToContents(0);
  table_->show();
}

void KillingInputsPanel::showPictures() {
  if (session_ == nullptr || !session_->images().isReady()) {
    return;
  }
  for (int row = 0; row < table_->rowCount(); ++row) {
    QTableWidgetItem* item = table_->item(row, 0);
    const QImage image = session_->images().image(item->data(Qt::UserRole).toLongLong());
    item->setIcon(QIcon(
        QPixmap::fromImage(image).scaled(kPicturePixels, kPicturePixels, Qt::KeepAspectRatio)));
  }
}

}  // namespace maacc
