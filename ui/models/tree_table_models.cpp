#include "ui/models/tree_table_models.h"

#include <QLocale>

#include "ui/text.h"

namespace maacc {
namespace {

QString numberText(double value) { return QLocale().toString(value, 'g', 5); }

}  // namespace

void MergeTableModel::setTree(std::shared_ptr<const ClusterTree> tree) {
  beginResetModel();
  tree_ = std::move(tree);
  endResetModel();
}

int MergeTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || tree_ == nullptr ? 0
                                              : static_cast<int>(tree_->dendrogram.merges.size());
}

int MergeTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant MergeTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  if (role == Qt::TextAlignmentRole) {
    return cellAlignment(true);
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  const Merge& merge = tree_->dendrogram.merges[static_cast<size_t>(index.row())];
  const auto node = [&](int32_t id) {
    return id < tree_->dendrogram.leafCount ? tree_->leafNames.value(id)
                                            : tr("merge %1").arg(id - tree_->dendrogram.leafCount);
  };
  switch (index.column()) {
    case Number:
      return QString::number(index.row());
    case Left:
      return node(merge.left);
    case Right:
      return node(merge.right);
    case Height:
      return numberText(merge.height);
    default:
      return countText(merge.size);
  }
}

QVariant MergeTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole) {
    return {};
  }
  if (orientation == Qt::Vertical) {
    return section;
  }
  switch (section) {
    case Number:
      return tr("Merge");
    case Left:
      return tr("One");
    case Right:
      return tr("Other");
    case Height:
      return tr("Height");
    default:
      return tr("Leaves");
  }
}

void FeatureTableModel::setTree(std::shared_ptr<const ClusterTree> tree) {
  beginResetModel();
  tree_ = std::move(tree);
  endResetModel();
}

int FeatureTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || tree_ == nullptr ? 0 : static_cast<int>(tree_->rows.rows());
}

int FeatureTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() || tree_ == nullptr ? 0 : static_cast<int>(tree_->rows.cols());
}

QVariant FeatureTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  if (role == Qt::TextAlignmentRole) {
    return cellAlignment(true);
  }
  return role == Qt::DisplayRole ? numberText(tree_->rows(leafAt(index.row()), index.column()))
                                 : QVariant();
}

QVariant FeatureTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole || tree_ == nullptr) {
    return {};
  }
  return orientation == Qt::Horizontal ? QVariant(section)
                                       : QVariant(tree_->leafNames.value(leafAt(section)));
}

}  // namespace maacc
