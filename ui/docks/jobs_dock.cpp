#include "ui/docks/jobs_dock.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QToolButton>

#include "ui/theme.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {

JobsDock::JobsDock(JobList& jobs, QWidget* parent)
    : QDockWidget(tr("Jobs"), parent), jobs_(jobs), model_(jobs, this), table_(new QTableView) {
  setObjectName("jobsDock");
  prepareJobTable();
  makeCommands();
  setWidget(makeDockContent(makeBar(), table_));
  connect(&model_, &QAbstractItemModel::rowsInserted, this,
          [this](const QModelIndex&, int first) { addButtons(first); });
  connect(&model_, &QAbstractItemModel::dataChanged, this,
          [this](const QModelIndex& first, const QModelIndex& last) {
            for (int row = first.row(); row <= last.row(); ++row) {
              updateButtons(row);
            }
            updateCommands();
          });
  connect(&jobs_, &JobList::queueChanged, this, &JobsDock::updateCommands);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &JobsDock::updateCommands);
  connect(table_, &QTableView::activated, this,
          [this](const QModelIndex& index) { emit jobActivated(jobs_.at(index.row()).id); });
  updateCommands();
}

void JobsDock::prepareJobTable() {
  prepareTable(*table_, tr("Jobs"));
  table_->setObjectName("jobTable");
  table_->setModel(&model_);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setItemDelegateForColumn(JobListModel::Progress,
                                   new ProgressDelegate(JobListModel::PermilleRole, table_));
  table_->verticalHeader()->setDefaultSectionSize(30);
  QHeaderView* header = table_->horizontalHeader();
  header->setStretchLastSection(false);
  header->setSectionResizeMode(JobListModel::Progress, QHeaderView::Stretch);
  table_->setColumnWidth(JobListModel::Title, 190);
  table_->setColumnWidth(JobListModel::State, 120);
  for (int column = JobListModel::Killed; column < JobListModel::Actions; ++column) {
    table_->setColumnWidth(column, 78);
  }
  table_->setColumnWidth(JobListModel::Actions, 76);
  table_->setMinimumHeight(header->sizeHint().height() + 34);
}

QAction* JobsDock::addCommand(const QString& name,
                              const QString& text,
                              const QKeySequence& shortcut,
                              const std::function<void()>& run) {
  auto* action = new QAction(text, table_);
  action->setObjectName(name);
  action->setShortcut(shortcut);
  action->setShortcutContext(Qt::WidgetShortcut);
  if (!shortcut.isEmpty()) {
    action->setToolTip(tr("%1 (%2)").arg(text, shortcut.toString(QKeySequence::NativeText)));
  }
  table_->addAction(action);
  connect(action, &QAction::triggered, this, run);
  return action;
}

void JobsDock::makeCommands() {
  const auto withCurrent = [this](const auto& act) {
    return [this, act] {
      if (const std::optional<JobId> id = currentJob()) {
        act(*id);
      }
    };
  };
  auto* separator = new QAction(table_);
  separator->setSeparator(true);
  table_->addAction(separator);
  commands_ = {
      addCommand("jobUp", tr("Earlier"), tr("Alt+Up"), [this] { moveCurrent(-1); }),
      addCommand("jobDown", tr("Later"), tr("Alt+Down"), [this] { moveCurrent(1); }),
      addCommand("jobContinue", tr("Continue"), tr("Alt+Return"),
                 withCurrent([this](JobId id) { emit continueRequested(id); })),
      addCommand("jobOpen", tr("Open run"), {},
                 withCurrent([this](JobId id) { emit openRequested(jobs_.find(id)->runPath); })),
      addCommand("jobRemove", tr("Remove"), QKeySequence::Delete,
                 withCurrent([this](JobId id) { jobs_.remove(id); })),
      addCommand("jobsStop", tr("Stop all"), {}, [this] { jobs_.stopAll(); }),
      addCommand("jobsRemoveEnded", tr("Remove ended"), {}, [this] { jobs_.removeFinished(); })};
}

