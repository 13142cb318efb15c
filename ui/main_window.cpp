#include "ui/main_window.h"

#include <QCloseEvent>
#include <QDir>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QStatusBar>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/docks/inspector_dock.h"
#include "ui/docks/jobs_dock.h"
#include "ui/docks/project_dock.h"
#include "ui/jobs/file_kind.h"
#include "ui/main_window_actions.h"
#include "ui/pages/clusters_page.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/model_page.h"
#include "ui/pages/open_model_dialog.h"
#include "ui/pages/report_page.h"
#include "ui/pages/results_page.h"
#include "ui/pages/run_page.h"
#include "ui/pages/welcome_page.h"
#include "ui/text.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/strategy_picker.h"

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

}  // namespace

MainWindow::MainWindow(const QString& samplesFolder, QWidget* parent)
    : QMainWindow(parent),
      samples_(findSamples(samplesFolder)),
      inspection_(this),
      export_(this),
      actions_(std::make_unique<Actions>()) {
  setWindowTitle(tr("MAACC Studio"));
  setWindowIcon(programIcon());
  setAcceptDrops(true);
  makePages();
  makeDocks();
  makeActions();
  connectPages();
  connectClustersPage();
  connectRunPage();
  connectReportPages();
  connectDocks();
  connectWorkspace();
  connectJobs();
  firstLayout_ = saveState();
  restoreLayout();
  welcome_->setRecentFiles(workspace_.recentFiles());
  welcome_->checkEngine(workspace_.engine());
  inspector_->setEngine(workspace_.engine().program);
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
  run_ = new RunPage;
  results_ = new ResultsPage;
  compare_ = new ComparePage;
  report_ = new ReportPage;
  pages_->addTab(welcome_, glyph("home"), tr("Welcome"));
  pages_->addTab(model_, glyph("model"), tr("Model"));
  pages_->addTab(clusters_, glyph("clusters"), tr("Clusters"));
  pages_->addTab(run_, glyph("run"), tr("Run"));
  pages_->addTab(results_, glyph("results"), tr("Results"));
  pages_->addTab(compare_, glyph("compare"), tr("Compare"));
  pages_->addTab(report_, glyph("report"), tr("Report"));
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
  addDockWidget(Qt::LeftDockWidgetArea, project_);
  addDockWidget(Qt::RightDockWidgetArea, inspector_);
  addDockWidget(Qt::BottomDockWidgetArea, jobsDock_);
  resizeDocks({project_, inspector_}, {230, 262}, Qt::Horizontal);
  resizeDocks({jobsDock_}, {110}, Qt::Vertical);
}

void MainWindow::connectPages() {
  connect(welcome_, &WelcomePage::openModelRequested, this, &MainWindow::askForModel);
  connect(welcome_, &WelcomePage::openRunRequested, this, &MainWindow::askForRun);
  connect(welcome_, &WelcomePage::fileRequested, this, &MainWindow::openFile);
  connect(welcome_, &WelcomePage::sampleRequested, this, &MainWindow::openSample);
  connect(welcome_, &WelcomePage::locateEngineRequested, this, &MainWindow::askForEngine);
  connect(welcome_, &WelcomePage::environmentKnown, this,
          [this](const EngineEnvironment& environment) {
            run_->settings().setDevices(environment.devices);
          });
  connect(model_, &ModelPage::openModelRequested, this, &MainWindow::askForModel);
  connect(model_, &ModelPage::newRunRequested, this, &MainWindow::newRun);
  connect(model_, &ModelPage::changeDataRequested, this, [this] {
    if (const ModelInfo* model = workspace_.currentModel()) {
      askForModelData(model->request, false);
    }
  });
  connect(model_, &ModelPage::layerSelected, inspector_, &InspectorDock::showLayer);
  connect(results_, &ResultsPage::openRunRequested, this, &MainWindow::askForRun);
  connect(results_, &ResultsPage::continueRequested, this, &MainWindow::continueRun);
  connect(results_, &ResultsPage::mutantSelected, this, &MainWindow::showMutant);
  connect(results_, &ResultsPage::inputSelected, this, [this](qint64 input) {
    inspector_->showInput(*results_->session(), input, results_->mutants());
  });
  connect(results_, &ResultsPage::pairSelected, this,
          [this](qint64 input) { inspector_->compareOn(*results_->session(), input); });
  connect(inspector_, &InspectorDock::mutantChosen, results_, &ResultsPage::showMutant);
  connect(inspector_, &InspectorDock::markRequested, results_, &ResultsPage::markSelected);
  connect(pages_, &QTabWidget::currentChanged, this, &MainWindow::updateActions);
}

void MainWindow::connectClustersPage() {
  RunSettingsPanel* settings = &run_->settings();
  const auto setPopulation = [this, settings] {
    const RunRequest request = settings->request();
    clusters_->setPopulation(request.operators, request.seed);
  };
  setPopulation();
  connect(settings, &RunSettingsPanel::populationChanged, clusters_, setPopulation);
  connect(settings, &RunSettingsPanel::clustersPageRequested, this, [this] { showPage(Clusters); });
  connect(clusters_, &ClustersPage::openModelRequested, this, &MainWindow::askForModel);
  connect(clusters_, &ClustersPage::problem, this, &MainWindow::say);
  connect(clusters_, &ClustersPage::treesChanged, this, &MainWindow::updateActions);
  connect(clusters_, &ClustersPage::written, this, [this](const QString& path) {
    statusBar()->showMessage(tr("Written: %1").arg(QDir::toNativeSeparators(path)), 8000);
  });
  connect(clusters_, &ClustersPage::clusterShown, inspector_, &InspectorDock::showFacts);
  connect(clusters_, &ClustersPage::useRequested, this, [this](const ReductionSettings& reduction) {
    newRun();
    run_->settings().strategy().setClusters(reduction);
  });
}

