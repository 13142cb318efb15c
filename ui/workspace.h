#pragma once

#include <QObject>
#include <memory>
#include <vector>

#include "ui/jobs/engine_locator.h"
#include "ui/jobs/job_list.h"
#include "ui/jobs/model_info.h"
#include "ui/jobs/run_session.h"

namespace maacc {

// What is open: models, run files, jobs, the engine, and the files opened lately. No widgets.
class Workspace : public QObject {
  Q_OBJECT

 public:
  explicit Workspace(QObject* parent = nullptr);
  ~Workspace() override;

  const EngineLocation& engine() const { return engine_; }
  void locateEngine();
  void chooseEngine(const QString& program);  // remembered

  const std::vector<ModelInfo>& models() const { return models_; }
  const ModelInfo* currentModel() const;
  // Replaces one of the same path. Without makeCurrent it becomes the current one only where there
  // is none.
  void addModel(const ModelInfo& info, bool makeCurrent = true);
  void setCurrentModel(const QString& path);

  const std::vector<std::unique_ptr<RunSession>>& runs() const { return runs_; }
  RunSession* findRun(const QString& path) const;
  RunSession& openRun(const QString& path);  // the one that is open already, if it is

  JobList& jobs() { return jobs_; }
  // Continues a run with its own settings. It must be loaded.
  JobId continueRun(const RunSession& session);
  // A job of this window works on it, or will.
  bool isBusy(const QString& runPath) const { return jobs_.unfinishedFor(runPath) != nullptr; }

  QStringList recentFiles() const;
  void addRecentFile(const QString& path);
  void forgetRecentFiles();

 signals:
  void engineChanged();
  void modelsChanged();
  void runsChanged();  // opened, or its numbers changed
  void recentFilesChanged();

 private:
  void followJob(JobId id, const QString& runPath);
  void leaveJob(JobId id);

  EngineLocation engine_;
  std::vector<ModelInfo> models_;
  QString currentModel_;
  std::vector<std::unique_ptr<RunSession>> runs_;
  JobList jobs_;
};

}  // namespace maacc