QWidget* JobsDock::makeBar() {
  auto* bar = new QWidget;
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(4, 0, 4, 0);
  layout->setSpacing(2);
  const auto add = [layout](QAction* action) {
    auto* button = new QToolButton;
    button->setAutoRaise(true);
    button->setDefaultAction(action);
    layout->addWidget(button);
  };
  for (QAction* action :
       {commands_.up, commands_.down, commands_.resume, commands_.open, commands_.remove}) {
    add(action);
  }
  layout->addStretch(1);
  add(commands_.stopAll);
  add(commands_.removeEnded);
  return bar;
}

std::optional<JobId> JobsDock::currentJob() const {
  const QModelIndex current = table_->currentIndex();
  return current.isValid() ? std::optional(jobs_.at(current.row()).id) : std::nullopt;
}

void JobsDock::moveCurrent(int step) {
  if (const std::optional<JobId> id = currentJob()) {
    jobs_.move(*id, step);
    table_->scrollTo(table_->currentIndex());
  }
}

void JobsDock::updateCommands() {
  const std::optional<JobId> id = currentJob();
  const JobInfo* job = id ? jobs_.find(*id) : nullptr;
  const bool ended = job != nullptr && !isUnfinished(job->state);
  commands_.up->setEnabled(job != nullptr && jobs_.canMove(*id, -1));
  commands_.down->setEnabled(job != nullptr && jobs_.canMove(*id, 1));
  commands_.resume->setEnabled(job != nullptr && jobs_.canContinue(*id));
  commands_.open->setEnabled(job != nullptr && job->runFileReady);
  commands_.remove->setEnabled(ended || (job != nullptr && jobs_.queuePlace(*id) > 0));
  commands_.stopAll->setEnabled(jobs_.unfinishedCount() > 0);
  commands_.removeEnded->setEnabled(jobs_.unfinishedCount() < jobs_.count());
}

void JobsDock::addButtons(int row) {
  const JobId id = jobs_.at(row).id;
  auto* buttons = new QWidget;
  auto* pause = new QToolButton;
  auto* stop = new QToolButton;
  pause->setObjectName("pause");
  stop->setObjectName("stop");
  stop->setIcon(glyph("stop"));
  stop->setToolTip(tr("Stop; what is tested is kept"));
  stop->setAccessibleName(tr("Stop %1").arg(jobs_.at(row).title));
  auto* layout = new QHBoxLayout(buttons);
  layout->setContentsMargins(4, 1, 4, 1);
  layout->addWidget(pause);
  layout->addWidget(stop);
  for (QToolButton* button : {pause, stop}) {
    button->setAutoRaise(true);
  }
  connect(pause, &QToolButton::clicked, this, [this, id] {
    const JobInfo* job = jobs_.find(id);
    const bool paused =
        job != nullptr && (job->state == JobState::Paused || job->state == JobState::Pausing);
    paused ? jobs_.resume(id) : jobs_.pause(id);
  });
  connect(stop, &QToolButton::clicked, this, [this, id] { jobs_.stop(id); });
  table_->setIndexWidget(model_.index(row, JobListModel::Actions), buttons);
  updateButtons(row);
}

void JobsDock::updateButtons(int row) {
  QWidget* buttons = table_->indexWidget(model_.index(row, JobListModel::Actions));
  if (buttons == nullptr) {
    return;
  }
  const JobInfo& job = jobs_.at(row);
  const bool paused = job.state == JobState::Paused || job.state == JobState::Pausing;
  auto* pause = buttons->findChild<QToolButton*>("pause");
  pause->setIcon(glyph(paused ? QStringLiteral("run") : QStringLiteral("pause")));
  pause->setToolTip(paused ? tr("Go on") : tr("Pause"));
  pause->setAccessibleName((paused ? tr("Go on with %1") : tr("Pause %1")).arg(job.title));
  pause->setEnabled(paused || job.state == JobState::Running);
  buttons->findChild<QToolButton*>("stop")->setEnabled(isUnfinished(job.state) &&
                                                       job.state != JobState::Stopping);
}

}  // namespace maacc
