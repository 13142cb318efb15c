#include "ui/models/cluster_table_model.h"

#include <QGuiApplication>
#include <QLocale>
#include <QPalette>
#include <algorithm>
#include <cmath>

#include "ui/plots/cluster_colors.h"
#include "ui/text.h"
#include "ui/theme.h"

namespace maacc {
namespace {

constexpr size_t kMembersNamed = 40;

QString numberText(double value) { return QLocale().toString(value, 'g', 5); }

}  // namespace

void ClusterTableModel::setClusters(std::shared_ptr<const ClusterTree> tree,
                                    const Partition& partition,
                                    int32_t rung,
                                    std::vector<int> colors) {
  beginResetModel();
  tree_ = std::move(tree);
  colors_ = std::move(colors);
  measures_.reset();
  members_.clear();
  heights_.clear();
  if (tree_ != nullptr) {
    members_.resize(static_cast<size_t>(partition.clusters));
    heights_.assign(static_cast<size_t>(partition.clusters), 0);
    for (const int32_t leaf : tree_->leafOrder) {
      members_[static_cast<size_t>(partition.clusterOf[static_cast<size_t>(leaf)])].push_back(leaf);
    }
    // Later rungs are higher, so the last merge of a cluster is its highest.
    std::vector<int32_t> leafOf(tree_->dendrogram.merges.size());
    for (size_t merge = 0; merge < leafOf.size(); ++merge) {
      const int32_t left = tree_->dendrogram.merges[merge].left;
      const int32_t leaves = tree_->dendrogram.leafCount;
      leafOf[merge] = left < leaves ? left : leafOf[static_cast<size_t>(left - leaves)];
    }
    for (int32_t made = 1; made <= rung; ++made) {
      const auto leaf =
          static_cast<size_t>(leafOf[static_cast<size_t>(tree_->ladder.mergeOf(made))]);
      heights_[static_cast<size_t>(partition.clusterOf[leaf])] = tree_->ladder.height(made);
    }
  }
  endResetModel();
}

void ClusterTableModel::setMeasures(ClusterMeasures measures) {
  measures_ = std::move(measures);
  if (!members_.empty()) {
    emit dataChanged(index(0, Silhouette), index(rowCount() - 1, Representative));
    emit headerDataChanged(Qt::Horizontal, Silhouette, Silhouette);
  }
}

bool ClusterTableModel::isMeasured(size_t cluster) const {
  return measures_ && cluster < measures_->silhouettes.size() &&
         !std::isnan(measures_->silhouettes[cluster]);
}

int32_t ClusterTableModel::sampledLeaves() const { return measures_ ? measures_->sampled : 0; }

int ClusterTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(members_.size());
}

int ClusterTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QString ClusterTableModel::text(int row, int column) const {
  const auto cluster = static_cast<size_t>(row);
  switch (column) {
    case Id:
      return QString::number(row);
    case Size:
      return countText(static_cast<qint64>(members_[cluster].size()));
    case Height:
      return members_[cluster].size() > 1 ? numberText(heights_[cluster]) : dashText();
    case Silhouette:
      return isMeasured(cluster) ? QLocale().toString(measures_->silhouettes[cluster], 'f', 3)
                                 : dashText();
    case Representative:
      return measures_ && cluster < measures_->medoids.size() && measures_->medoids[cluster] >= 0
                 ? tree_->leafNames.value(measures_->medoids[cluster])
                 : dashText();
    case Members: {
      QStringList names;
      for (size_t i = 0; i < std::min(members_[cluster].size(), kMembersNamed); ++i) {
        names << tree_->leafNames.value(members_[cluster][i]);
      }
      if (members_[cluster].size() > kMembersNamed) {
        names << QStringLiteral("…");
      }
      return names.join(QStringLiteral(", "));
    }
    default:
      return {};
  }
}

QVariant ClusterTableModel::sortKey(int row, int column) const {
  const auto cluster = static_cast<size_t>(row);
  switch (column) {
    case Id:
      return row;
    case Size:
      return static_cast<qint64>(members_[cluster].size());
    case Height:
      return heights_[cluster];
    case Silhouette:
      return isMeasured(cluster) ? measures_->silhouettes[cluster] : -2.0;
    case Representative:
      return measures_ && cluster < measures_->medoids.size() ? measures_->medoids[cluster] : -1;
    default:
      return members_[cluster].front();
  }
}

QVariant ClusterTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const int color = colors_[static_cast<size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
      return text(index.row(), index.column());
    case Qt::UserRole:
      return sortKey(index.row(), index.column());
    case Qt::TextAlignmentRole:
      return cellAlignment(index.column() < Representative);
    case Qt::DecorationRole:
      if (index.column() == Id && color >= 0) {
        return clusterColor(color, isDark(QGuiApplication::palette()));
      }
      return {};
    default:
      return {};
  }
}

QString ClusterTableModel::silhouetteHelp() const {
  const QString help =
      tr("How much nearer the members are to each other than to the next cluster, from −1 "
         "to 1 (Rousseeuw 1987)");
  return sampledLeaves() == 0
             ? help
             : tr("%1. Found for %2 of %3 leaves, at equal steps along the tree: the distances of "
                  "all pairs do not fit into memory.")
                   .arg(help, countText(sampledLeaves()), countText(tree_->ladder.leaves()));
}

QVariant ClusterTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) {
    return role == Qt::DisplayRole ? QVariant(section) : QVariant();
  }
  if (role == Qt::TextAlignmentRole) {
    return cellAlignment(section < Representative);
  }
  if (role == Qt::ToolTipRole) {
    switch (section) {
      case Height:
        return tr("Of the last merge inside the cluster");
      case Silhouette:
        return silhouetteHelp();
      case Representative:
        return sampledLeaves() == 0
                   ? tr("The member nearest to all others. A run that draws at random may take "
                        "another.")
                   : tr("The member nearest to all others, in large clusters to a sample of them. "
                        "A run that draws at random may take another.");
      default:
        return {};
    }
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (section) {
    case Id:
      return tr("Cluster");
    case Size:
      return tr("Size");
    case Height:
      return tr("Height");
    case Silhouette:
      return sampledLeaves() == 0 ? tr("Silhouette") : tr("Silhouette (sample)");
    case Representative:
      return tr("Representative");
    case Members:
      return tr("Members");
    default:
      return {};
  }
}

}  // namespace maacc
