#pragma once

#include <QDockWidget>

#include "ui/models/job_list_model.h"

class QTableView;

namespace maacc {

// One row per run job: progress, numbers, time left, pause and stop.
class JobsDock : public QDockWidget {
  Q_OBJECT

 public:
  explicit JobsDock(JobList& jobs, QWidget* parent = nullptr);

 signals:
  void jobActivated(maacc::JobId id);

 private:
  void addButtons(int row);
  void updateButtons(int row);

  JobList& jobs_;
  JobListModel model_;
  QTableView* table_;
};

}  // namespace maacc
