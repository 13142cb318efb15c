#include "ui/pages/results_page.h"

#include <QFileInfo>
#include <QGridLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/pages/model_page.h"
#include "ui/text.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/mutant_filter_bar.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/score_tile.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr int kSmallRefreshMs = 250;
constexpr int kLargeRefreshMs = 2000;  // ordering a million rows takes a tenth of a second
constexpr size_t kLargeRun = 200000;

QString runFacts(const RunSession& session) {
  const RunSettings& s = session.description().settings;
  const Baseline& baseline = session.description().baseline;
  QStringList facts;
  facts << QFileInfo(QString::fromStdString(s.modelPath)).fileName();
  facts << ResultsPage::tr("%1 of %2 inputs correct")
               .arg(countText(static_cast<qint64>(baseline.correctInputs.size())),
                    countText(baseline.inputs));
  facts << ResultsPage::tr("kill by %1").arg(QString::fromStdString(criterionName(s.criterion)));
  facts << QString::fromStdString(s.strategy);
  facts << ResultsPage::tr("seed %1").arg(s.seed);
  if (!session.environment().device.empty()) {
    facts << QString::fromStdString(session.environment().device);
  }
  return facts.join(QStringLiteral("  ·  "));
}

}  // namespace

ResultsPage::ResultsPage(QWidget* parent)
    : QWidget(parent),
      mutants_(this),
      byLayer_(tr("Layer"), this),
      byOperator_(tr("Operator"), this),
      stack_(new QStackedWidget) {
  auto* open = makeButton("results", tr("Open run…"));
  stack_->addWidget(makeEmptyState(
      tr("No run is open"), tr("Start a run, or open a run file to look at its mutants."), open));
  stack_->addWidget(makeContent());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(stack_);
  refresh_.setSingleShot(true);
  connect(&refresh_, &QTimer::timeout, this, &ResultsPage::takeRecords);
  connect(open, &QPushButton::clicked, this, &ResultsPage::openRunRequested);
}

QWidget* ResultsPage::makeContent() {
  auto* content = new QWidget;
  header_ = new PageHeader;
  banner_ = new Banner;
  continue_ = makeButton("resume", tr("&Continue this run"));
  continue_->setObjectName("continueFromResults");
  header_->actions()->addWidget(continue_);
  tabs_ = new QTabWidget;
  tabs_->setDocumentMode(true);
  tabs_->addTab(makeMutantTab(), tr("&Mutants"));
  tabs_->addTab(makeGroupTab(byLayer_, tr("Scores by layer")), tr("By &layer"));
  tabs_->addTab(makeGroupTab(byOperator_, tr("Scores by operator")), tr("By &operator"));
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(16, 14, 16, 8);
  layout->setSpacing(10);
  layout->addWidget(header_);
  layout->addWidget(banner_);
  layout->addLayout(makeTiles());
  layout->addWidget(tabs_, 1);
  connect(continue_, &QPushButton::clicked, this, [this] {
    if (session_ != nullptr) {
      emit continueRequested(session_->path());
    }
  });
  return content;
}

QLayout* ResultsPage::makeTiles() {
  trueScore_ = new StatTile(tr("Mutation score, true class"));
  predictedScore_ = new StatTile(tr("Mutation score, predicted class"));
  tested_ = new StatTile(tr("Tested mutants"));
  auto* row = new QHBoxLayout;
  for (StatTile* tile : {trueScore_, predictedScore_, tested_}) {
    row->addWidget(tile, 1);
  }
  return row;
}

QWidget* ResultsPage::makeMutantTab() {
  auto* tab = new QWidget;
  filters_ = new MutantFilterBar;
  table_ = new QTableView;
  prepareTable(*table_, tr("Mutants"));
  table_->setObjectName("mutantTable");
  table_->setModel(&mutants_);
  table_->setItemDelegateForColumn(MutantTableModel::KilledTrue, new ClassSetDelegate(table_));
  table_->setItemDelegateForColumn(MutantTableModel::KilledPredicted, new ClassSetDelegate(table_));
  table_->horizontalHeader()->setSortIndicator(MutantTableModel::Status, Qt::AscendingOrder);
  table_->setSortingEnabled(true);
  table_->horizontalHeader()->setStretchLastSection(true);
  const std::array<int, MutantTableModel::ColumnCount> widths{100, 72, 42, 70, 92, 84, 132, 128};
  for (int column = 0; column < MutantTableModel::ColumnCount; ++column) {
    table_->setColumnWidth(column, widths[static_cast<size_t>(column)]);
  }
  shown_ = makeNote({});
  auto* layout = new QVBoxLayout(tab);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->addWidget(filters_);
  layout->addWidget(table_, 1);
  layout->addWidget(shown_);
  connect(filters_, &MutantFilterBar::filterChanged, this, &ResultsPage::applyFilter);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
    if (!restoring_) {
      emit mutantSelected(currentMutant());
    }
  });
  return tab;
}

QTableView* ResultsPage::makeGroupTab(GroupTableModel& model, const QString& name) {
  auto* view = new QTableView;
  prepareTable(*view, name);
  view->setModel(&model);
  view->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  for (const int column : {GroupTableModel::TrueScore, GroupTableModel::PredictedScore}) {
    view->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
  }
  return view;
}

