#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

#include "ui/jobs/engine_process.h"
#include "ui/jobs/run_request.h"

namespace maacc {

struct JobId {
  int value = 0;
  auto operator<=>(const JobId&) const = default;
};

enum class JobState {
  Queued,
  Starting,
  Running,
  Pausing,
  Paused,
  Stopping,
  Stopped,
  Finished,
  Failed
};

// Has a process, or waits for one.
bool isUnfinished(JobState state);
QString jobStateText(JobState state);

// What the window knows about one run job.
struct JobInfo {
  JobId id;
  QString title;  // file name of the run
  QString runPath;
  RunRequest request;
  JobState state = JobState::Queued;
  bool runFileReady = false;  // the engine has written the plan
  EngineHello engine;
  std::optional<EngineBaseline> baseline;
  EngineProgress progress;
  QStringList warnings;
  QString message;      // why it failed or was stopped
  bool silent = false;  // no news for a while, though not paused
};

// All run jobs of this session, oldest first. Runs one at a time: two would only share the
// machine's cores. Owns the child processes.
class JobList : public QObject {
  Q_OBJECT

 public:
  explicit JobList(QObject* parent = nullptr);
  ~JobList() override;

  // The program is asked for when a job's turn comes.
  JobId start(const RunRequest& request, const QString& program);
  void pause(JobId id);
  void resume(JobId id);
  void stop(JobId id);
  void stopAll();
  void removeFinished();

  int count() const { return static_cast<int>(jobs_.size()); }
  const JobInfo& at(int row) const { return jobs_[static_cast<size_t>(row)]->info; }
  const JobInfo* find(JobId id) const;
  const JobInfo* unfinishedFor(const QString& runPath) const;
  int unfinishedCount() const;

  void setSilenceMs(int ms) { silenceTimer_.setInterval(ms); }  // default 15,000
  void setStopGraceMs(int ms) { stopGraceMs_ = ms; }

 signals:
  void jobAboutToBeAdded(int row);
  void jobAdded(int row);
  void jobChanged(int row);
  void jobsAboutToBeReset();
  void jobsReset();
  void runFileReady(maacc::JobId id, const QString& runPath);
  void jobEnded(maacc::JobId id);

 private:
  struct Job {
    JobInfo info;
    QString program;
    std::unique_ptr<EngineProcess> process;
    bool heard = false;  // any event since the last look
  };

  int rowOf(JobId id) const;
  Job* jobOf(JobId id);
  void startNext();
  void launch(Job& job);
  void connectProcess(Job& job);
  void update(JobId id, const std::function<void(JobInfo&)>& change);
  void takeProgress(JobInfo& info, const EngineProgress& progress);
  void end(JobId id, const EngineOutcome& outcome);
  void lookForSilence();

  std::vector<std::unique_ptr<Job>> jobs_;
  QTimer silenceTimer_;
  int nextId_ = 1;
  int stopGraceMs_ = 10000;
};

}  // namespace maacc
