#include "ui/widgets/cluster_tables.h"

#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <QTableView>

#include "ui/export/latex_copy.h"
#include "ui/widgets/tables.h"

namespace maacc {

ClusterTables::ClusterTables(QWidget* parent)
    : QTabWidget(parent), sorted_(new QSortFilterProxyModel(this)), clusterTable_(new QTableView) {
  setDocumentMode(true);
  setAccessibleName(tr("Tables of the tree"));
  addClusterTable();
  addMergeTable();
  addFeatureTable();
}

void ClusterTables::addClusterTable() {
  sorted_->setSourceModel(&clusters_);
  sorted_->setSortRole(Qt::UserRole);
  prepareTable(*clusterTable_, tr("Clusters"));
  clusterTable_->setObjectName("clusterTable");
  clusterTable_->setModel(sorted_);
  clusterTable_->setSortingEnabled(true);
  clusterTable_->sortByColumn(ClusterTableModel::Id, Qt::AscendingOrder);
  clusterTable_->setSelectionMode(QAbstractItemView::SingleSelection);
  clusterTable_->horizontalHeader()->setStretchLastSection(true);
  connect(clusterTable_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (!selecting_) {
              emit clusterSelected(current.isValid() ? sorted_->mapToSource(current).row() : -1);
            }
          });
  nameLatexCopy(*clusterTable_, QStringLiteral("clusters"), ClusterTableModel::ColumnCount,
                [this] { return captionOf(tr("Clusters")); });
  addTab(clusterTable_, tr("Clusters"));
}

void ClusterTables::addMergeTable() {
  auto* table = new QTableView;
  prepareTable(*table, tr("Merges"));
  table->setObjectName("mergeTable");
  table->setModel(&merges_);
  nameLatexCopy(*table, QStringLiteral("merges"), MergeTableModel::Height,
                [this] { return captionOf(tr("Merges")); });
  addTab(table, tr("Merges"));
}

void ClusterTables::addFeatureTable() {
  auto* table = new QTableView;
  prepareTable(*table, tr("Features"));
  table->setObjectName("featureTable");
  table->setModel(&features_);
  nameLatexCopy(*table, QStringLiteral("features"), 0,
                [this] { return captionOf(tr("Features")); });
  table->verticalHeader()->show();
  connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (current.isValid()) {
              emit leafSelected(features_.leafAt(current.row()));
            }
          });
  addTab(table, tr("Features"));
}

// "Clusters of dense_1: ward, euclidean, min-max scaled incoming weights"
QString ClusterTables::captionOf(const QString& what) const {
  return tree_ == nullptr ? what : tr("%1 of %2: %3").arg(what, tree_->name, tree_->method);
}

void ClusterTables::setTree(const std::shared_ptr<const ClusterTree>& tree) {
  tree_ = tree;
  merges_.setTree(tree);
  features_.setTree(tree);
  if (tree == nullptr) {
    clusters_.setClusters(nullptr, {}, 0, {});
  }
}

void ClusterTables::selectCluster(int cluster) {
  selecting_ = true;
  if (cluster < 0) {
    clusterTable_->clearSelection();
    clusterTable_->setCurrentIndex({});
  } else {
    const QModelIndex row = sorted_->mapFromSource(clusters_.index(cluster, 0));
    clusterTable_->setCurrentIndex(row);
    clusterTable_->scrollTo(row);
  }
  selecting_ = false;
}

void ClusterTables::fitColumns() {
  for (int column = 0; column < ClusterTableModel::Members; ++column) {
    clusterTable_->resizeColumnToContents(column);
    clusterTable_->setColumnWidth(column, clusterTable_->columnWidth(column) + 14);
  }
}

}  // namespace maacc
