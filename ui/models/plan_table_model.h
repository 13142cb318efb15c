#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <set>
#include <vector>

#include "core/reduction/plan_counts.h"
#include "ui/jobs/model_info.h"

namespace maacc {

// The mutants of a plan by layer and operator, with sums. Layers that have weights are there, those
// without mutable units with the reason; the others are chosen with a check box.
class PlanTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum FirstColumn { Layer, Units, Operators };  // then Mutants, Tested and Remark

  explicit PlanTableModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  // counts: of the chosen layers and these operators.
  void setPlan(const ModelInfo& info,
               const std::set<int>& chosen,
               const std::vector<Operator>& operators,
               const PlanCounts& counts);
  int mutantsColumn() const { return Operators + static_cast<int>(headers_.size()); }
  int testedColumn() const { return mutantsColumn() + 1; }
  int remarkColumn() const { return mutantsColumn() + 2; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

 signals:
  void layerChosen(int weightedLayer, bool chosen);

 private:
  struct Row {
    QStringList cells;
    int weightedLayer = -1;  // -1: nothing to choose
    bool chosen = false;
    bool isTotal = false;
    bool operator==(const Row&) const = default;
  };
  struct Header {
    QString title;
    QString help;
    bool operator==(const Header&) const = default;
  };

  // counts: of the layer
  Row layerRow(const LayerInfo& layer,
               bool chosen,
               const std::vector<Operator>& operators,
               const PlanCounts& counts) const;
  Row totalRow(const ModelInfo& info,
               const std::set<int>& chosen,
               const std::vector<Operator>& operators,
               const PlanCounts& counts) const;

  std::vector<Row> rows_;
  std::vector<Header> headers_;  // of the operators
};

}  // namespace maacc
