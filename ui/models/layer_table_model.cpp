#include "ui/models/layer_table_model.h"

#include <QGuiApplication>
#include <QLocale>
#include <QPalette>

#include "ui/text.h"

namespace maacc {

void LayerTableModel::setLayers(std::vector<LayerInfo> layers) {
  beginResetModel();
  layers_ = std::move(layers);
  endResetModel();
}

int LayerTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(layers_.size());
}

int LayerTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QString LayerTableModel::text(const LayerInfo& layer, int column) const {
  const LayerSummary& summary = layer.summary;
  switch (column) {
    case Name:
      return QString::fromStdString(summary.name);
    case Kind:
      return QString::fromStdString(summary.kind);
    case Activation:
      return QString::fromStdString(summary.activation);
    case OutputShape:
      return prettyShape(summary.outputShape);
    case Parameters:
      return summary.parameters > 0 ? countText(summary.parameters) : dashText();
    case Units:
      return summary.units > 0 ? countText(summary.units) : dashText();
    case Why:
      return layer.whyNoUnits;
    default:
      return {};
  }
}

QVariant LayerTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const LayerInfo& info = layer(index.row());
  const bool number = index.column() == Parameters || index.column() == Units;
  switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
      return text(info, index.column());
    case Qt::TextAlignmentRole:
      return cellAlignment(number);
    case Qt::ForegroundRole:
      if (info.summary.units == 0) {
        return QGuiApplication::palette().brush(QPalette::PlaceholderText);
      }
      return {};
    default:
      return {};
  }
}

QVariant LayerTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) {
    return role == Qt::DisplayRole ? QVariant(section) : QVariant();
  }
  if (role == Qt::TextAlignmentRole) {
    const bool number = section == Parameters || section == Units;
    return cellAlignment(number);
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (section) {
    case Name:
      return tr("Layer");
    case Kind:
      return tr("Kind");
    case Activation:
      return tr("Activation");
    case OutputShape:
      return tr("Output shape");
    case Parameters:
      return tr("Parameters");
    case Units:
      return tr("Mutable units");
    case Why:
      return tr("Why no units");
    default:
      return {};
  }
}

}  // namespace maacc
