#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "core/analysis/score.h"

namespace maacc {

// Scores of groups of mutants: one row per layer or operator.
class GroupTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    Group,
    Planned,
    Tested,
    Killed,
    Survived,
    Errors,
    TrueScore,
    PredictedScore,
    ColumnCount
  };

  explicit GroupTableModel(QString groupTitle, QObject* parent = nullptr)
      : QAbstractTableModel(parent), groupTitle_(std::move(groupTitle)) {}

  // The same number of groups as before keeps the selection.
  void setGroups(std::vector<GroupSummary> groups);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString groupTitle_;
  std::vector<GroupSummary> groups_;
};

}  // namespace maacc
