#include "ui/models/class_matrix_model.h"

#include <algorithm>
#include <cmath>

#include "ui/text.h"

namespace maacc {

void ClassMatrixModel::setEvidence(std::shared_ptr<const KillEvidence> evidence) {
  const bool same =
      evidence_ && evidence && evidence_->changes.classes == evidence->changes.classes;
  if (!same) {
    beginResetModel();
  }
  evidence_ = std::move(evidence);
  largest_ =
      evidence_ && !counts().empty() ? *std::max_element(counts().begin(), counts().end()) : 0;
  if (!same) {
    endResetModel();
  } else if (rowCount() > 0) {
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
  }
}

void ClassMatrixModel::setCount(Count count) {
  count_ = count;
  setEvidence(evidence_);
}

const std::vector<int64_t>& ClassMatrixModel::counts() const {
  const ClassChanges& changes = evidence_->changes;
  switch (count_) {
    case Count::Mutants:
      return changes.mutants;
    case Count::Inputs:
      return changes.inputs;
    case Count::Flips:
      break;
  }
  return changes.flips;
}

int64_t ClassMatrixModel::value(int trueClass, int predictedClass) const {
  return trueClass == predictedClass ? -1
                                     : counts()[evidence_->changes.cell(trueClass, predictedClass)];
}

int ClassMatrixModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !evidence_ ? 0 : evidence_->changes.classes;
}

int ClassMatrixModel::columnCount(const QModelIndex& parent) const { return rowCount(parent); }

QString ClassMatrixModel::sentence(int trueClass, int predictedClass) const {
  if (trueClass == predictedClass) {
    return tr("Class %1 taken for itself is no kill").arg(trueClass);
  }
  const size_t cell = evidence_->changes.cell(trueClass, predictedClass);
  return tr("Inputs of class %1 taken for class %2: %3 inputs by %4 mutants, %5 pairs")
      .arg(trueClass)
      .arg(predictedClass)
      .arg(countText(evidence_->changes.inputs[cell]), countText(evidence_->changes.mutants[cell]),
           countText(evidence_->changes.flips[cell]));
}

QVariant ClassMatrixModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const int64_t count = value(index.row(), index.column());
  switch (role) {
    case Qt::DisplayRole:
      return count < 0 ? dashText() : countText(count);
    case Qt::TextAlignmentRole:
      return static_cast<int>(Qt::AlignCenter);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
      return sentence(index.row(), index.column());
    case ShadeRole:
      return count <= 0 || largest_ == 0
                 ? 0.0
                 : std::sqrt(static_cast<double>(count) / static_cast<double>(largest_));
    default:
      return {};
  }
}

QVariant ClassMatrixModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role == Qt::DisplayRole) {
    return orientation == Qt::Horizontal ? tr("→ %1").arg(section) : tr("class %1").arg(section);
  }
  return {};
}

}  // namespace maacc
