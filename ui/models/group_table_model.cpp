#include "ui/models/group_table_model.h"

#include "ui/text.h"
#include "ui/widgets/score_tile.h"

namespace maacc {
namespace {

// "0.4990", "0.4990 (0.4931 – 0.5052)"
QString scoreCell(const std::optional<ScoreEstimate>& score) {
  if (!score) {
    return dashText();
  }
  return score->low == score->high
             ? scoreText(score->value)
             : QStringLiteral("%1 (%2 – %3)")
                   .arg(scoreText(score->value), scoreText(score->low), scoreText(score->high));
}

QString cell(const ReportedGroup& group, int column) {
  const ScoreSummary& s = group.summary;
  switch (column) {
    case GroupTableModel::Group:
      return QString::fromStdString(group.name);
    case GroupTableModel::Planned:
      return countText(s.planned);
    case GroupTableModel::Tested:
      return countText(s.tested);
    case GroupTableModel::Killed:
      return countText(s.killed);
    case GroupTableModel::Survived:
      return countText(s.survived);
    case GroupTableModel::Undecided:
      return countText(s.undecided);
    case GroupTableModel::Errors:
      return countText(s.errors);
    case GroupTableModel::TrueScore:
      return scoreCell(group.scores.trueClass);
    case GroupTableModel::PredictedScore:
      return scoreCell(group.scores.predictedClass);
    default:
      return {};
  }
}

int alignment(int column) { return cellAlignment(column != GroupTableModel::Group); }

}  // namespace

std::vector<ReportedGroup> countedGroups(const std::vector<GroupSummary>& summaries) {
  std::vector<ReportedGroup> groups;
  groups.reserve(summaries.size());
  for (const GroupSummary& group : summaries) {
    groups.push_back({group.group, group.summary, countedScores(group.summary)});
  }
  return groups;
}

void GroupTableModel::setGroupTitle(const QString& title) {
  groupTitle_ = title;
  emit headerDataChanged(Qt::Horizontal, Group, Group);
}

void GroupTableModel::setGroups(std::vector<ReportedGroup> groups) {
  if (groups.size() == groups_.size() && !groups_.empty()) {
    groups_ = std::move(groups);
    emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    return;
  }
  beginResetModel();
  groups_ = std::move(groups);
  endResetModel();
}

int GroupTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(groups_.size());
}

int GroupTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant GroupTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const ReportedGroup& group = groups_[static_cast<size_t>(index.row())];
  if (role == Qt::DisplayRole) {
    return cell(group, index.column());
  }
  if (role == Qt::ToolTipRole && index.column() == TrueScore) {
    return scoreNote(group.scores, group.scores.trueClass, group.summary.trueClass);
  }
  if (role == Qt::ToolTipRole && index.column() == PredictedScore) {
    return scoreNote(group.scores, group.scores.predictedClass, group.summary.predictedClass);
  }
  if (role == Qt::TextAlignmentRole) {
    return alignment(index.column());
  }
  return {};
}

QVariant GroupTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) {
    return {};
  }
  if (role == Qt::TextAlignmentRole) {
    return alignment(section);
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (section) {
    case Group:
      return groupTitle_;
    case Planned:
      return tr("Mutants");
    case Tested:
      return tr("Tested");
    case Killed:
      return tr("Killed");
    case Survived:
      return tr("Survived");
    case Undecided:
      return tr("Undecided");
    case Errors:
      return tr("Errors");
    case TrueScore:
      return tr("Score, true class");
    case PredictedScore:
      return tr("Score, predicted class");
    default:
      return {};
  }
}

}  // namespace maacc
