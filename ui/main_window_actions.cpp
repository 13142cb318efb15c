// Menus, shortcuts and the layout of MainWindow.
#include "ui/main_window_actions.h"

#include <QActionGroup>
#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QScreen>
#include <QSettings>
#include <QTabWidget>
#include <QUndoGroup>

#include "ui/docks/inspector_dock.h"
#include "ui/docks/jobs_dock.h"
#include "ui/docks/log_dock.h"
#include "ui/docks/project_dock.h"
#include "ui/pages/clusters_page.h"
#include "ui/pages/plan_page.h"
#include "ui/pages/results_page.h"
#include "ui/pages/run_page.h"
#include "ui/pages/welcome_page.h"
#include "ui/theme.h"
#include "ui/widgets/command_palette.h"

namespace maacc {

QAction* MainWindow::addAction(QMenu& menu,
                               const QString& text,
                               const QKeySequence& shortcut,
                               const std::function<void()>& run) {
  QAction* action = menu.addAction(text);
  action->setShortcut(shortcut);
  connect(action, &QAction::triggered, this, run);
  return action;
}

void MainWindow::makeActions() {
  makeFileMenu();
  makeEditMenu();
  makeViewMenu();
  makeModelAndRunMenus();
  makeClusterMenu();
  makeResultsMenu();
  makeHelpMenu();
}

void MainWindow::makeFileMenu() {
  QMenu* menu = menuBar()->addMenu(tr("&File"));
  addAction(*menu, tr("Open &model…"), QKeySequence::Open, [this] { askForModel(); });
  addAction(*menu, tr("Open &run…"), tr("Ctrl+Shift+O"), [this] { askForRun(); });
  QMenu* sampleMenu = menu->addMenu(tr("Open &sample"));
  for (const Sample& sample : samples_) {
    addAction(*sampleMenu, sample.title, {}, [this, id = sample.id] { openSample(id); });
  }
  sampleMenu->setEnabled(!samples_.empty());
  actions_->recent = menu->addMenu(tr("Recent &files"));
  connect(actions_->recent, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
  QAction* reopen = menu->addAction(tr("Reopen the &last session at start"));
  reopen->setCheckable(true);
  reopen->setChecked(SessionKeeper::isWantedAtStart());
  connect(reopen, &QAction::toggled, this, &SessionKeeper::setWantedAtStart);
  menu->addSeparator();
  actions_->exportRecords =
      addAction(*menu, tr("&Export mutants as CSV…"), tr("Ctrl+E"), [this] { exportRecords(); });
  menu->addSeparator();
  addAction(*menu, tr("&Quit"), QKeySequence::Quit, [this] { close(); });
}

void MainWindow::fillRecentMenu() {
  QMenu& menu = *actions_->recent;
  menu.clear();
  for (const QString& path : workspace_.recentFiles()) {
    addAction(menu, QDir::toNativeSeparators(path), {}, [this, path] { openFile(path); });
  }
  if (menu.isEmpty()) {
    menu.addAction(tr("None yet"))->setEnabled(false);
    return;
  }
  menu.addSeparator();
  addAction(menu, tr("&Forget these"), {}, [this] { workspace_.forgetRecentFiles(); });
}

void MainWindow::makeEditMenu() {
  QMenu* menu = menuBar()->addMenu(tr("&Edit"));
  actions_->undo = new QUndoGroup(this);
  QAction* undo = actions_->undo->createUndoAction(this, tr("&Undo"));
  undo->setShortcut(QKeySequence::Undo);
  QAction* redo = actions_->undo->createRedoAction(this, tr("&Redo"));
  redo->setShortcut(QKeySequence::Redo);
  menu->QWidget::addAction(undo);
  menu->QWidget::addAction(redo);
  menu->addSeparator();
  // Tables and text fields copy by themselves when they have the focus; the menu sends them the
  // same key.
  QAction* copy = menu->addAction(tr("&Copy selected rows"));
  connect(copy, &QAction::triggered, this, [] {
    if (QWidget* focus = QApplication::focusWidget()) {
      for (QAction* action : focus->actions()) {
        if (action->shortcut() == QKeySequence(QKeySequence::Copy)) {
          action->trigger();
        }
      }
    }
  });
  actions_->copySummary = addAction(*menu, tr("Copy &summary of the run"), tr("Ctrl+Shift+C"),
                                    [this] { copySummary(); });
  menu->addSeparator();
  actions_->needResults.push_back(addAction(*menu, tr("&Find mutants"), QKeySequence::Find, [this] {
    showPage(Results);
    results_->focusSearch();
  }));
}

void MainWindow::makeViewMenu() {
  QMenu* menu = menuBar()->addMenu(tr("&View"));
  addAction(*menu, tr("All comman&ds…"), tr("Ctrl+Shift+P"), [this] {
    CommandPalette palette(*menuBar(), this);
    palette.exec();
  });
  menu->addSeparator();
  const std::array<std::pair<Page, QString>, 8> pages{{{Welcome, tr("&Welcome")},
                                                       {Model, tr("&Model")},
                                                       {Clusters, tr("&Clusters")},
                                                       {Plan, tr("Pla&n")},
                                                       {Run, tr("&Run")},
                                                       {Results, tr("R&esults")},
                                                       {Compare, tr("C&ompare")},
                                                       {Report, tr("Re&port")}}};
  for (const auto& [page, text] : pages) {
    addAction(*menu, text, QKeySequence(QStringLiteral("Ctrl+%1").arg(page + 1)),
              [this, p = page] { showPage(p); });
  }
  menu->addSeparator();
  const std::array<std::pair<QDockWidget*, QString>, 4> docks{{{project_, tr("Pro&ject")},
                                                               {inspector_, tr("&Inspector")},
                                                               {jobsDock_, tr("Jo&bs")},
                                                               {logDock_, tr("Lo&g")}}};
  for (const auto& [dock, text] : docks) {
    dock->toggleViewAction()->setText(text);
    menu->addAction(dock->toggleViewAction());
  }
  // It shares its place with the jobs.
  connect(logDock_->toggleViewAction(), &QAction::triggered, logDock_, &QWidget::raise);
  menu->addSeparator();
  makeAppearanceMenu(*menu);
  addAction(*menu, tr("Reset &layout"), {}, [this] { resetLayout(); });
}

void MainWindow::makeAppearanceMenu(QMenu& view) {
  QMenu* menu = view.addMenu(tr("&Appearance"));
  actions_->appearance = new QActionGroup(this);
  const int chosen = QSettings().value("appearance", static_cast<int>(Appearance::System)).toInt();
  const std::array<std::pair<Appearance, QString>, 3> choices{
      {{Appearance::System, tr("As the des&ktop")},
       {Appearance::Light, tr("&Light")},
       {Appearance::Dark, tr("&Dark")}}};
  for (const auto& [appearance, text] : choices) {
    const auto apply = [value = appearance] {
      QSettings().setValue("appearance", static_cast<int>(value));
      applyAppearance(value);
    };
    QAction* action = addAction(*menu, text, {}, apply);
    action->setCheckable(true);
    action->setChecked(static_cast<int>(appearance) == chosen);
    actions_->appearance->addAction(action);
  }
}

void MainWindow::makeModelAndRunMenus() {
  QMenu* model = menuBar()->addMenu(tr("&Model"));
  actions_->changeData = addAction(*model, tr("Change &data…"), tr("Ctrl+D"), [this] {
    if (const ModelInfo* current = workspace_.currentModel()) {
      askForModelData(current->request, false);
    }
  });
  actions_->convertModel = addAction(*model, tr("&Convert to ONNX or Keras…"), tr("Ctrl+Shift+S"),
                                     [this] { askForConversion(); });
  actions_->newRun = addAction(*model, tr("&New run…"), QKeySequence::New, [this] { newRun(); });
  QMenu* run = menuBar()->addMenu(tr("&Run"));
  run->QWidget::addAction(actions_->newRun);
  actions_->startPlan =
      addAction(*run, tr("S&tart the plan"), tr("Ctrl+Return"), [this] { startPlan(); });
  actions_->startPlan->setShortcuts({tr("Ctrl+Return"), tr("Ctrl+Enter")});
  run->addSeparator();
  actions_->pause = addAction(*run, tr("&Pause"), tr("Ctrl+P"), [this] { togglePause(); });
  actions_->stop = addAction(*run, tr("&Stop"), tr("Ctrl+."), [this] { stopCurrentJob(); });
  actions_->continueRun = addAction(*run, tr("&Continue this run"), tr("Ctrl+R"), [this] {
    if (results_->session() != nullptr) {
      continueRun(results_->session()->path());
    }
  });
  run->addSeparator();
  addAction(*run, tr("Stop &all jobs"), {}, [this] { workspace_.jobs().stopAll(); });
  addAction(*run, tr("Remove &ended jobs from the list"), {},
            [this] { workspace_.jobs().removeFinished(); });
}

void MainWindow::makeClusterMenu() {
  QMenu* menu = menuBar()->addMenu(tr("&Cluster"));
  addAction(*menu, tr("Cut &clusters"), tr("Ctrl+K"), [this] {
    showPage(Clusters);
    clusters_->focusTree();
  });
  menu->addSeparator();
  actions_->needTree = {
      addAction(*menu, tr("Export &figure…"), tr("Ctrl+Shift+F"),
                [this] { clusters_->exportFigure(); }),
      addAction(*menu, tr("Export &tree…"), tr("Ctrl+Shift+T"),
                [this] { clusters_->exportTree(); }),
      addAction(*menu, tr("&Use in a run"), tr("Ctrl+U"), [this] { clusters_->useInRun(); })};
}

void MainWindow::makeResultsMenu() {
  QMenu* menu = menuBar()->addMenu(tr("Re&sults"));
  const auto add = [&](const QString& text, const QKeySequence& shortcut,
                       const std::function<void()>& action) {
    actions_->needResults.push_back(addAction(*menu, text, shortcut, action));
  };
  add(tr("&Next survivor"), tr("N"), [this] {
    showPage(Results);
    results_->goToSurvivor(1);
  });
  add(tr("&Previous survivor"), tr("P"), [this] {
    showPage(Results);
    results_->goToSurvivor(-1);
  });
  add(tr("&Mark the selected mutants…"), tr("M"), [this] { results_->markSelected(); });
  add(tr("E&xport the selected mutant as a model…"), tr("Ctrl+Shift+E"),
      [this] { askForMutantExport(); });
  menu->addSeparator();
  const std::array<std::pair<ResultsPage::View, QString>, ResultsPage::ViewCount> views{
      {{ResultsPage::Mutants, tr("M&utants")},
       {ResultsPage::Charts, tr("&Charts")},
       {ResultsPage::Classes, tr("C&lasses")},
       {ResultsPage::KillMatrix, tr("&Kill matrix")},
       {ResultsPage::Inputs, tr("&Inputs")}}};
  for (const auto& [view, text] : views) {
    add(text, QKeySequence(QStringLiteral("Alt+%1").arg(view + 1)), [this, v = view] {
      showPage(Results);
      results_->showView(v);
    });
  }
  menu->addSeparator();
  add(tr("Show &all mutants"), tr("Ctrl+Shift+A"), [this] { results_->resetFilters(); });
  add(tr("&Read the file again"), QKeySequence::Refresh, [this] {
    if (results_->session() != nullptr) {
      results_->session()->refresh();
    }
  });
}

void MainWindow::makeHelpMenu() {
  QMenu* menu = menuBar()->addMenu(tr("&Help"));
  addAction(*menu, tr("&Check the engine"), {}, [this] {
    workspace_.locateEngine();
    showPage(Welcome);
  });
  addAction(*menu, tr("Choose the &engine…"), {}, [this] { askForEngine(); });
  menu->addSeparator();
  addAction(*menu, tr("&About MAACC Studio"), {}, [this] {
    QMessageBox::about(
        this, tr("About MAACC Studio"),
        tr("<h3>MAACC Studio %1</h3><p>Mutation analysis of deep neural networks, after DEEPMAACC "
           "(Lyons and Ghanbari, ICST 2025).</p><p>Free software: GPL-3.0-or-later.</p>")
            .arg(QStringLiteral(MAACC_VERSION)));
  });
  addAction(*menu, tr("About &Qt"), {}, [] { QApplication::aboutQt(); });
}

void MainWindow::updateActions() {
  const bool hasResults = results_->session() != nullptr;
  const ModelInfo* model = workspace_.currentModel();
  const JobInfo* job = currentJob();
  const bool active = job != nullptr && isUnfinished(job->state);
  const bool paused = active && (job->state == JobState::Paused || job->state == JobState::Pausing);
  actions_->changeData->setEnabled(model != nullptr);
  actions_->convertModel->setEnabled(model != nullptr && workspace_.engine().found());
  actions_->newRun->setEnabled(model != nullptr && model->data && workspace_.engine().found());
  actions_->startPlan->setEnabled(actions_->newRun->isEnabled());
  actions_->pause->setEnabled(paused || (active && job->state == JobState::Running));
  actions_->pause->setText(paused ? tr("&Go on") : tr("&Pause"));
  actions_->stop->setEnabled(active && job->state != JobState::Stopping);
  const RunSession* shown = results_->session();
  actions_->continueRun->setEnabled(shown != nullptr && shown->isLoaded() &&
                                    shown->state() != RunState::Finished &&
                                    !shown->isBeingWritten() && !workspace_.isBusy(shown->path()));
  for (QAction* action : actions_->needTree) {
    action->setEnabled(clusters_->hasTree());
  }
  actions_->exportRecords->setEnabled(hasResults);
  actions_->copySummary->setEnabled(hasResults);
  for (QAction* action : actions_->needResults) {
    action->setEnabled(hasResults);
  }
  updateUndo();
  keeper_->setView(shown == nullptr ? QString() : shown->path(), pageName(pages_->currentIndex()));
}

// Cuts are made on their page, marks beside any other.
void MainWindow::updateUndo() {
  QUndoStack* stack = nullptr;
  if (pages_->currentIndex() == Clusters) {
    stack = &clusters_->undoStack();
  } else if (RunSession* session = results_->session()) {
    stack = &session->marks().undoStack();
  }
  if (stack != nullptr) {
    actions_->undo->addStack(stack);
  }
  actions_->undo->setActiveStack(stack);
}

void MainWindow::resetLayout() {
  restoreState(firstLayout_);
  logDock_->hide();
  for (QDockWidget* dock : std::initializer_list<QDockWidget*>{project_, inspector_, jobsDock_}) {
    dock->show();
  }
}

void MainWindow::saveLayout() const {
  QSettings settings;
  settings.setValue("window/geometry", saveGeometry());
  settings.setValue("window/state", saveState());
}

void MainWindow::restoreLayout() {
  const QSettings settings;
  if (!restoreGeometry(settings.value("window/geometry").toByteArray())) {
    const QSize room = screen()->availableSize() * 0.92;
    resize(room.boundedTo(QSize(1500, 940)));
  }
  restoreState(settings.value("window/state").toByteArray());
}

void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  // Icons and muted colours are drawn from the palette of the moment.
  if (event->type() == QEvent::PaletteChange && project_ != nullptr) {
    showModels();
    showRuns();
  }
}

}  // namespace maacc
