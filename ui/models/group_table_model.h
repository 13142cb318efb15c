#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "core/report/reported_run.h"

namespace maacc {

// Of a run that tests everything.
std::vector<ReportedGroup> countedGroups(const std::vector<GroupSummary>& summaries);

// Scores of groups of mutants, with their interval where they are estimates: one row per layer,
// operator or cluster.
class GroupTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    Group,
    Planned,
    Tested,
    Killed,
    Survived,
    Undecided,
    Errors,
    TrueScore,
    PredictedScore,
    ColumnCount
  };

  explicit GroupTableModel(QString groupTitle, QObject* parent = nullptr)
      : QAbstractTableModel(parent), groupTitle_(std::move(groupTitle)) {}

  // The same number of groups as before keeps the selection.
  void setGroups(std::vector<ReportedGroup> groups);
  void setGroups(const std::vector<GroupSummary>& groups) { setGroups(countedGroups(groups)); }
  void setGroupTitle(const QString& title);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString groupTitle_;
  std::vector<ReportedGroup> groups_;
};

}  // namespace maacc
