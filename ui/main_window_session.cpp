// What MainWindow remembers and tells: the last session, interrupted runs, the log.
#include <QDir>
#include <QFileInfo>
#include <QStatusBar>
#include <QTabWidget>

#include "ui/docks/log_dock.h"
#include "ui/main_window.h"
#include "ui/main_window_actions.h"
#include "ui/pages/results_page.h"
#include "ui/pages/welcome_page.h"
#include "ui/widgets/panels.h"

namespace maacc {

void MainWindow::openAtStart(const QStringList& files, const QString& sample) {
  if (!sample.isEmpty()) {
    openSample(sample);
  }
  for (const QString& file : files) {
    openFile(file);
  }
  if (files.isEmpty() && sample.isEmpty() && SessionKeeper::isWantedAtStart()) {
    keeper_->reopen();
  }
}

void MainWindow::connectSession() {
  connect(keeper_, &SessionKeeper::reopened, this, &MainWindow::showReopened);
  connect(keeper_, &SessionKeeper::problem, this, &MainWindow::say);
  connect(keeper_, &SessionKeeper::interrupted, this, &MainWindow::offerToContinue);
  connect(keeper_, &SessionKeeper::inspecting, this, [this](const QString& modelPath) {
    setBusy(modelPath.isEmpty() ? QString()
                                : tr("Reopening %1 …").arg(QFileInfo(modelPath).fileName()));
  });
}

QString MainWindow::pageName(int page) const {
  return QString::fromLatin1(pages_->widget(page)->metaObject()->className());
}

void MainWindow::showReopened(const SessionRecord& record) {
  // Somebody may have been faster.
  if (results_->session() == nullptr && !record.shownRun.isEmpty()) {
    results_->setSession(workspace_.findRun(record.shownRun));
  }
  const bool any = !record.models.empty() || !record.runs.isEmpty();
  for (int page = 0; any && page < pages_->count() && pages_->currentIndex() == Welcome; ++page) {
    if (pageName(page) == record.page) {
      pages_->setCurrentIndex(page);
    }
  }
  showRuns();
  updateActions();
}

void MainWindow::offerToContinue(const QString& runPath) {
  interrupted_ << runPath;
  QStringList names;
  for (const QString& path : interrupted_) {
    names << QFileInfo(path).fileName();
  }
  const bool one = names.size() == 1;
  const QString sentence = one ? tr("%1 was interrupted; what is tested is kept.").arg(names[0])
                               : tr("%1 runs were interrupted; what is tested is kept: %2.")
                                     .arg(names.size())
                                     .arg(names.join(QStringLiteral(", ")));
  log(Severity::Warning, sentence);
  message_->offer(Tone::Warning, sentence, one ? tr("Continue it") : tr("Continue them"), [this] {
    for (const QString& path : std::exchange(interrupted_, {})) {
      continueRun(path);
    }
  });
}

void MainWindow::log(Severity severity, const QString& text) {
  logDock_->log().add(severity, tr("window"), text);
}

void MainWindow::connectLog() {
  connect(&workspace_.jobs(), &JobList::noted, this,
          [this](JobId id, Severity severity, const QString& text) {
            const JobInfo* job = workspace_.jobs().find(id);
            logDock_->log().add(severity, job == nullptr ? QString() : job->title, text);
          });
  connect(statusBar(), &QStatusBar::messageChanged, this, [this](const QString& text) {
    if (!text.isEmpty()) {
      log(Severity::Note, text);
    }
  });
  connect(welcome_, &WelcomePage::environmentKnown, this, [this](const EngineEnvironment& found) {
    log(Severity::Note, tr("Engine %1, libtorch %2, %3, %4 threads: %5")
                            .arg(found.version, found.torch, found.blas)
                            .arg(found.threads)
                            .arg(QDir::toNativeSeparators(workspace_.engine().program)));
    for (const QString& warning : found.warnings) {
      log(Severity::Warning, warning);
    }
  });
  connect(logDock_, &LogDock::said, this,
          [this](const QString& sentence) { statusBar()->showMessage(sentence, 8000); });
  connect(logDock_, &LogDock::problem, this, &MainWindow::say);
  const auto tellEngine = [this] {
    if (!workspace_.engine().found()) {
      log(Severity::Error, workspace_.engine().problem);
    }
  };
  connect(&workspace_, &Workspace::engineChanged, this, tellEngine);
  tellEngine();
}

}  // namespace maacc
