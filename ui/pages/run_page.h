#pragma once

#include <QWidget>

#include "ui/pages/run_progress_panel.h"
#include "ui/pages/run_settings_panel.h"

class QStackedWidget;

namespace maacc {

// Settings of a new run, or the run that goes on.
class RunPage : public QWidget {
  Q_OBJECT

 public:
  explicit RunPage(QWidget* parent = nullptr);

  RunSettingsPanel& settings() { return *settings_; }
  RunProgressPanel& progress() { return *progress_; }
  void showSettings();
  void showProgress();

 signals:
  void openModelRequested();

 private:
  QStackedWidget* stack_;
  RunSettingsPanel* settings_;
  RunProgressPanel* progress_;
};

}  // namespace maacc