void ResultsPage::setSession(RunSession* session) {
  if (session != nullptr && session == session_) {
    return;
  }
  if (session_ != nullptr) {
    session_->disconnect(this);
  }
  session_ = session;
  mutants_.clear();
  if (session == nullptr) {
    filters_->setRun(nullptr);
    stack_->setCurrentIndex(0);
    return;
  }
  connect(session, &RunSession::loaded, this, &ResultsPage::showRun);
  connect(session, &RunSession::recordsAdded, this, [this] {
    const bool large = session_->description().plan.mutants.size() > kLargeRun;
    if (!refresh_.isActive()) {
      refresh_.start(large ? kLargeRefreshMs : kSmallRefreshMs);
    }
    showSummary();
  });
  connect(session, &RunSession::stateChanged, this, &ResultsPage::showHeader);
  connect(session, &RunSession::failed, this, [this](const QString& sentence) {
    stack_->setCurrentIndex(1);
    banner_->setMessage(Tone::Bad, sentence);
  });
  connect(session, &QObject::destroyed, this, [this] { setSession(nullptr); });
  stack_->setCurrentIndex(1);
  header_->setTitle(session->title(), tr("Loading …"));
  banner_->clear();
  if (session->isLoaded()) {
    showRun();
  }
}

void ResultsPage::showRun() {
  mutants_.setRun(session_->sharedDescription(), &session_->records());
  filters_->setRun(&session_->description());
  showSummary();
  showHeader();
}

void ResultsPage::setBusy(bool busy) {
  busy_ = busy;
  showHeader();
}

void ResultsPage::showHeader() {
  if (session_ == nullptr || !session_->isLoaded()) {
    continue_->hide();
    return;
  }
  header_->setTitle(session_->title(), runFacts(*session_));
  const bool unfinished = session_->state() != RunState::Finished;
  const bool goesOn = busy_ || session_->isBeingWritten();
  continue_->setVisible(unfinished && !goesOn);
  if (goesOn) {
    banner_->setMessage(Tone::Neutral, tr("The run goes on: numbers and rows follow it."));
  } else if (unfinished) {
    banner_->setMessage(
        Tone::Warning,
        tr("This run is not finished. Scores are those of the mutants tested so far."));
  } else {
    banner_->clear();
  }
}

void ResultsPage::showSummary() {
  const RunDescription& description = session_->description();
  const ScoreSummary total = session_->tally().total();
  showBothScores(*trueScore_, *predictedScore_, session_->scores(), total);
  tested_->setValue(
      tr("%1 of %2").arg(countText(total.tested), countText(total.planned)),
      total.undecided == 0
          ? tr("%1 survived, %2 killed, %3 errors")
                .arg(countText(total.survived), countText(total.killed), countText(total.errors))
          : tr("%1 survived, %2 killed, %3 undecided, %4 errors")
                .arg(countText(total.survived), countText(total.killed), countText(total.undecided),
                     countText(total.errors)));
  byLayer_.setGroups(session_->tally().byLayer(description));
  byOperator_.setGroups(session_->tally().byOperator(description));
}

// Rows may move or a filter may let more through: the selected mutant and the scroll position stay.
void ResultsPage::takeRecords() {
  const int64_t mutant = currentMutant();
  const int scroll = table_->verticalScrollBar()->value();
  restoring_ = true;
  mutants_.recordsAdded();
  if (mutant >= 0 && currentMutant() != mutant) {
    const int row = mutants_.rowOfMutant(mutant);
    if (row >= 0) {
      table_->selectionModel()->setCurrentIndex(
          mutants_.index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
  }
  restoring_ = false;
  table_->verticalScrollBar()->setValue(scroll);
  showShown();
  if (mutant >= 0) {
    emit mutantSelected(currentMutant());
  }
}

void ResultsPage::applyFilter(const MutantFilter& filter) {
  const int64_t mutant = currentMutant();
  mutants_.setFilter(filter);
  showShown();
  if (mutant >= 0 && mutants_.rowOfMutant(mutant) >= 0) {
    select(mutant);
  }
}

void ResultsPage::showShown() {
  filters_->setCounts(mutants_.filterCounts());
  const auto planned =
      session_ != nullptr && session_->isLoaded() ? session_->description().plan.mutants.size() : 0;
  shown_->setText(
      tr("%1 of %2 mutants shown.  N and P go to the next and the previous survivor.")
          .arg(countText(mutants_.rowCount()), countText(static_cast<qint64>(planned))));
}

int64_t ResultsPage::currentMutant() const {
  const QModelIndex current = table_->currentIndex();
  return current.isValid() ? mutants_.mutantAt(current.row()) : -1;
}

void ResultsPage::select(int64_t mutant) {
  const int row = mutants_.rowOfMutant(mutant);
  if (row >= 0) {
    table_->selectRow(row);
    table_->scrollTo(mutants_.index(row, 0));
  }
}

void ResultsPage::goToSurvivor(int step) {
  tabs_->setCurrentIndex(0);
  // A table with the focus has a current row that nobody chose.
  const QModelIndexList chosen = table_->selectionModel()->selectedRows();
  const int row = mutants_.nextSurvivor(chosen.isEmpty() ? -1 : chosen.last().row(), step);
  if (row >= 0) {
    table_->selectRow(row);
    table_->setFocus();
  }
}

void ResultsPage::focusSearch() {
  tabs_->setCurrentIndex(0);
  filters_->focusSearch();
}

void ResultsPage::resetFilters() { filters_->reset(); }

}  // namespace maacc
