#include "ui/pages/results_page.h"

#include <QFileInfo>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/pages/chart_view.h"
#include "ui/pages/class_view.h"
#include "ui/pages/input_view.h"
#include "ui/pages/kill_matrix_view.h"
#include "ui/pages/model_page.h"
#include "ui/pages/mutant_view.h"
#include "ui/text.h"
#include "ui/widgets/mark_dialog.h"
#include "ui/widgets/mutant_filter_bar.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/score_tile.h"

namespace maacc {
namespace {

constexpr int kSmallRefreshMs = 250;
constexpr int kLargeRefreshMs = 2000;  // ordering a million rows takes a second of a core
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
    : QWidget(parent), mutants_(this), stack_(new QStackedWidget) {
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
  marksBanner_ = new Banner;
  continue_ = makeButton("resume", tr("Con&tinue this run"));
  continue_->setObjectName("continueFromResults");
  header_->actions()->addWidget(continue_);
  makeTabs();
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(16, 14, 16, 8);
  layout->setSpacing(10);
  layout->addWidget(header_);
  layout->addWidget(banner_);
  layout->addWidget(marksBanner_);
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
  trueWithout_ = new StatTile(tr("Without marked mutants, true class"));
  predictedWithout_ = new StatTile(tr("Without marked mutants, predicted class"));
  marked_ = new StatTile(tr("Marked mutants"));
  marked_->setObjectName("markedTile");
  trueWithout_->setObjectName("trueWithoutTile");
  auto* grid = new QGridLayout;
  int column = 0;
  for (StatTile* tile : {trueScore_, predictedScore_, tested_}) {
    grid->addWidget(tile, 0, column++);
  }
  column = 0;
  for (StatTile* tile : {trueWithout_, predictedWithout_, marked_}) {
    grid->addWidget(tile, 1, column);
    grid->setColumnStretch(column++, 1);
    tile->hide();
  }
  return grid;
}

void ResultsPage::makeTabs() {
  tabs_ = new QTabWidget;
  tabs_->setDocumentMode(true);
  tabs_->setObjectName("resultsTabs");
  tabs_->setAccessibleName(tr("Views of the results"));
  mutantView_ = new MutantView(mutants_);
  auto* charts = new ChartView;
  auto* classes = new ClassView(mutants_);
  auto* matrix = new KillMatrixView(mutants_);
  inputView_ = new InputView;
  tabs_->addTab(mutantView_, tr("Mutants"));
  tabs_->addTab(charts, tr("Charts"));
  tabs_->addTab(classes, tr("Classes"));
  tabs_->addTab(matrix, tr("Kill matrix"));
  tabs_->addTab(inputView_, tr("Inputs"));
  views_ = {charts, classes, matrix, inputView_};
  // Letters would take those of the menus.
  for (int view = 0; view < ViewCount; ++view) {
    tabs_->setTabToolTip(view, tr("Alt+%1").arg(view + 1));
  }
  connect(mutantView_, &MutantView::mutantSelected, this, &ResultsPage::mutantSelected);
  connect(mutantView_, &MutantView::rowsChanged, matrix, &ResultsView::refresh);
  const auto filterBy = [this](const MutantFilter& filter) {
    mutantView_->filters().setFilter(filter);
    showView(Mutants);
  };
  connect(charts, &ChartView::filterRequested, this, filterBy);
  connect(classes, &ClassView::classChosen, this, [filterBy](int killedClass) {
    MutantFilter filter;
    filter.killedClass = killedClass;
    filterBy(filter);
  });
  connect(classes, &ClassView::inputChosen, this, &ResultsPage::inputSelected);
  connect(matrix, &KillMatrixView::mutantChosen, mutantView_, &MutantView::showMutant);
  connect(matrix, &KillMatrixView::inputChosen, this, &ResultsPage::pairSelected);
  connect(inputView_, &InputView::inputChosen, this, &ResultsPage::inputSelected);
}

void ResultsPage::setSession(RunSession* session) {
  if (session != nullptr && session == session_) {
    return;
  }
  if (session_ != nullptr) {
    session_->disconnect(this);
    session_->marks().disconnect(this);
  }
  session_ = session;
  mutants_.clear();
  for (ResultsView* view : views_) {
    view->setSession(session);
  }
  if (session == nullptr) {
    mutantView_->setRun(nullptr);
    stack_->setCurrentIndex(0);
    return;
  }
  connectSession();
  stack_->setCurrentIndex(1);
  header_->setTitle(session->title(), tr("Loading …"));
  banner_->clear();
  marksBanner_->clear();
  if (session->isLoaded()) {
    showRun();
  }
}

void ResultsPage::connectSession() {
  connect(session_, &RunSession::loaded, this, &ResultsPage::showRun);
  connect(session_, &RunSession::recordsAdded, this, [this] {
    const bool large = session_->description().plan.mutants.size() > kLargeRun;
    if (!refresh_.isActive()) {
      refresh_.start(large ? kLargeRefreshMs : kSmallRefreshMs);
    }
    showSummary();
  });
  connect(session_, &RunSession::stateChanged, this, &ResultsPage::showHeader);
  connect(session_, &RunSession::failed, this, [this](const QString& sentence) {
    stack_->setCurrentIndex(1);
    banner_->setMessage(Tone::Bad, sentence);
  });
  connect(session_, &QObject::destroyed, this, [this] { setSession(nullptr); });
  connect(session_, &RunSession::markedChanged, this, &ResultsPage::takeMarks);
  connect(&session_->marks(), &RunMarks::failed, this,
          [this](const QString& sentence) { marksBanner_->setMessage(Tone::Bad, sentence); });
}

void ResultsPage::showRun() {
  mutants_.setRun(session_->sharedDescription(), &session_->records());
  mutants_.setMarks(session_->marked());
  mutantView_->setRun(&session_->description());
  for (ResultsView* view : views_) {
    view->setSession(session_);
  }
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
  showMarkedScores();
}

void ResultsPage::showMarkedScores() {
  const MarkedScores& scores = session_->scoresWithoutMarked();
  const bool any = scores.any();
  for (StatTile* tile : {trueWithout_, predictedWithout_, marked_}) {
    tile->setVisible(any);
  }
  if (!any) {
    return;
  }
  showBothScores(*trueWithout_, *predictedWithout_, scores.scores, scores.summary);
  QStringList note{tr("%1 equivalent, %2 ignored: left out")
                       .arg(countText(scores.equivalent), countText(scores.ignored))};
  if (scores.contradicted > 0) {
    note << tr("%1 marked equivalent, but killed: counted").arg(countText(scores.contradicted));
  }
  if (scores.untested > 0) {
    note << tr("%1 not tested").arg(countText(scores.untested));
  }
  marked_->setValue(countText(static_cast<qint64>(session_->marks().all().size())),
                    note.join(QStringLiteral("; ")));
}

void ResultsPage::refreshViews() {
  for (ResultsView* view : views_) {
    view->refresh();
  }
}

void ResultsPage::takeRecords() {
  mutants_.recordsAdded();
  refreshViews();
}

void ResultsPage::takeMarks() {
  marksBanner_->clear();
  mutants_.setMarks(session_->marked());
  showMarkedScores();
}

QTableView* ResultsPage::mutantTable() const { return mutantView_->table(); }

void ResultsPage::showView(View view) { tabs_->setCurrentIndex(view); }

void ResultsPage::showMutant(qint64 mutantIndex) { mutantView_->showMutant(mutantIndex); }

void ResultsPage::goToSurvivor(int step) {
  showView(Mutants);
  mutantView_->goToSurvivor(step);
}

void ResultsPage::focusSearch() {
  showView(Mutants);
  mutantView_->filters().focusSearch();
}

void ResultsPage::resetFilters() { mutantView_->filters().reset(); }

void ResultsPage::markSelected() {
  if (session_ != nullptr && session_->isLoaded()) {
    mark(mutantView_->selectedMutants());
  }
}

QString ResultsPage::currentMutantId() const {
  const int64_t mutant = mutantView_->currentMutant();
  if (session_ == nullptr || !session_->isLoaded() || mutant < 0) {
    return {};
  }
  const std::vector<Mutant>& mutants = session_->description().plan.mutants;
  return QString::fromStdString(mutants[static_cast<size_t>(mutant)].id.text);
}

void ResultsPage::mark(const std::vector<int64_t>& mutants) {
  if (mutants.empty()) {
    return;
  }
  MarkSubject subject;
  std::vector<std::string> ids;
  for (const int64_t mutant : mutants) {
    ids.push_back(session_->description().plan.mutants[static_cast<size_t>(mutant)].id.text);
    subject.killed = subject.killed || mutants_.verdictOf(mutant) == Verdict::Killed;
    if (const MutantMark* mark = session_->marks().of(ids.back())) {
      subject.marked = true;
      subject.reason = QString::fromStdString(mark->reason);
    }
  }
  subject.title = ids.size() == 1
                      ? QString::fromStdString(ids.front())
                      : tr("%1 mutants").arg(countText(static_cast<qint64>(ids.size())));
  QStringList reasons;
  for (const auto& [id, mark] : session_->marks().all()) {
    reasons << QString::fromStdString(mark.reason);
  }
  reasons.removeDuplicates();
  auto* dialog = new MarkDialog(subject, reasons, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  RunMarks* marks = &session_->marks();
  connect(dialog, &QDialog::accepted, marks, [dialog, marks, ids] {
    marks->set(ids, dialog->kind(), dialog->reason().toStdString());
  });
  connect(dialog, &MarkDialog::removeRequested, marks, [marks, ids] { marks->remove(ids); });
  dialog->open();
}

}  // namespace maacc
