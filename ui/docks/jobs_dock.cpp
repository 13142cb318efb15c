#include "ui/docks/jobs_dock.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QToolButton>

#include "ui/theme.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/tables.h"

namespace maacc {

JobsDock::JobsDock(JobList& jobs, QWidget* parent)
    : QDockWidget(tr("Jobs"), parent), jobs_(jobs), model_(jobs, this), table_(new QTableView) {
  setObjectName("jobsDock");
  prepareTable(*table_, tr("Jobs"));
  table_->setModel(&model_);
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
  setWidget(table_);
  connect(&model_, &QAbstractItemModel::rowsInserted, this,
          [this](const QModelIndex&, int first) { addButtons(first); });
  connect(&model_, &QAbstractItemModel::modelReset, this, [this] {
    for (int row = 0; row < model_.rowCount(); ++row) {
      addButtons(row);
    }
  });
  connect(&model_, &QAbstractItemModel::dataChanged, this,
          [this](const QModelIndex& first) { updateButtons(first.row()); });
  connect(table_, &QTableView::activated, this,
          [this](const QModelIndex& index) { emit jobActivated(jobs_.at(index.row()).id); });
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
