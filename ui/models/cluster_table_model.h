#pragma once

#include <QAbstractTableModel>
#include <memory>
#include <optional>
#include <vector>

#include "ui/jobs/cluster_measures.h"

namespace maacc {

// The table twin of a cut dendrogram: one row per cluster.
class ClusterTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Id, Size, Height, Silhouette, Representative, Members, ColumnCount };

  explicit ClusterTableModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  // colors: by cluster, as colorClusters. Forgets measures.
  void setClusters(std::shared_ptr<const ClusterTree> tree,
                   const Partition& partition,
                   int32_t rung,
                   std::vector<int> colors);
  void setMeasures(ClusterMeasures measures);
  int32_t sampledLeaves() const;  // that silhouettes are of; 0: all
  const std::vector<int32_t>& members(int row) const { return members_[static_cast<size_t>(row)]; }
  double height(int row) const { return heights_[static_cast<size_t>(row)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  bool isMeasured(size_t cluster) const;  // has a silhouette
  QString silhouetteHelp() const;
  QString text(int row, int column) const;
  QVariant sortKey(int row, int column) const;

  std::shared_ptr<const ClusterTree> tree_;
  std::vector<std::vector<int32_t>> members_;  // by cluster: leaves, in the order of the tree
  std::vector<double> heights_;                // by cluster: its highest merge
  std::vector<int> colors_;
  std::optional<ClusterMeasures> measures_;
};

}  // namespace maacc
