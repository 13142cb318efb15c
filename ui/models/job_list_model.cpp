#include "ui/models/job_list_model.h"

#include "ui/text.h"

namespace maacc {

JobListModel::JobListModel(JobList& jobs, QObject* parent)
    : QAbstractTableModel(parent), jobs_(jobs) {
  connect(&jobs, &JobList::jobAboutToBeAdded, this,
          [this](int row) { beginInsertRows({}, row, row); });
  connect(&jobs, &JobList::jobAdded, this, [this] { endInsertRows(); });
  connect(&jobs, &JobList::jobChanged, this,
          [this](int row) { emit dataChanged(index(row, 0), index(row, ColumnCount - 1)); });
  connect(&jobs, &JobList::jobAboutToBeRemoved, this,
          [this](int row) { beginRemoveRows({}, row, row); });
  connect(&jobs, &JobList::jobRemoved, this, [this] { endRemoveRows(); });
  // Qt counts places before the row is taken out.
  connect(&jobs, &JobList::jobAboutToBeMoved, this,
          [this](int from, int to) { beginMoveRows({}, from, from, {}, to > from ? to + 1 : to); });
  connect(&jobs, &JobList::jobMoved, this, [this] { endMoveRows(); });
  connect(&jobs, &JobList::queueChanged, this, [this] {
    if (rowCount() > 0) {
      emit dataChanged(index(0, State), index(rowCount() - 1, State));
    }
  });
}

int JobListModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : jobs_.count();
}

int JobListModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QString JobListModel::stateText(const JobInfo& job) const {
  const int place = jobs_.queuePlace(job.id);
  if (place > 0) {
    return place == 1 ? tr("Waits, next") : tr("Waits, place %1").arg(place);
  }
  return job.silent ? tr("%1, no news").arg(jobStateText(job.state)) : jobStateText(job.state);
}

QString JobListModel::text(const JobInfo& job, int column) const {
  const EngineProgress& p = job.progress;
  switch (column) {
    case Title:
      return job.title;
    case State:
      return stateText(job);
    case Progress:
      return p.total > 0 ? percentText(static_cast<double>(p.done) / static_cast<double>(p.total))
                         : dashText();
    case Killed:
      return countText(p.killed);
    case Survived:
      return countText(p.survived);
    case Errors:
      return countText(p.errors);
    case Rate:
      return job.state == JobState::Running ? rateText(p.mutantsPerSecond) : dashText();
    case Eta:
      return job.state == JobState::Running ? durationText(p.etaSeconds) : dashText();
    default:
      return {};
  }
}

QVariant JobListModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const JobInfo& job = jobs_.at(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return text(job, index.column());
    case Qt::ToolTipRole:
      return job.message.isEmpty() ? job.runPath : job.message;
    case PermilleRole:
      return job.progress.total > 0
                 ? static_cast<int>(1000 * job.progress.done / job.progress.total)
                 : -1;
    case Qt::TextAlignmentRole:
      return cellAlignment(index.column() >= Killed);
    default:
      return {};
  }
}

QVariant JobListModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) {
    return {};
  }
  if (role == Qt::TextAlignmentRole) {
    return cellAlignment(section >= Killed);
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (section) {
    case Title:
      return tr("Run");
    case State:
      return tr("State");
    case Progress:
      return tr("Mutants");
    case Killed:
      return tr("Killed");
    case Survived:
      return tr("Survived");
    case Errors:
      return tr("Errors");
    case Rate:
      return tr("Speed");
    case Eta:
      return tr("Time left");
    default:
      return {};
  }
}

}  // namespace maacc
