#include "ui/models/group_table_model.h"

#include "ui/text.h"

namespace maacc {
namespace {

QString cell(const GroupSummary& group, int column) {
  const ScoreSummary& s = group.summary;
  const auto score = [](const Score& value) {
    return value.evaluated() ? scoreText(value.value()) : dashText();
  };
  switch (column) {
    case GroupTableModel::Group:
      return QString::fromStdString(group.group);
    case GroupTableModel::Planned:
      return countText(s.planned);
    case GroupTableModel::Tested:
      return countText(s.tested);
    case GroupTableModel::Killed:
      return countText(s.killed);
    case GroupTableModel::Survived:
      return countText(s.survived);
    case GroupTableModel::Errors:
      return countText(s.errors);
    case GroupTableModel::TrueScore:
      return score(s.trueClass);
    case GroupTableModel::PredictedScore:
      return score(s.predictedClass);
    default:
      return {};
  }
}

QString formula(const Score& score) {
  return score.evaluated() ? scoreFormula(score)
                           : GroupTableModel::tr("nothing evaluated by this criterion");
}

int alignment(int column) { return cellAlignment(column != GroupTableModel::Group); }

}  // namespace

void GroupTableModel::setGroups(std::vector<GroupSummary> groups) {
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
  const GroupSummary& group = groups_[static_cast<size_t>(index.row())];
  if (role == Qt::DisplayRole) {
    return cell(group, index.column());
  }
  if (role == Qt::ToolTipRole && index.column() == TrueScore) {
    return formula(group.summary.trueClass);
  }
  if (role == Qt::ToolTipRole && index.column() == PredictedScore) {
    return formula(group.summary.predictedClass);
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
