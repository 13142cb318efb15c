// What MainWindow opens, starts and writes.
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QSaveFile>
#include <QStatusBar>

#include "core/report/run_report.h"
#include "ui/jobs/file_kind.h"
#include "ui/main_window.h"
#include "ui/pages/model_page.h"
#include "ui/pages/open_model_dialog.h"
#include "ui/pages/plan_page.h"
#include "ui/pages/results_page.h"
#include "ui/pages/run_page.h"
#include "ui/widgets/panels.h"

namespace maacc {

void MainWindow::openFile(const QString& path) {
  const QString absolute = QFileInfo(path).absoluteFilePath();
  ModelRequest request;
  switch (sniffFile(absolute)) {
    case FileKind::Run:
      openRun(absolute);
      return;
    case FileKind::Missing:
      say(tr("%1 cannot be read: it is not there, or this user may not read it.")
              .arg(QDir::toNativeSeparators(absolute)));
      return;
    case FileKind::Data:
      if (const ModelInfo* model = workspace_.currentModel()) {
        request = model->request;
      }
      request.dataPath = absolute;
      askForModelData(request, false);
      return;
    case FileKind::Model:
    case FileKind::Unknown:
      request.modelPath = absolute;
      askForModelData(request, true);
      return;
  }
}

void MainWindow::openSample(const QString& id) {
  for (const Sample& sample : samples_) {
    if (sample.id == id) {
      inspect(sample.request);
      return;
    }
  }
  say(tr("There is no sample named %1.").arg(id));
}

void MainWindow::inspect(const ModelRequest& request) {
  if (!workspace_.engine().found()) {
    say(workspace_.engine().problem);
    return;
  }
  message_->clear();
  setBusy(tr("Checking %1 …").arg(QFileInfo(request.modelPath).fileName()));
  inspection_.start(workspace_.engine().program, request);
}

void MainWindow::openRun(const QString& path) {
  message_->clear();
  RunSession& session = workspace_.openRun(path);
  connect(&session, &RunSession::failed, this, &MainWindow::say, Qt::UniqueConnection);
  results_->setSession(&session);
  results_->setBusy(workspace_.isBusy(session.path()));
  showPage(Results);
  showRuns();
  updateActions();
}

void MainWindow::askForModel() { askForModelData({}, false); }

void MainWindow::askForRun() {
  const QString path =
      QFileDialog::getOpenFileName(this, tr("Open a run"), {}, tr("Runs (*.maacc);;All files (*)"));
  if (!path.isEmpty()) {
    openFile(path);
  }
}

void MainWindow::askForEngine() {
  const QString path = QFileDialog::getOpenFileName(this, tr("Choose the program maacc"));
  if (!path.isEmpty()) {
    workspace_.chooseEngine(path);
  }
}

void MainWindow::askForModelData(const ModelRequest& request, bool checkNow) {
  auto* dialog = new OpenModelDialog(workspace_.engine(), request, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog] { acceptModel(dialog->info()); });
  dialog->open();
  if (checkNow) {
    dialog->check();
  }
}

void MainWindow::acceptModel(const ModelInfo& info) {
  message_->clear();
  workspace_.addModel(info);
  workspace_.addRecentFile(info.request.modelPath);
  showPage(Model);
}

void MainWindow::newRun() {
  const ModelInfo* model = workspace_.currentModel();
  if (model == nullptr) {
    askForModel();
    return;
  }
  plan_->setModel(*model);
  showPage(Plan);
}

void MainWindow::startPlan() {
  if (pages_->currentIndex() == Plan) {
    plan_->start();
  } else {
    newRun();
  }
}

void MainWindow::startRun(const RunRequest& request) {
  if (!workspace_.engine().found()) {
    say(workspace_.engine().problem);
    return;
  }
  message_->clear();
  const JobId id = workspace_.jobs().start(request, workspace_.engine().program);
  if (const JobInfo* job = workspace_.jobs().find(id)) {
    run_->progress().setSession(workspace_.findRun(job->runPath));
    run_->progress().setJob(*job);
  }
  run_->showProgress();
  showPage(Run);
  updateActions();
}

void MainWindow::continueRun(const QString& path) {
  RunSession& session = workspace_.openRun(path);
  if (workspace_.isBusy(session.path())) {
    return;
  }
  if (!session.isLoaded()) {
    connect(&session, &RunSession::failed, this, &MainWindow::say, Qt::UniqueConnection);
    connect(
        &session, &RunSession::loaded, this, [this, path] { continueRun(path); },
        Qt::SingleShotConnection);
    return;
  }
  startRun(requestToResume(session.description().settings, session.path()));
}

void MainWindow::continueJob(JobId id) {
  if (const JobInfo* job = workspace_.jobs().find(id)) {
    // Without a run file there is nothing to continue, but its settings may do better now.
    job->runFileReady ? continueRun(job->runPath) : startRun(RunRequest(job->request));
  }
}

void MainWindow::togglePause() {
  if (const JobInfo* job = currentJob()) {
    const bool paused = job->state == JobState::Paused || job->state == JobState::Pausing;
    paused ? workspace_.jobs().resume(job->id) : workspace_.jobs().pause(job->id);
  }
}

void MainWindow::stopCurrentJob() {
  if (const JobInfo* job = currentJob()) {
    workspace_.jobs().stop(job->id);
  }
}

void MainWindow::exportRecords() {
  const RunSession* session = results_->session();
  if (session == nullptr) {
    return;
  }
  const QString suggested = QFileInfo(session->path()).absolutePath() + '/' +
                            QFileInfo(session->path()).completeBaseName() + ".csv";
  const QString target = QFileDialog::getSaveFileName(this, tr("Export mutants"), suggested,
                                                      tr("CSV (*.csv);;All files (*)"));
  if (target.isEmpty()) {
    return;
  }
  setBusy(tr("Exporting …"));
  const auto work = [path = session->path(), target] {
    const std::string csv = recordsCsv(RunFile::openForReading(path.toStdString()));
    QSaveFile file(target);
    if (!file.open(QIODevice::WriteOnly) ||
        file.write(csv.data(), static_cast<qint64>(csv.size())) < 0 || !file.commit()) {
      throw Error(ErrorCode::System,
                  tr("%1 cannot be written: %2").arg(target, file.errorString()).toStdString());
    }
    return QString(target);
  };
  export_.start(
      work,
      [this](const QString& written) {
        setBusy({});
        statusBar()->showMessage(tr("Written: %1").arg(QDir::toNativeSeparators(written)), 8000);
      },
      [this](const QString& sentence) {
        setBusy({});
        say(sentence);
      });
}

void MainWindow::copySummary() {
  const RunSession* session = results_->session();
  if (session == nullptr) {
    return;
  }
  export_.start(
      [path = session->path()] { return summaryText(RunFile::openForReading(path.toStdString())); },
      [this](const std::string& text) {
        QGuiApplication::clipboard()->setText(QString::fromStdString(text));
        statusBar()->showMessage(tr("The summary is on the clipboard."), 8000);
      },
      [this](const QString& sentence) { say(sentence); });
}

}  // namespace maacc
