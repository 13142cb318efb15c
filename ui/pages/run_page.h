#pragma once

#include <QWidget>

#include "ui/pages/run_progress_panel.h"

class QStackedWidget;

namespace maacc {

// The run that goes on or was chosen in the list of jobs.
class RunPage : public QWidget {
  Q_OBJECT

 public:
  explicit RunPage(QWidget* parent = nullptr);

  RunProgressPanel& progress() { return *progress_; }
  void showProgress();

 signals:
  void planRequested();

 private:
  QStackedWidget* stack_;
  RunProgressPanel* progress_;
};

}  // namespace maacc
