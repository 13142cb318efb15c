#pragma once

#include <QTabWidget>

#include "ui/models/cluster_table_model.h"
#include "ui/models/tree_table_models.h"

class QSortFilterProxyModel;
class QTableView;

namespace maacc {

// The tables beside a tree: clusters, merges and features.
class ClusterTables : public QTabWidget {
  Q_OBJECT

 public:
  explicit ClusterTables(QWidget* parent = nullptr);

  void setTree(const std::shared_ptr<const ClusterTree>& tree);
  ClusterTableModel& clusters() { return clusters_; }
  QTableView* clusterTable() const { return clusterTable_; }
  void selectCluster(int cluster);  // emits nothing
  void fitColumns();

 signals:
  void clusterSelected(int cluster);
  void leafSelected(int leaf);

 private:
  void addClusterTable();
  void addMergeTable();
  void addFeatureTable();
  QString captionOf(const QString& what) const;

  std::shared_ptr<const ClusterTree> tree_;
  ClusterTableModel clusters_;
  MergeTableModel merges_;
  FeatureTableModel features_;
  QSortFilterProxyModel* sorted_;
  QTableView* clusterTable_;
  bool selecting_ = false;
};

}  // namespace maacc
