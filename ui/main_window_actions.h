#pragma once

#include "ui/main_window.h"

class QAction;
class QActionGroup;
class QMenu;
class QUndoGroup;

namespace maacc {

// Actions whose state follows the window's. Private to MainWindow's sources.
struct MainWindow::Actions {
  QMenu* recent = nullptr;
  QActionGroup* appearance = nullptr;
  QUndoGroup* undo = nullptr;
  QAction* exportRecords = nullptr;
  std::vector<QAction*> needTree;
  QAction* changeData = nullptr;
  QAction* convertModel = nullptr;
  QAction* newRun = nullptr;
  QAction* startPlan = nullptr;
  QAction* pause = nullptr;
  QAction* stop = nullptr;
  QAction* continueRun = nullptr;
  QAction* copySummary = nullptr;
  std::vector<QAction*> needResults;
};

}  // namespace maacc
