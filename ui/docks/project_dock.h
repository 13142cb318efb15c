#pragma once

#include <QDockWidget>
#include <vector>

#include "ui/jobs/model_info.h"

class QTreeWidget;
class QTreeWidgetItem;

namespace maacc {

// One line of the project's list of runs.
struct RunEntry {
  QString path;
  QString title;
  QString note;  // "62 %", "finished"
};

// What is open: models with their layers, data, runs.
class ProjectDock : public QDockWidget {
  Q_OBJECT

 public:
  explicit ProjectDock(QWidget* parent = nullptr);

  void setModels(const std::vector<ModelInfo>& models, const QString& currentModel);
  void setRuns(const std::vector<RunEntry>& runs, const QString& currentRun);

 signals:
  void modelActivated(const QString& path);
  void layerActivated(const QString& modelPath, const QString& layer);
  void runActivated(const QString& path);

 private:
  void activate(const QTreeWidgetItem* item);
  QTreeWidgetItem* addGroup(const QString& title);

  QTreeWidget* tree_;
  QTreeWidgetItem* models_;
  QTreeWidgetItem* data_;
  QTreeWidgetItem* runs_;
};

}  // namespace maacc
