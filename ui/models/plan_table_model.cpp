#include "ui/models/plan_table_model.h"

#include <QFont>
#include <QGuiApplication>
#include <QPalette>
#include <map>

#include "ui/text.h"

namespace maacc {
namespace {

// Mutants of several cells, tested or not.
struct Sum {
  qint64 mutants = 0;
  std::optional<qint64> tested = 0;
  bool any = false;

  void add(const PlannedCell& cell) {
    any = true;
    mutants += cell.mutants;
    tested = tested && cell.tested ? std::optional(*tested + *cell.tested) : std::nullopt;
  }
};

template <class Wanted>
Sum sumOf(const PlanCounts& counts, Wanted&& wanted) {
  Sum sum;
  for (const PlannedCell& cell : counts.cells) {
    if (wanted(cell)) {
      sum.add(cell);
    }
  }
  return sum;
}

QString testedText(const std::optional<qint64>& tested) {
  return tested ? countText(*tested) : QStringLiteral("?");
}

QString cellText(const Sum& sum) {
  if (!sum.any) {
    return dashText();
  }
  return sum.tested == sum.mutants
             ? countText(sum.mutants)
             : PlanTableModel::tr("%1 of %2").arg(testedText(sum.tested), countText(sum.mutants));
}

QString remarkOf(const LayerInfo& layer, const std::vector<Operator>& operators, const Sum& sum) {
  QStringList remarks;
  for (const Operator& op : operators) {
    const auto why = layer.without.find(op.kind);
    if (why != layer.without.end()) {
      remarks << PlanTableModel::tr("no %1: %2")
                     .arg(QString::fromStdString(operatorText(op)), why->second);
    }
  }
  if (sum.any && layer.outputLayer && sum.tested == 0) {
    remarks << PlanTableModel::tr("output layer: left out where whole clusters are mutated");
  }
  return remarks.join(QStringLiteral("; "));
}

}  // namespace

void PlanTableModel::setPlan(const ModelInfo& info,
                             const std::set<int>& chosen,
                             const std::vector<Operator>& operators,
                             const PlanCounts& counts) {
  std::vector<Header> headers;
  headers.reserve(operators.size());
  for (const Operator& op : operators) {
    headers.push_back(
        {QString::fromStdString(operatorText(op)), QString::fromStdString(operatorFormula(op))});
  }
  std::map<int, PlanCounts> byLayer;
  for (const PlannedCell& cell : counts.cells) {
    byLayer[cell.weightedLayer].cells.push_back(cell);
  }
  std::vector<Row> rows;
  for (const LayerInfo& layer : info.layers) {
    const int position = layer.summary.weightedLayer;
    if (layer.summary.parameters > 0 || position >= 0) {
      rows.push_back(layerRow(layer, chosen.contains(position), operators, byLayer[position]));
    }
  }
  rows.push_back(totalRow(info, chosen, operators, counts));
  // What stays the same keeps the selection, the focus and the widths.
  if (headers == headers_ && rows.size() == rows_.size()) {
    rows_ = std::move(rows);
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    return;
  }
  beginResetModel();
  headers_ = std::move(headers);
  rows_ = std::move(rows);
  endResetModel();
}

PlanTableModel::Row PlanTableModel::layerRow(const LayerInfo& layer,
                                             bool chosen,
                                             const std::vector<Operator>& operators,
                                             const PlanCounts& counts) const {
  const int position = layer.summary.weightedLayer;
  Row row;
  row.weightedLayer = position;
  row.chosen = chosen;
  row.cells << QString::fromStdString(layer.summary.name)
            << (position >= 0 ? countText(layer.summary.units) : dashText());
  for (const Operator& op : operators) {
    row.cells << cellText(sumOf(counts, [&](const PlannedCell& cell) { return cell.op == op; }));
  }
  const Sum sum = sumOf(counts, [](const PlannedCell&) { return true; });
  row.cells << (sum.any ? countText(sum.mutants) : dashText())
            << (sum.any ? testedText(sum.tested) : dashText());
  row.cells << (position < 0 ? layer.whyNoUnits
                : chosen     ? remarkOf(layer, operators, sum)
                             : tr("not chosen"));
  return row;
}

PlanTableModel::Row PlanTableModel::totalRow(const ModelInfo& info,
                                             const std::set<int>& chosen,
                                             const std::vector<Operator>& operators,
                                             const PlanCounts& counts) const {
  qint64 units = 0;
  for (const LayerInfo* layer : info.weighted()) {
    units += chosen.contains(layer->summary.weightedLayer) ? layer->summary.units : 0;
  }
  Row row;
  row.isTotal = true;
  row.cells << tr("All chosen layers") << countText(units);
  for (const Operator& op : operators) {
    row.cells << cellText(sumOf(counts, [&](const PlannedCell& cell) { return cell.op == op; }));
  }
  row.cells << countText(counts.mutants) << testedText(counts.tested) << QString();
  return row;
}

int PlanTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int PlanTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : remarkColumn() + 1;
}

QVariant PlanTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const Row& row = rows_[static_cast<size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return row.cells[index.column()];
    case Qt::ToolTipRole:
      return row.cells.last().isEmpty() ? QVariant() : row.cells.last();
    case Qt::CheckStateRole:
      return index.column() == Layer && row.weightedLayer >= 0
                 ? QVariant(row.chosen ? Qt::Checked : Qt::Unchecked)
                 : QVariant();
    case Qt::TextAlignmentRole:
      return cellAlignment(index.column() != Layer && index.column() != remarkColumn());
    case Qt::FontRole: {
      QFont font;
      font.setBold(true);
      return row.isTotal ? QVariant(font) : QVariant();
    }
    case Qt::ForegroundRole:
      return row.isTotal || row.chosen
                 ? QVariant()
                 : QVariant(QGuiApplication::palette().brush(QPalette::PlaceholderText));
    default:
      return {};
  }
}

QVariant PlanTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical || section < 0 || section >= columnCount()) {
    return {};
  }
  if (role == Qt::TextAlignmentRole) {
    return cellAlignment(section != Layer && section != remarkColumn());
  }
  const bool isOperator = section >= Operators && section < mutantsColumn();
  if (role == Qt::ToolTipRole) {
    return isOperator ? QVariant(headers_[static_cast<size_t>(section - Operators)].help)
           : section == testedColumn()
               ? QVariant(tr("Before a stopping rule asks for more; ?: only the clusters tell"))
               : QVariant();
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  if (isOperator) return headers_[static_cast<size_t>(section - Operators)].title;
  if (section == Layer) return tr("Layer");
  if (section == Units) return tr("Units");
  if (section == mutantsColumn()) return tr("Mutants");
  return section == testedColumn() ? tr("Tested") : tr("Remark");
}

Qt::ItemFlags PlanTableModel::flags(const QModelIndex& index) const {
  const Qt::ItemFlags usual = QAbstractTableModel::flags(index);
  const bool canBeChosen = index.isValid() && index.column() == Layer &&
                           rows_[static_cast<size_t>(index.row())].weightedLayer >= 0;
  return canBeChosen ? usual | Qt::ItemIsUserCheckable : usual;
}

bool PlanTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::CheckStateRole || !flags(index).testFlag(Qt::ItemIsUserCheckable)) {
    return false;
  }
  // The owner answers with another plan.
  emit layerChosen(rows_[static_cast<size_t>(index.row())].weightedLayer,
                   value.toInt() == Qt::Checked);
  return true;
}

}  // namespace maacc
