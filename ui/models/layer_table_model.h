#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "ui/jobs/model_info.h"

namespace maacc {

// Layers of a network, one row each.
class LayerTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Name, Kind, Activation, OutputShape, Parameters, Units, Why, ColumnCount };

  explicit LayerTableModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  void setLayers(std::vector<LayerInfo> layers);
  const LayerInfo& layer(int row) const { return layers_[static_cast<size_t>(row)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString text(const LayerInfo& layer, int column) const;

  std::vector<LayerInfo> layers_;
};

}  // namespace maacc
