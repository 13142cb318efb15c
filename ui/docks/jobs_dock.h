#pragma once

#include <QDockWidget>
#include <optional>

#include "ui/models/job_list_model.h"

class QTableView;

namespace maacc {

// One row per run job: progress, numbers, time left, pause and stop; and the queue of those that
// wait.
class JobsDock : public QDockWidget {
  Q_OBJECT

 public:
  explicit JobsDock(JobList& jobs, QWidget* parent = nullptr);

 signals:
  void jobActivated(maacc::JobId id);
  void continueRequested(maacc::JobId id);
  void openRequested(const QString& runPath);

 private:
  // What can be done with the current row, and with all of them.
  struct Commands {
    QAction* up;
    QAction* down;
    QAction* resume;
    QAction* open;
    QAction* remove;
    QAction* stopAll;
    QAction* removeEnded;
  };

  void prepareJobTable();
  void makeCommands();
  QAction* addCommand(const QString& name,
                      const QString& text,
                      const QKeySequence& shortcut,
                      const std::function<void()>& run);
  QWidget* makeBar();
  void moveCurrent(int step);
  void updateCommands();
  void addButtons(int row);
  void updateButtons(int row);
  std::optional<JobId> currentJob() const;

  JobList& jobs_;
  JobListModel model_;
  QTableView* table_;
  Commands commands_{};
};

}  // namespace maacc
