#include <QDir>
#include <QProgressBar>
#include <QPushButton>
#include <QStatusBar>

#include "ui/docks/inspector_dock.h"
#include "ui/docks/jobs_dock.h"
#include "ui/docks/project_dock.h"
#include "ui/main_window.h"
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
#include "ui/widgets/strategy_picker.h"

namespace maacc {

void MainWindow::connectPages() {
  connect(welcome_, &WelcomePage::openModelRequested, this, &MainWindow::askForModel);
  connect(welcome_, &WelcomePage::openRunRequested, this, &MainWindow::askForRun);
  connect(welcome_, &WelcomePage::fileRequested, this, &MainWindow::openFile);
  connect(welcome_, &WelcomePage::sampleRequested, this, &MainWindow::openSample);
  connect(welcome_, &WelcomePage::locateEngineRequested, this, &MainWindow::askForEngine);
  connect(welcome_, &WelcomePage::environmentKnown, this,
          [this](const EngineEnvironment& environment) { plan_->setDevices(environment.devices); });
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
  const auto setPopulation = [this] {
    const RunRequest request = plan_->request();
    clusters_->setPopulation(request.operators, request.seed);
  };
  setPopulation();
  connect(plan_, &PlanPage::populationChanged, clusters_, setPopulation);
  connect(plan_, &PlanPage::clustersPageRequested, this, [this] { showPage(Clusters); });
  connect(clusters_, &ClustersPage::openModelRequested, this, &MainWindow::askForModel);
  connect(clusters_, &ClustersPage::problem, this, &MainWindow::say);
  connect(clusters_, &ClustersPage::treesChanged, this, &MainWindow::updateActions);
  connect(clusters_, &ClustersPage::written, this, [this](const QString& path) {
    statusBar()->showMessage(tr("Written: %1").arg(QDir::toNativeSeparators(path)), 8000);
  });
  connect(clusters_, &ClustersPage::clusterShown, inspector_, &InspectorDock::showFacts);
  connect(clusters_, &ClustersPage::useRequested, this, [this](const ReductionSettings& reduction) {
    newRun();
    plan_->strategy().setClusters(reduction);
  });
}

void MainWindow::connectPlanPage() {
  connect(plan_, &PlanPage::openModelRequested, this, &MainWindow::askForModel);
  connect(plan_, &PlanPage::startRequested, this, &MainWindow::startRun);
  connect(plan_, &PlanPage::said, this,
          [this](const QString& sentence) { statusBar()->showMessage(sentence, 8000); });
}

void MainWindow::connectRunPage() {
  connect(run_, &RunPage::planRequested, this, &MainWindow::newRun);
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
  connect(jobsDock_, &JobsDock::continueRequested, this, &MainWindow::continueJob);
  connect(jobsDock_, &JobsDock::openRequested, this, &MainWindow::openRun);
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
    plan_->setEngine(workspace_.engine().program);
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
    connect(&session, &RunSession::failed, this, &MainWindow::say, Qt::UniqueConnection);
    if (run_->progress().job() == id) {
      run_->progress().setSession(&session);
      results_->setSession(&session);
      results_->setBusy(true);
      showRuns();
      updateActions();
    }
  });
  connect(jobs, &JobList::jobEnded, this, [this](JobId id) {
    const JobInfo* job = workspace_.jobs().find(id);
    if (job->state == JobState::Failed && pages_->currentIndex() != Run) {
      say(tr("%1 failed: %2").arg(job->title, job->message));
    }
    if (job->state == JobState::Finished) {
      plan_->speeds().expect(job->runPath);
    }
    showRuns();
    updateActions();
    if (closing_ && workspace_.jobs().unfinishedCount() == 0) {
      QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
    }
  });
}

}  // namespace maacc