void MainWindow::connectRunPage() {
  connect(run_, &RunPage::openModelRequested, this, &MainWindow::askForModel);
  connect(&run_->settings(), &RunSettingsPanel::startRequested, this, &MainWindow::startRun);
  RunProgressPanel* progress = &run_->progress();
  connect(progress, &RunProgressPanel::pauseRequested, &workspace_.jobs(), &JobList::pause);
  connect(progress, &RunProgressPanel::resumeRequested, &workspace_.jobs(), &JobList::resume);
  connect(progress, &RunProgressPanel::stopRequested, &workspace_.jobs(), &JobList::stop);
  connect(progress, &RunProgressPanel::continueRequested, this, &MainWindow::continueRun);
  connect(progress, &RunProgressPanel::resultsRequested, this, &MainWindow::openRun);
  connect(progress, &RunProgressPanel::newRunRequested, this, &MainWindow::newRun);
}

void MainWindow::connectReportPages() {
  const auto tell = [this](const QString& sentence) { statusBar()->showMessage(sentence, 8000); };
  connect(report_, &ReportPage::said, this, tell);
  connect(compare_, &ComparePage::said, this, tell);
  connect(compare_, &ComparePage::mutantSelected, this,
          [this](const QString& run, const QString& base, const QString& mutant) {
            showMutantOf({run, base}, mutant);
          });
}

void MainWindow::connectDocks() {
  connect(project_, &ProjectDock::modelActivated, this, [this](const QString& path) {
    workspace_.setCurrentModel(path);
    showPage(Model);
  });
  connect(project_, &ProjectDock::layerActivated, this,
          [this](const QString& path, const QString& layer) {
            workspace_.setCurrentModel(path);
            showPage(Model);
            model_->selectLayer(layer);
          });
  connect(project_, &ProjectDock::runActivated, this, &MainWindow::openRun);
  connect(jobsDock_, &JobsDock::jobActivated, this, [this](JobId id) {
    if (const JobInfo* job = workspace_.jobs().find(id)) {
      run_->progress().setJob(*job);
      run_->progress().setSession(workspace_.findRun(job->runPath));
      run_->showProgress();
      showPage(Run);
    }
  });
}

void MainWindow::connectWorkspace() {
  connect(&workspace_, &Workspace::engineChanged, this, [this] {
    welcome_->checkEngine(workspace_.engine());
    inspector_->setEngine(workspace_.engine().program);
    updateActions();
  });
  connect(&workspace_, &Workspace::modelsChanged, this, &MainWindow::showModels);
  connect(&workspace_, &Workspace::runsChanged, this, &MainWindow::showRuns);
  connect(&workspace_, &Workspace::recentFilesChanged, this,
          [this] { welcome_->setRecentFiles(workspace_.recentFiles()); });
  connect(&inspection_, &ModelInspection::inspected, this, [this](const ModelInfo& info) {
    setBusy({});
    acceptModel(info);
  });
  connect(&inspection_, &ModelInspection::failed, this, [this](const QString& sentence) {
    setBusy({});
    say(sentence);
  });
}

void MainWindow::connectJobs() {
  JobList* jobs = &workspace_.jobs();
  connect(jobs, &JobList::jobChanged, this, &MainWindow::showJob);
  connect(jobs, &JobList::runFileReady, this, [this](JobId id, const QString& path) {
    RunSession& session = workspace_.openRun(path);
    if (run_->progress().job() == id) {
      run_->progress().setSession(&session);
      results_->setSession(&session);
      results_->setBusy(true);
      showRuns();
    }
  });
  connect(jobs, &JobList::jobEnded, this, [this](JobId id) {
    const JobInfo* job = workspace_.jobs().find(id);
    if (job->state == JobState::Failed && pages_->currentIndex() != Run) {
      say(tr("%1 failed: %2").arg(job->title, job->message));
    }
    showRuns();
    updateActions();
    if (closing_ && workspace_.jobs().unfinishedCount() == 0) {
      QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
    }
  });
}

void MainWindow::showPage(Page page) { pages_->setCurrentIndex(page); }

void MainWindow::say(const QString& sentence) { message_->setMessage(Tone::Bad, sentence); }

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
    run_->settings().setModel(*current);
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
  question_->setInformativeText(
      tr("Stopping loses nothing: what is tested is in the run file, and the run can be "
         "continued later."));
  QPushButton* stop = question_->addButton(tr("&Stop and close"), QMessageBox::AcceptRole);
  stop->setObjectName("stopAndClose");
  question_->setDefaultButton(stop);
  question_->setAttribute(Qt::WA_DeleteOnClose);
  connect(stop, &QPushButton::clicked, this, [this] {
    closing_ = true;
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
