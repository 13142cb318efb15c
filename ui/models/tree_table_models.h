#pragma once

#include <QAbstractTableModel>
#include <memory>

#include "ui/jobs/cluster_tree.h"

namespace maacc {

// The merges of a tree, as SciPy's linkage matrix has them.
class MergeTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Number, Left, Right, Height, Size, ColumnCount };

  explicit MergeTableModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
  void setTree(std::shared_ptr<const ClusterTree> tree);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  std::shared_ptr<const ClusterTree> tree_;
};

// The features of the leaves in the order of the tree: the table twin of the heat map.
class FeatureTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  explicit FeatureTableModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
  void setTree(std::shared_ptr<const ClusterTree> tree);
  int leafAt(int row) const { return tree_->leafOrder[static_cast<size_t>(row)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  std::shared_ptr<const ClusterTree> tree_;
};

}  // namespace maacc
