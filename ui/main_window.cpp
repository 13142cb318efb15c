#include "ui/main_window.h"

#include <QCloseEvent>
#include <QDir>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QStatusBar>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/docks/inspector_dock.h"
#include "ui/docks/jobs_dock.h"
#include "ui/docks/log_dock.h"
#include "ui/docks/project_dock.h"
#include "ui/jobs/file_kind.h"
#include "ui/main_window_actions.h"
#include "ui/pages/clusters_page.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/model_page.h"
#include "ui/pages/open_model_dialog.h"
#include "ui/pages/plan_page.h"
#include "ui/pages/report_page.h"
#include "ui/pages/results_page.h"
#include "ui/pages/run_page.h"
#include "ui/pages/welcome_page.h"
#include "ui/text.h"
#include "ui/widgets/panels.h"

namespace maacc {
namespace {

QString runNote(const RunSession& run, const JobInfo* job) {
  if (!run.isLoaded()) {
    return QStringLiteral("…");
  }
  if (job == nullptr && run.state() == RunState::Finished) {
    return QStringLiteral("✓");
  }
  const ScoreSummary total = run.tally().total();
  const double done = total.planned > 0
                          ? static_cast<double>(total.tested) / static_cast<double>(total.planned)
                          : 0;
  return MainWindow::tr("%1 %").arg(static_cast<int>(done * 100));
}

// A page that scrolls as a whole is a stop of the Tab key.
void nameScrollAreas(const QTabWidget& pages) {
  for (int page = 0; page < pages.count(); ++page) {
    for (auto* area : pages.widget(page)->findChildren<QScrollArea*>()) {
      if (area->accessibleName().isEmpty()) {
        area->setAccessibleName(pages.tabText(page));
      }
    }
  }
}

}  // namespace

MainWindow::MainWindow(const QString& samplesFolder, QWidget* parent)
    : QMainWindow(parent),
      samples_(findSamples(samplesFolder)),
      inspection_(this),
      export_(this),
      modelExport_(this),
      keeper_(new SessionKeeper(workspace_, this)),
      actions_(std::make_unique<Actions>()) {
  setWindowTitle(tr("MAACC Studio"));
  setWindowIcon(programIcon());
  setAcceptDrops(true);
  makePages();
  makeDocks();
  makeActions();
  connectPages();
  connectClustersPage();
  connectPlanPage();
  connectRunPage();
  connectReportPages();
  connectDocks();
  connectWorkspace();
  connectJobs();
  connectSession();
  connectLog();
  connectModelExport();
  firstLayout_ = saveState();
  restoreLayout();
  welcome_->setRecentFiles(workspace_.recentFiles());
  welcome_->checkEngine(workspace_.engine());
  inspector_->setEngine(workspace_.engine().program);
  plan_->setEngine(workspace_.engine().program);
  updateActions();
}

MainWindow::~MainWindow() {
  // Jobs end while the workspace goes; nobody should be shown that.
  workspace_.jobs().disconnect(this);
  workspace_.disconnect(this);
  results_->setSession(nullptr);
  run_->progress().setSession(nullptr);
}

void MainWindow::makePages() {
  message_ = new Banner;
  message_->setClosable();
  pages_ = new QTabWidget;
  pages_->setDocumentMode(true);
  pages_->setAccessibleName(tr("Pages"));
  welcome_ = new WelcomePage(samples_);
  model_ = new ModelPage;
  clusters_ = new ClustersPage;
  plan_ = new PlanPage;
  run_ = new RunPage;
  results_ = new ResultsPage;
  compare_ = new ComparePage;
  report_ = new ReportPage;
  pages_->addTab(welcome_, glyph("home"), tr("Welcome"));
  pages_->addTab(model_, glyph("model"), tr("Model"));
  pages_->addTab(clusters_, glyph("clusters"), tr("Clusters"));
  pages_->addTab(plan_, glyph("plan"), tr("Plan"));
  pages_->addTab(run_, glyph("run"), tr("Run"));
  pages_->addTab(results_, glyph("results"), tr("Results"));
  pages_->addTab(compare_, glyph("compare"), tr("Compare"));
  pages_->addTab(report_, glyph("report"), tr("Report"));
  nameScrollAreas(*pages_);
  auto* central = new QWidget;
  auto* layout = new QVBoxLayout(central);
  layout->setContentsMargins(4, 4, 4, 0);
  layout->addWidget(message_);
  layout->addWidget(pages_, 1);
  setCentralWidget(central);
  busy_ = new QProgressBar;
  busy_->setRange(0, 0);
  busy_->setMaximumWidth(140);
  busy_->setMaximumHeight(12);
  busy_->setTextVisible(false);
  busy_->hide();
  statusBar()->addPermanentWidget(busy_);
}

void MainWindow::makeDocks() {
  project_ = new ProjectDock(this);
  inspector_ = new InspectorDock(this);
  jobsDock_ = new JobsDock(workspace_.jobs(), this);
  logDock_ = new LogDock(this);
  addDockWidget(Qt::LeftDockWidgetArea, project_);
  addDockWidget(Qt::RightDockWidgetArea, inspector_);
  addDockWidget(Qt::BottomDockWidgetArea, jobsDock_);
  tabifyDockWidget(jobsDock_, logDock_);
  logDock_->hide();
  resizeDocks({project_, inspector_}, {230, 262}, Qt::Horizontal);
  resizeDocks({jobsDock_}, {130}, Qt::Vertical);
}

void MainWindow::showPage(Page page) { pages_->setCurrentIndex(page); }

void MainWindow::say(const QString& sentence) {
  log(Severity::Error, sentence);
  message_->setMessage(Tone::Bad, sentence);
}

void MainWindow::setBusy(const QString& sentence) {
  busy_->setVisible(!sentence.isEmpty());
  statusBar()->showMessage(sentence);
}

void MainWindow::showModels() {
  const ModelInfo* current = workspace_.currentModel();
  project_->setModels(workspace_.models(),
                      current == nullptr ? QString() : current->request.modelPath);
  if (current != nullptr) {
    model_->setModel(*current);
    clusters_->setModel(*current);
    plan_->setModel(*current);
    inspector_->showNothing();
    setWindowTitle(tr("%1 – MAACC Studio").arg(current->name()));
  }
  updateActions();
}

void MainWindow::showRuns() {
  std::vector<RunEntry> entries;
  std::vector<const RunSession*> open;
  std::vector<RunChoice> choices;
  for (const auto& run : workspace_.runs()) {
    const JobInfo* job = workspace_.jobs().unfinishedFor(run->path());
    entries.push_back({run->path(), run->title(), runNote(*run, job)});
    open.push_back(run.get());
    choices.push_back({run->path(), QFileInfo(run->path()).completeBaseName()});
  }
  clusters_->setRuns(open);
  plan_->setRuns(open);
  compare_->setOpenRuns(choices);
  report_->setOpenRuns(std::move(choices));
  const RunSession* shown = results_->session();
  project_->setRuns(entries, shown == nullptr ? QString() : shown->path());
  if (shown != nullptr) {
    results_->setBusy(workspace_.isBusy(shown->path()));
  }
}

void MainWindow::showJob(int row) {
  const JobInfo& job = workspace_.jobs().at(row);
  if (job.id == run_->progress().job()) {
    run_->progress().setJob(job);
  }
  updateActions();
}

void MainWindow::showMutant(qint64 mutantIndex) {
  RunSession* session = results_->session();
  if (mutantIndex < 0 || session == nullptr || !session->isLoaded()) {
    inspector_->showNothing();
    return;
  }
  inspector_->showMutant(*session, mutantIndex, results_->mutants());
}

void MainWindow::showMutantOf(const QStringList& runPaths, const QString& mutantId) {
  for (const QString& path : runPaths) {
    RunSession* session = workspace_.findRun(path);
    if (session == nullptr || !session->isLoaded()) {
      continue;
    }
    const auto& mutants = session->description().plan.mutants;
    const auto mutant = std::find_if(
        mutants.begin(), mutants.end(),
        [id = mutantId.toStdString()](const Mutant& known) { return known.id.text == id; });
    if (mutant != mutants.end()) {
      if (results_->session() != session) {
        results_->setSession(session);
      }
      showMutant(mutant - mutants.begin());
      return;
    }
  }
  statusBar()->showMessage(tr("Open %1 to see this mutant in the inspector.")
                               .arg(QFileInfo(runPaths.value(0)).fileName()),
                           8000);
}

const JobInfo* MainWindow::currentJob() const {
  return const_cast<Workspace&>(workspace_).jobs().find(run_->progress().job());
}

void MainWindow::closeEvent(QCloseEvent* event) {
  const int unfinished = workspace_.jobs().unfinishedCount();
  if (unfinished == 0) {
    saveLayout();
    keeper_->keep();
    event->accept();
    return;
  }
  event->ignore();
  if (!closing_) {
    askBeforeClosing(unfinished);
  }
}

void MainWindow::askBeforeClosing(int unfinished) {
  if (question_ != nullptr) {
    question_->raise();
    return;
  }
  question_ = new QMessageBox(QMessageBox::Question, tr("A run goes on"),
                              unfinished == 1 ? tr("One run is not finished.")
                                              : tr("%1 runs are not finished.").arg(unfinished),
                              QMessageBox::Cancel, this);
  const QString kept =
      tr("Stopping loses nothing: what is tested is in the run file, and the run can be continued "
         "later.");
  question_->setInformativeText(workspace_.jobs().waitingCount() == 0
                                    ? kept
                                    : kept + ' ' + tr("Runs that still wait are given up."));
  QPushButton* stop = question_->addButton(tr("&Stop and close"), QMessageBox::AcceptRole);
  stop->setObjectName("stopAndClose");
  question_->setDefaultButton(stop);
  question_->setAttribute(Qt::WA_DeleteOnClose);
  connect(stop, &QPushButton::clicked, this, [this] {
    closing_ = true;
    keeper_->holdWork();
    setBusy(tr("Stopping …"));
    workspace_.jobs().stopAll();
    if (workspace_.jobs().unfinishedCount() == 0) {
      close();
    }
  });
  connect(question_, &QDialog::finished, this, [this] { question_.clear(); });
  question_->open();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) {
    event->acceptProposedAction();
  }
}

void MainWindow::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  const QUrl url = event->mimeData()->urls().value(0);
  // The program that is dragged from waits until this returns, and opening may ask.
  QMetaObject::invokeMethod(
      this, [this, path = url.toLocalFile()] { openFile(path); }, Qt::QueuedConnection);
}

}  // namespace maacc
