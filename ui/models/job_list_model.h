#pragma once

#include <QAbstractTableModel>

#include "ui/jobs/job_list.h"

namespace maacc {

// Run jobs, one row each, newest last.
class JobListModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Title, State, Progress, Killed, Survived, Errors, Rate, Eta, Actions, ColumnCount };
  enum Role { PermilleRole = Qt::UserRole + 1 };  // of Progress: 0 to 1000, or -1 while unknown

  explicit JobListModel(JobList& jobs, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString text(const JobInfo& job, int column) const;
  QString stateText(const JobInfo& job) const;

  JobList& jobs_;
};

}  // namespace maacc
